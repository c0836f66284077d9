import { z } from 'zod';
import type { WithheldReason } from '../reconcile/scope-proofs.ts';
import { chunk } from '../../lib/chunk.ts';
import type { BlueprintDirectory } from '../../port/blueprint-directory.ts';
import { rejectionOf, type KeptContent } from '../../port/entity-check.ts';
import { ownersOf } from '../../port/owners.ts';
import type { PortClient } from '../../port/port-client.ts';
import { isNotFound, PortError, remedyOf } from '../../port/port-error.ts';
import { searchEntities, type FoundEntity } from '../../port/search-entities.ts';
import type { DeleteResult, EntityChange, EntityTarget, WriteCounts } from './entity-target.ts';
import type { WriteFailures } from './write-failures.ts';

/** A field that a run would change. */
export interface FieldChange {
  /** `title`, `properties.arn`, `relations.account` */
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What a run would do with one entity, or a host with a blueprint before its first run. */
export type PlanEntry =
  | { readonly action: 'create-blueprint'; readonly blueprint: string }
  | {
      readonly action: 'extend-blueprint';
      readonly blueprint: string;
      /** Fields that it would get: `properties.arn`, `relations.account` */
      readonly fields: readonly string[];
    }
  | {
      readonly action: 'reject';
      readonly blueprint: string;
      readonly identifier: string;
      /** Why Port would refuse it. */
      readonly reason: string;
    }
  | { readonly action: 'create'; readonly blueprint: string; readonly identifier: string }
  | {
      readonly action: 'update';
      readonly blueprint: string;
      readonly identifier: string;
      /** Empty when Port already has it and only the state lacks it. */
      readonly changes: readonly FieldChange[];
    }
  | { readonly action: 'delete'; readonly blueprint: string; readonly identifier: string }
  | {
      readonly action: 'withhold';
      readonly blueprint: string;
      readonly identifier: string;
      readonly reason: WithheldReason;
    };

export interface PlanTargetOptions {
  readonly client: PortClient;
  /** Counts what Port would refuse. */
  readonly failures: WriteFailures;
  readonly blueprints: BlueprintDirectory;
  /** From the mapping: does Port keep fields that an entity does not have? */
  readonly enableMergeEntity: boolean;
  readonly signal: AbortSignal;
  /** Receives an entry; resolves when ready for the next. */
  onEntry(entry: PlanEntry): Promise<void>;
}

/** Updates that are compared with Port in one call. */
const COMPARED_AT_ONCE = 100;

/** The current entity in Port, if it does not exist or is replaced. */
const NOTHING: KeptContent = { properties: {}, relations: {} };

const Content = z.object({
  title: z.unknown().optional(),
  icon: z.unknown().optional(),
  team: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).default({}),
  relations: z.record(z.string(), z.unknown()).default({}),
});

/**
 * Turns the changes of a run into a plan: nothing is written, and every field that would change is listed.
 */
export class PlanTarget implements EntityTarget {
  readonly counts: WriteCounts = { created: 0, updated: 0, deleted: 0 };
  readonly #options: PlanTargetOptions;
  readonly #waiting = new Map<string, EntityChange[]>();

  constructor(options: PlanTargetOptions) {
    this.#options = options;
  }

