import { z } from 'zod';
import type { Entity } from './entity.ts';
import type { PortClient } from './port-client.ts';
import { PortError, remedyOf } from './port-error.ts';

/** What Port's audit log shows as the reason of a write. */
export interface EventContext {
  readonly type: 'resync' | 'http_request' | 'start';
  /** Only with `resync`. */
  readonly resyncId?: string;
}

export interface UpsertOptions {
  /** Keep properties that the entity does not name. */
  readonly merge: boolean;
  /** Create stubs for targets of relations that do not exist. */
  readonly createMissingRelatedEntities: boolean;
  readonly event: EventContext;
  readonly signal: AbortSignal;
}

/** What became of one entity of a bulk call. */
export type UpsertResult =
  | { readonly status: 'written'; readonly isCreated: boolean }
  | { readonly status: 'failed'; readonly error: PortError };

/** Largest body that Port takes, in bytes. @see https://docs.port.io/api-reference */
export const MOST_BYTES = 1_048_576;
/** Most entities in one bulk call, until Port says otherwise. */
export const ENTITIES_PER_CALL = 20;
/** Most identifiers in one call that deletes. */
export const DELETED_PER_CALL = 100;

const BulkAnswer = z.object({
  maxBulkSize: z.number().int().min(1).optional(),
  entities: z
    .array(z.object({ index: z.number(), created: z.boolean().default(false) }))
    .default([]),
  errors: z
    .array(
      z.object({
        index: z.number(),
        statusCode: z.number().default(0),
        error: z.string().default('unknown'),
        message: z.string().default('no reason given'),
      }),
    )
    .default([]),
});

/**
 * Writes entities of one blueprint. What is too large for Port is halved until it fits; results stand
 * in the order of the entities.
 *
 * @param texts each entity as JSON
 * @param onBulkSize is told how many entities Port takes in one call
 * @see https://docs.port.io/api-reference/create-multiple-entities
 */
export async function upsertEntities(
  client: PortClient,
  blueprint: string,
  texts: readonly string[],
  options: UpsertOptions,
  onBulkSize: (size: number) => void = () => undefined,
): Promise<readonly UpsertResult[]> {
  try {
    const answer = await client.call({
      method: 'POST',
      path: `/blueprints/${encodeURIComponent(blueprint)}/entities/bulk`,
      query: {
        upsert: 'true',
        merge: String(options.merge),
        create_missing_related_entities: String(options.createMissingRelatedEntities),
        validation_only: 'false',
        ...eventQuery(options.event),
      },
      body: `{"entities":[${texts.join(',')}]}`,
      family: 'bulk',
      answer: BulkAnswer,
      isIdempotent: true,
      feature: 'exporter',
      signal: options.signal,
    });
    if (answer.maxBulkSize !== undefined) onBulkSize(answer.maxBulkSize);
    return resultsOf(answer, texts.length, blueprint);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    const isAboutOne = error.status === 413 || error.status === 422 || error.status === 400;
    if (isAboutOne && texts.length > 1) {
      const half = Math.ceil(texts.length / 2);
      const first = await upsertEntities(
        client,
        blueprint,
        texts.slice(0, half),
        options,
        onBulkSize,
      );
      const second = await upsertEntities(
        client,
        blueprint,
        texts.slice(half),
        options,
        onBulkSize,
      );
      return [...first, ...second];
    }
    return texts.map(() => ({ status: 'failed', error }));
  }
}

function resultsOf(
  { entities, errors }: z.output<typeof BulkAnswer>,
  count: number,
  blueprint: string,
): readonly UpsertResult[] {
  const results: UpsertResult[] = Array.from({ length: count }, () => ({
    status: 'failed',
    error: entityError(blueprint, 0, 'unanswered', 'Port said nothing of this entity'),
  }));
  for (const { index, created } of entities) {
    if (index < count) results[index] = { status: 'written', isCreated: created };
  }
  for (const { index, statusCode, error, message } of errors) {
    if (index < count) {
      results[index] = {
        status: 'failed',
        error: entityError(blueprint, statusCode, error, message),
      };
    }
  }
  return results;
}

function entityError(blueprint: string, status: number, code: string, message: string): PortError {
  const text = `${blueprint}: ${status} ${code}: ${message}`;
  return new PortError(text, { status, portCode: code, remedy: remedyOf(status, code) });
}

/**
 * Deletes entities of one blueprint; what is gone already counts as deleted. When other entities depend
 * on one of them and may not be deleted with it, all others still are.
 *
 * Port is told to delete dependents only of an entity that it refused to delete without: its guides speak
 * of entities with a required relation, its reference of all with a relation, and of those some may not
 * have been read.
 *
 * @returns the errors by identifier: whatever is not in it is gone
 * @see https://docs.port.io/build-your-software-catalog/custom-integration/api/advanced
 */
