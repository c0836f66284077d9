import { isSameScope, type Scope } from '../ledger/scope.ts';
import type { MappedEntity } from '../mapping/mapped.ts';
import type { EntityState } from './state/entity-state.ts';
import type { EntityTarget } from './write/entity-target.ts';
import type { WriteFailures } from './write/write-failures.ts';

export interface RemoveOptions {
  readonly store: EntityState;
  readonly target: EntityTarget;
  /** Kept by the target. */
  readonly failures: WriteFailures;
  /** Whether entities of unknown origin may belong to this scope. @default true */
  readonly takesUnknown?: boolean;
}

/** The result: entities were deleted, Port refused a deletion, or there was nothing to delete. */
export type Removal = 'deleted' | 'refused' | 'absent';

/**
 * Deletes the entities that only this resource produces, and removes this scope as a source of the others.
 *
 * @throws {PortError} when Port is unavailable
 */
export async function removeEntities(
  entities: readonly MappedEntity[],
  scope: Scope,
  { store, target, failures, takesUnknown = true }: RemoveOptions,
): Promise<Removal> {
  let removal: Removal = 'absent';
  for (const { entity } of entities) {
    const { blueprint, identifier } = entity;
    if (typeof identifier !== 'string') continue;
    const { records } = await store.find(blueprint, identifier);
    const own = records.filter(
      ({ source }) => isSameScope(source, scope) || (takesUnknown && source.kind === ''),
    );
    if (own.length === 0) continue;
    if (own.length === records.length) {
      const status = (await target.delete(blueprint, [identifier])).get(identifier)?.status;
      failures.throwIfPortIsAway();
      if (status === undefined || status === 'refused') return 'refused';
      if (status !== 'not-ours') removal = 'deleted';
    }
    await store.remove(own);
  }
  return removal;
}