  async write(change: EntityChange): Promise<void> {
    const { blueprint, identifier, text } = change;
    if (change.record === undefined) {
      // Found by search: always written, never created.
      const content = Content.parse(JSON.parse(text));
      if (await this.#rejects(change, content, undefined)) return;
      this.counts.updated += 1;
      await this.#options.onEntry({ action: 'update', blueprint, identifier, changes: [] });
      return;
    }
    const waiting = this.#waiting.get(blueprint) ?? [];
    this.#waiting.set(blueprint, waiting);
    waiting.push(change);
    if (waiting.length >= COMPARED_AT_ONCE) await this.#compare(blueprint);
  }

  async flush(): Promise<void> {
    for (const blueprint of [...this.#waiting.keys()]) await this.#compare(blueprint);
  }

  async delete(
    blueprint: string,
    identifiers: readonly string[],
  ): Promise<ReadonlyMap<string, DeleteResult>> {
    const { onEntry } = this.#options;
    const results = new Map<string, DeleteResult>();
    for (const part of chunk(identifiers, COMPARED_AT_ONCE)) {
      const owners = await this.#ownersOf(blueprint, part);
      for (const identifier of part) {
        const result = owners instanceof PortError ? refused(owners) : resultOf(owners, identifier);
        results.set(identifier, result);
        if (result.status !== 'deleted') continue;
        this.counts.deleted += 1;
        await onEntry({ action: 'delete', blueprint, identifier });
      }
    }
    return results;
  }

  async withhold(blueprint: string, identifier: string, reason: WithheldReason): Promise<void> {
    await this.#options.onEntry({ action: 'withhold', blueprint, identifier, reason });
  }

  /** The owners of the entities, or why Port does not return them. */
  async #ownersOf(
    blueprint: string,
    identifiers: readonly string[],
  ): Promise<ReadonlyMap<string, 'own' | 'other'> | PortError> {
    const { client, signal } = this.#options;
    try {
      return await ownersOf(client, blueprint, identifiers, signal);
    } catch (error) {
      if (isNotFound(error)) return new Map();
      if (error instanceof PortError) return error;
      throw error;
    }
  }

  async #compare(blueprint: string): Promise<void> {
    const { onEntry } = this.#options;
    const changes = this.#waiting.get(blueprint) ?? [];
    this.#waiting.delete(blueprint);
    if (changes.length === 0) return;
    const found = await this.#found(
      blueprint,
      changes.map(({ identifier }) => identifier),
    );
    for (const change of changes) {
      const { identifier, text } = change;
      const content = Content.parse(JSON.parse(text));
      const before = found.get(identifier);
      if (await this.#rejects(change, content, before ?? NOTHING)) continue;
      if (before === undefined) {
        this.counts.created += 1;
        await onEntry({ action: 'create', blueprint, identifier });
      } else if (change.isRepeated !== true) {
        this.counts.updated += 1;
        const fields = fieldChanges(before, content);
        await onEntry({ action: 'update', blueprint, identifier, changes: fields });
      }
    }
  }

  /** These entities in Port; none if the blueprint does not exist yet. */
  async #found(
    blueprint: string,
    identifiers: readonly string[],
  ): Promise<ReadonlyMap<string, FoundEntity>> {
    const { client, signal } = this.#options;
    const found = new Map<string, FoundEntity>();
    const rule = { property: '$identifier', operator: 'in', value: identifiers };
    const query = { combinator: 'and', rules: [rule] };
    try {
      for await (const page of searchEntities(client, blueprint, query, [], signal)) {
        for (const entity of page) found.set(entity.identifier, entity);
      }
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    return found;
  }

  /** Reports an entity that Port would refuse. */
  async #rejects(
    { blueprint, identifier, isPartial, record }: EntityChange,
    content: z.output<typeof Content>,
    before: KeptContent | undefined,
  ): Promise<boolean> {
    const { blueprints, enableMergeEntity, failures, onEntry } = this.#options;
    const definition = await blueprints.find(blueprint);
    if (definition === undefined) return false; // reported where entities are mapped
    const isMerged = enableMergeEntity || isPartial;
    const kept = before !== undefined && !isMerged ? NOTHING : before;
    const entity = { ...content, identifier: record === undefined ? undefined : identifier };
    const reason = rejectionOf(entity, definition, kept);
    if (reason === undefined) return false;
    failures.add('upsert', blueprint, identifier, wouldReject(blueprint, reason));
    await onEntry({ action: 'reject', blueprint, identifier, reason });
    return true;
  }
}

/** The expected result of a deletion. */
function resultOf(owners: ReadonlyMap<string, 'own' | 'other'>, identifier: string): DeleteResult {
  const owner = owners.get(identifier);
  if (owner === undefined) return { status: 'absent' };
  return { status: owner === 'own' ? 'deleted' : 'not-ours' };
}

function refused(error: PortError): DeleteResult {
  return { status: 'refused', error };
}

function wouldReject(blueprint: string, reason: string): PortError {
  return new PortError(`${blueprint}: Port would reject: ${reason}`, {
    status: 422,
    portCode: 'would_reject',
    remedy: remedyOf(422, 'would_reject'),
  });
}

function fieldChanges(
  before: FoundEntity,
  after: z.output<typeof Content>,
): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  const compare = (field: string, old: unknown, now: unknown): void => {
    if (textOf(old) !== textOf(now))
      changes.push({ field, before: old ?? null, after: now ?? null });
  };
  for (const field of ['title', 'icon', 'team'] as const) {
    if (after[field] !== undefined) compare(field, before[field], after[field]);
  }
  for (const group of ['properties', 'relations'] as const) {
    for (const [key, value] of Object.entries(after[group])) {
      compare(`${group}.${key}`, before[group][key], value);
    }
  }
  return changes;
}

/** The same text for values that Port treats as equal. */
function textOf(value: unknown): string {
  if (Array.isArray(value) && value.length <= 1) return textOf(value[0]);
  return JSON.stringify(value ?? null);
}
