import { z } from 'zod';
import type { Entity } from '../mapping/entity.ts';
import type { PortClient } from './port-client.ts';
import { PortError, remedyOf } from './port-error.ts';

/** The reason of a write in Port's audit log. */
export interface EventContext {
  readonly type: 'resync' | 'http_request' | 'start';
  /** Only with `resync`. */
  readonly resyncId?: string;
}

export interface UpsertOptions {
  /** Keep properties that are missing in the entity. */
  readonly merge: boolean;
  /** Create stubs for targets of relations that do not exist. */
  readonly createMissingRelatedEntities: boolean;
  readonly event: EventContext;
  readonly signal: AbortSignal;
}

/** The result of one entity of a bulk call. */
export type UpsertResult =
  | { readonly status: 'written'; readonly isCreated: boolean }
  | { readonly status: 'failed'; readonly error: PortError };

/** Largest body that Port accepts, in bytes. @see https://docs.port.io/api-reference */
export const MOST_BYTES = 1_048_576;
/** The most entities in one bulk call, until Port reports another limit. */
export const ENTITIES_PER_CALL = 20;

const Place = z.number().int().nonnegative();
const Written = z.object({ index: Place, created: z.boolean() });
const Refused = z.object({
  index: Place,
  statusCode: z.number().default(0),
  error: z.string().default('unknown'),
  message: z.string().default('no reason given'),
});
/** Entries are parsed one by one: an unreadable entry must not invalidate the others. */
const BulkAnswer = z.object({
  ok: z.literal(true),
  maxBulkSize: z.number().int().min(1).optional(),
  entities: z.array(z.unknown()).default([]),
  errors: z.array(z.unknown()).default([]),
});

/**
 * Writes entities of one blueprint. Calls that are too large for Port are halved until they fit; results are
 * in the order of the entities.
 *
 * @param texts each entity as JSON
 * @param onBulkSize receives the number of entities that Port accepts in one call
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

/**
 * An entity counts as written only when Port confirms its position exactly once, and reports nothing else for
 * it.
 */
function resultsOf(
  { entities, errors }: z.output<typeof BulkAnswer>,
  count: number,
  blueprint: string,
): readonly UpsertResult[] {
  const results = new Map<number, UpsertResult>();
  for (const { index, created } of entriesOf(entities, Written)) {
    if (index >= count) continue;
    results.set(
      index,
      results.has(index)
        ? { status: 'failed', error: unconfirmed(blueprint, 'Port named this entity twice') }
        : { status: 'written', isCreated: created },
    );
  }
  for (const { index, statusCode, error, message } of entriesOf(errors, Refused)) {
    if (index >= count) continue;
    results.set(index, {
      status: 'failed',
      error: entityError(blueprint, statusCode, error, message),
    });
  }
  return Array.from({ length: count }, (_, index) => {
    const result = results.get(index);
    if (result !== undefined) return result;
    return {
      status: 'failed',
      error: unconfirmed(blueprint, 'Port did not report on this entity'),
    };
  });
}

function entriesOf<Output>(
  entries: readonly unknown[],
  form: z.ZodType<Output>,
): readonly Output[] {
  return entries.flatMap((entry) => {
    const { success, data } = form.safeParse(entry);
    return success ? [data] : [];
  });
}

function unconfirmed(blueprint: string, reason: string): PortError {
  return new PortError(`${blueprint}: not confirmed: ${reason}`, {
    status: 0,
    portCode: 'unanswered',
    remedy: 'run again: it is written again',
  });
}

function entityError(blueprint: string, status: number, code: string, message: string): PortError {
  const text = `${blueprint}: ${status} ${code}: ${message}`;
  return new PortError(text, { status, portCode: code, remedy: remedyOf(status, code) });
}

/** The JSON of an entity in a request. */
export function entityText(entity: Entity): string {
  return JSON.stringify(entity);
}

/** The query parameters of an event. */
export function eventQuery({ type, resyncId }: EventContext): Readonly<Record<string, string>> {
  return {
    ocean_info_event_type: type,
    ...(resyncId !== undefined && { ocean_info_resync_id: resyncId }),
  };
}
