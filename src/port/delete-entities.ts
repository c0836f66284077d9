import { z } from 'zod';
import { chunk } from '../lib/chunk.ts';
import { findBlueprint } from './blueprints.ts';
import { eventQuery, type EventContext } from './entities.ts';
import { ownersOf } from './owners.ts';
import type { PortClient } from './port-client.ts';
import { isNotFound, PortError } from './port-error.ts';

/** The result of deleting one entity. */
export type DeleteResult =
  /** Port confirms that it does not exist. */
  | { readonly status: 'deleted' }
  /** Port did not have it. */
  | { readonly status: 'absent' }
  /** Another integration or a user wrote it last: it is kept. */
  | { readonly status: 'not-ours' }
  /** It may still exist. */
  | { readonly status: 'refused'; readonly error: PortError };

export interface DeleteOptions {
  /** Entities that depend on a deleted one may be deleted too. */
  readonly withDependents: boolean;
  readonly event: EventContext;
  readonly signal: AbortSignal;
}

/** The most identifiers in one delete call. */
const DELETED_PER_CALL = 100;

const DeleteAnswer = z.object({ ok: z.literal(true), deletedEntities: z.array(z.unknown()) });
const Named = z.object({ identifier: z.string() });

/**
 * Deletes entities of one blueprint that this integration owns. Port first returns their owners, and an
 * entity counts as deleted only when Port confirms it. Entities that cannot be deleted because others depend
 * on them do not stop the rest.
 *
 * Dependents are only deleted with an entity that Port refused to delete without them: Port's guides limit
 * this to required relations, its reference includes every relation, and some of those may not have been
 * read.
 *
 * @returns exactly one result for each identifier
 * @see https://docs.port.io/build-your-software-catalog/custom-integration/api/advanced
 */
export async function deleteEntities(
  client: PortClient,
  blueprint: string,
  identifiers: readonly string[],
  options: DeleteOptions,
): Promise<ReadonlyMap<string, DeleteResult>> {
  const results = new Map<string, DeleteResult>();
  for (const part of chunk([...new Set(identifiers)], DELETED_PER_CALL)) {
    try {
      const own = await ownIdentifiers(client, blueprint, part, results, options.signal);
      if (own.length > 0) await deleteOwn(client, blueprint, own, results, options);
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      const result = await resultOfFailure(client, blueprint, error, options.signal);
      for (const identifier of part) {
        if (!results.has(identifier)) results.set(identifier, result);
      }
    }
  }
  return results;
}

/** Those that we own; the results of the others are known. */
async function ownIdentifiers(
  client: PortClient,
  blueprint: string,
  identifiers: readonly string[],
  results: Map<string, DeleteResult>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const owners = await ownersOf(client, blueprint, identifiers, signal);
  return identifiers.filter((identifier) => {
    const owner = owners.get(identifier);
    if (owner === undefined) results.set(identifier, { status: 'absent' });
    else if (owner === 'other') results.set(identifier, { status: 'not-ours' });
    return owner === 'own';
  });
}

/**
 * If the blueprint is missing, its entities count as deleted only when Port confirms that in a separate call.
 */
async function resultOfFailure(
  client: PortClient,
  blueprint: string,
  error: PortError,
  signal: AbortSignal,
): Promise<DeleteResult> {
  if (!isNotFound(error)) return { status: 'refused', error };
  try {
    const found = await findBlueprint(client, blueprint, signal);
    return found === undefined ? { status: 'absent' } : { status: 'refused', error };
  } catch (second) {
    if (!(second instanceof PortError)) throw second;
    return { status: 'refused', error: second };
  }
}

/** @throws {PortError} when Port's refusal is not about one of the entities */
async function deleteOwn(
  client: PortClient,
  blueprint: string,
  identifiers: readonly string[],
  results: Map<string, DeleteResult>,
  options: DeleteOptions,
): Promise<void> {
  try {
    await deleteTogether(client, blueprint, identifiers, false, results, options);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    const hasDependents = error.portCode === 'has_dependents';
    const [only] = identifiers;
    if (identifiers.length === 1 && only !== undefined && hasDependents && options.withDependents) {
      await deleteTogether(client, blueprint, [only], true, results, options);
      return;
    }
    const isAboutOne = hasDependents || [400, 409, 422].includes(error.status);
    if (!isAboutOne || identifiers.length === 1) throw error;
    const half = Math.ceil(identifiers.length / 2);
    for (const part of [identifiers.slice(0, half), identifiers.slice(half)]) {
      await deleteOwn(client, blueprint, part, results, options).catch((failure: unknown) => {
        if (!(failure instanceof PortError) || isNotFound(failure)) throw failure;
        for (const identifier of part) {
          if (!results.has(identifier))
            results.set(identifier, { status: 'refused', error: failure });
        }
      });
    }
  }
}

/** Deletes all of them or none. @throws {PortError} when Port refuses */
async function deleteTogether(
  client: PortClient,
  blueprint: string,
  identifiers: readonly string[],
  withDependents: boolean,
  results: Map<string, DeleteResult>,
  { event, signal }: DeleteOptions,
): Promise<void> {
  const { deletedEntities } = await client.call({
    method: 'POST',
    path: `/blueprints/${encodeURIComponent(blueprint)}/bulk/entities/delete`,
    query: { delete_dependents: String(withDependents), ...eventQuery(event) },
    body: { entities: identifiers },
    family: 'entities',
    answer: DeleteAnswer,
    isIdempotent: true,
    feature: 'exporter',
    signal,
  });
  const confirmed = new Set(deletedEntities.map(nameOf));
  const unconfirmed: string[] = [];
  for (const identifier of identifiers) {
    if (confirmed.has(identifier)) results.set(identifier, { status: 'deleted' });
    else unconfirmed.push(identifier);
  }
  if (unconfirmed.length === 0) return;
  // The response to a repeated call names only the entities that the first one left.
  const left = await ownersOf(client, blueprint, unconfirmed, signal);
  for (const identifier of unconfirmed) {
    results.set(
      identifier,
      left.has(identifier)
        ? { status: 'refused', error: unconfirmedError(blueprint, identifier) }
        : { status: 'deleted' },
    );
  }
}

function nameOf(deleted: unknown): unknown {
  return Named.safeParse(deleted).data?.identifier ?? deleted;
}

function unconfirmedError(blueprint: string, identifier: string): PortError {
  return new PortError(`${blueprint} ${identifier}: Port did not delete it, and gave no reason`, {
    status: 200,
    portCode: 'unconfirmed',
    remedy: 'run again later; if the problem remains, delete it in Port',
  });
}
