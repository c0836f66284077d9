import { contentHash, keysName } from '../state/content-hash.ts';
import type { EntityRecord, EntitySource } from '../state/entity-record.ts';
import type { EntityState } from '../state/entity-state.ts';
import { scopeOf, type Scope } from '../../ledger/scope.ts';
import { hash32 } from '../../lib/random.ts';
import type { MappedEntity, MappingSummary } from '../../mapping/mapped.ts';
import { entityText } from '../../port/entities.ts';
import type { Entity } from '../../mapping/entity.ts';
import type { EntityChange } from '../write/entity-target.ts';

/** The source of entities that Port had before the state existed. */
export function unknownSource(keys: string): EntitySource {
  return { kind: '', accountId: '', region: '', mapping: -1, keys };
}

/** Placeholder for the unknown sources of such an entity. */
export function partlyUnknown({ keys }: EntitySource): EntitySource {
  return { ...unknownSource(keys), mapping: -2 };
}

/** An entity with its own identifier, as compared with the last write. */
interface Candidate {
  readonly entity: Entity & { readonly identifier: string };
  readonly own: Omit<EntityRecord, 'hash'>;
  readonly before: Omit<EntityRecord, 'hash'>;
  readonly hash: Uint8Array;
  readonly isAlwaysWritten: boolean;
  readonly isPartial: boolean;
}

/** The entities of a batch that must be written. */
export interface Comparison {
  readonly changes: readonly EntityChange[];
  readonly unchanged: number;
}

/** Compares mapped entities with the last write, and finds entities that are missing in Port. */
export class EntityTracker {
  readonly #store: EntityState;
  readonly #mappings: readonly { readonly id: number; readonly keys: string }[];

  /** @param mappings every entity mapping of the document, by its number */
  constructor(store: EntityState, mappings: readonly MappingSummary[]) {
    this.#store = store;
    const namesakes = new Map<string, number>();
    this.#mappings = mappings.map(({ identity, keys }) => {
      const earlier = namesakes.get(identity) ?? 0;
      namesakes.set(identity, earlier + 1);
      return { id: hash32(`${identity}#${earlier}`), keys: keysName(keys) };
    });
  }

  /** Compares entities of one scope. */
  async compare(scope: Scope, entities: readonly MappedEntity[]): Promise<Comparison> {
    const changes: EntityChange[] = [];
    const candidates: Candidate[] = [];
    for (const mapped of entities) {
      const { entity } = mapped;
      const { blueprint, identifier } = entity;
      if (typeof identifier === 'string') {
        candidates.push(this.#candidate(scope, mapped, { ...entity, identifier }));
      } else {
        const name = JSON.stringify(identifier);
        const text = entityText(entity);
        const { isPartial } = mapped;
        changes.push({ blueprint, identifier: name, text, isPartial, record: undefined });
      }
    }
    const known = await this.#store.known(candidates.map(({ own }) => own));
    const missing = candidates.filter((_, index) => known[index] === undefined);
    const before = await this.#store.known(missing.map((candidate) => candidate.before));
    const earlier = new Map(missing.map((candidate, index) => [candidate, before[index]]));
    const adopted: EntityRecord[] = [];
    let unchanged = 0;
    for (const [index, candidate] of candidates.entries()) {
      const { entity, own, hash, isAlwaysWritten, isPartial } = candidate;
      const last = known[index] ?? earlier.get(candidate);
      const isRepeated = last !== undefined && isSame(last.hash, hash);
      unchanged += Number(isRepeated);
      if (isRepeated && !isAlwaysWritten) {
        if (known[index]?.hasResource !== true) adopted.push({ ...own, hash });
        continue;
      }
      changes.push({
        blueprint: entity.blueprint,
        identifier: entity.identifier,
        text: entityText(entity),
        isPartial,
        isRepeated,
        record: { source: own.source, resource: own.resource, hash },
      });
    }
    await this.#store.put(adopted);
    return { changes, unchanged };
  }

  /** The source of an entity mapping in a scope. */
  sourceOf(scope: Scope, mapping: number): EntitySource {
    const { id = -1, keys = '' } = this.#mappings[mapping] ?? {};
    return { ...scopeOf(scope), mapping: id, keys };
  }

  #candidate(
    scope: Scope,
    { mapping, resource, hasQueries, isPartial }: MappedEntity,
    entity: Candidate['entity'],
  ): Candidate {
    const keys = this.#mappings[mapping]?.keys ?? '';
    const { blueprint, identifier } = entity;
    const source = this.sourceOf(scope, mapping);
    return {
      entity,
      own: { blueprint, identifier, source, resource },
      before: { blueprint, identifier, source: unknownSource(keys), resource: [] },
      hash: contentHash(entity),
      isAlwaysWritten: hasQueries,
      isPartial,
    };
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