export async function deleteEntities(
  client: PortClient,
  blueprint: string,
  identifiers: readonly string[],
  options: DeleteOptions,
): Promise<ReadonlyMap<string, PortError>> {
  try {
    await deleteTogether(client, blueprint, identifiers, false, options);
    return new Map();
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    if (error.status === 404) return new Map(); // the blueprint itself is gone, and its entities with it
    const hasDependents = error.portCode === 'has_dependents';
    const isAboutOne = hasDependents || [400, 409, 422].includes(error.status);
    const [only] = identifiers;
    if (identifiers.length === 1 && only !== undefined && hasDependents && options.withDependents)
      return deleteWithDependents(client, blueprint, only, options);
    if (!isAboutOne || identifiers.length === 1)
      return new Map(identifiers.map((id) => [id, error]));
    const half = Math.ceil(identifiers.length / 2);
    const first = await deleteEntities(client, blueprint, identifiers.slice(0, half), options);
    const second = await deleteEntities(client, blueprint, identifiers.slice(half), options);
    return new Map([...first, ...second]);
  }
}

export interface DeleteOptions {
  /** What depends on an entity may be deleted with it. */
  readonly withDependents: boolean;
  readonly event: EventContext;
  readonly signal: AbortSignal;
}

async function deleteWithDependents(
  client: PortClient,
  blueprint: string,
  identifier: string,
  options: DeleteOptions,
): Promise<ReadonlyMap<string, PortError>> {
  try {
    await deleteTogether(client, blueprint, [identifier], true, options);
    return new Map();
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return new Map(error.status === 404 ? [] : [[identifier, error]]);
  }
}

/** All of them, or none. @throws {PortError} when Port refuses */
async function deleteTogether(
  client: PortClient,
  blueprint: string,
  identifiers: readonly string[],
  withDependents: boolean,
  { event, signal }: DeleteOptions,
): Promise<void> {
  await client.call({
    method: 'POST',
    path: `/blueprints/${encodeURIComponent(blueprint)}/bulk/entities/delete`,
    query: { delete_dependents: String(withDependents), ...eventQuery(event) },
    body: { entities: identifiers },
    family: 'entities',
    answer: z.object({}),
    isIdempotent: true,
    feature: 'exporter',
    signal,
  });
}

const FoundEntity = z.object({
  identifier: z.string(),
  title: z.string().nullish(),
  icon: z.string().nullish(),
  team: z.union([z.array(z.string()), z.string()]).nullish(),
  properties: z.record(z.string(), z.unknown()).default({}),
  relations: z.record(z.string(), z.unknown()).default({}),
});
/** An entity as Port has it. */
export type FoundEntity = z.output<typeof FoundEntity>;

const FOUND_PER_PAGE = 1_000;

/**
 * Entities of one blueprint that a query finds, page by page.
 *
 * @param include keys to be told: `title`, `properties.arn`
 * @see https://docs.port.io/api-reference/search-a-blueprints-entities
 */
export async function* searchEntities(
  client: PortClient,
  blueprint: string,
  query: unknown,
  include: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<readonly FoundEntity[], void> {
  let from: string | undefined;
  for (;;) {
    const page = await client.call({
      method: 'POST',
      path: `/blueprints/${encodeURIComponent(blueprint)}/entities/search`,
      body: { query, include, limit: FOUND_PER_PAGE, ...(from !== undefined && { from }) },
      family: 'search',
      answer: z.object({ entities: z.array(FoundEntity), next: z.string().nullish() }),
      isIdempotent: true,
      feature: 'exporter',
      signal,
    });
    yield page.entities;
    if (page.next === undefined || page.next === null) return;
    from = page.next;
  }
}

/** A query for all that this integration wrote, in any of its versions. */
export function ownedQuery({ datasource: { prefix, suffix } }: PortClient): object {
  return {
    combinator: 'and',
    rules: [
      { property: '$datasource', operator: 'contains', value: prefix },
      { property: '$datasource', operator: 'contains', value: suffix },
    ],
  };
}

/**
 * Blueprints that hold entities of this integration. An internal call of Port's, which Ocean relies on.
 */
export async function ownedBlueprints(
  client: PortClient,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  let from: unknown;
  do {
    const page = await client.call({
      method: 'POST',
      path: '/blueprints/entities/datasource-entities',
      body: {
        datasource_prefix: client.datasource.prefix,
        datasource_suffix: client.datasource.suffix,
        limit: 5_000,
        ...(from !== undefined && { from }),
      },
      family: 'search',
      answer: z.object({
        entities: z.array(z.object({ blueprint: z.string() })),
        next: z.unknown(),
      }),
      isIdempotent: true,
      feature: 'exporter',
      signal,
    });
    for (const { blueprint } of page.entities) names.add(blueprint);
    from = page.next ?? undefined;
  } while (from !== undefined);
  return names;
}

/** The JSON that Port is sent for an entity. */
export function entityText(entity: Entity): string {
  return JSON.stringify(entity);
}

function eventQuery({ type, resyncId }: EventContext): Readonly<Record<string, string>> {
  return {
    ocean_info_event_type: type,
    ...(resyncId !== undefined && { ocean_info_resync_id: resyncId }),
  };
}
