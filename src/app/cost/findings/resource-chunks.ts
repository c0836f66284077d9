import { z } from 'zod';
import { RESOURCE_COLUMNS } from '../../../cost/resources/price-resources.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';
import { NO_QUERY_LIMITS } from '../../store/store-reader.ts';
import { conditionOf, PLACE_REGION, type JudgedPlace } from './judged-places.ts';

/**
 * Resources that are judged together: those of several small places, or a run of ids in a large one. All that is known of
 * them is read to the end before their findings are written: an open result keeps memory that the writer needs.
 */
export interface ResourceChunk {
  /** Of one account. */
  readonly places: readonly JudgedPlace[];
  readonly range: IdRange;
}

/** Ids after the first, and up to the last. */
export interface IdRange {
  readonly afterId?: string;
  readonly lastId?: string;
}

/** How much may be in memory at once. */
export interface ChunkLimits {
  /** Most resources. */
  readonly resources: number;
  /** Most rows of `usage`, of 24 hours each. */
  readonly usageRows: number;
  /** Most places. */
  readonly places: number;
}

const LIMITS: ChunkLimits = { resources: 2_000, usageRows: 60_000, places: 50 };

/** Cuts places of an account into chunks. @param usageRowsOf the rows of usage that each resource of a kind may have */
export async function* resourceChunks(
  reader: Pick<Store, 'query'>,
  places: readonly JudgedPlace[],
  usageRowsOf: (kind: string) => number,
  signal: AbortSignal,
  limits: ChunkLimits = LIMITS,
): AsyncGenerator<ResourceChunk, void> {
  let open: JudgedPlace[] = [];
  let share = 0;
  for (const place of places.filter(({ resources }) => resources > 0)) {
    const most = Math.min(
      limits.resources,
      limits.usageRows / Math.max(1, usageRowsOf(place.kind)),
    );
    const own = place.resources / Math.max(1, Math.floor(most));
    if (own > 1) {
      yield* idChunks(reader, place, Math.max(1, Math.floor(most)), signal);
      continue;
    }
    if (share + own > 1 || open.length >= limits.places) {
      yield { places: open, range: {} };
      [open, share] = [[], 0];
    }
    open.push(place);
    share += own;
  }
  if (open.length > 0) yield { places: open, range: {} };
}

const Id = z.tuple([z.string()]);

async function* idChunks(
  reader: Pick<Store, 'query'>,
  place: JudgedPlace,
  size: number,
  signal: AbortSignal,
): AsyncGenerator<ResourceChunk, void> {
  const sql = `select id from (select id, row_number() over (order by id) as n from resources where ${conditionOf(place)})
    as numbered where n % ${size} = 0 order by id`;
  const places = [place];
  let range: IdRange = {};
  for (const row of await allRows(reader, sql, signal)) {
    const [lastId] = Id.parse(row);
    yield { places, range: { ...range, lastId } };
    range = { afterId: lastId };
  }
  yield { places, range };
}

/** The part of a condition that keeps to a run of ids; empty, or with `and` before it. */
export function rangeSql(column: string, { afterId, lastId }: IdRange): string {
  const after = afterId === undefined ? '' : ` and ${column} > ${sqlText(afterId)}`;
  return lastId === undefined ? after : `${after} and ${column} <= ${sqlText(lastId)}`;
}

/** A resource, its place, and since when the store has it. */
export interface PlacedResource {
  readonly place: JudgedPlace;
  /** Of {@link RESOURCE_COLUMNS}: it becomes a resource when it is judged, because many wait at once. */
  readonly row: readonly unknown[];
  readonly firstSeen: number;
}

const Placed = z.tuple([z.string(), z.string(), z.string()]);
const PLACED_COLUMNS = 3;

/** The resources of a chunk. */
export async function resourcesOf(
  reader: Pick<Store, 'query'>,
  { places, range }: ResourceChunk,
  signal: AbortSignal,
): Promise<readonly PlacedResource[]> {
  const where = `(${places.map((place) => `(${conditionOf(place)})`).join(' or ')})${rangeSql('id', range)}`;
  const sql = `select ${PLACE_REGION}, kind, first_seen, ${RESOURCE_COLUMNS} from resources where ${where}`;
  const byKey = new Map(places.map((place) => [`${place.region} ${place.kind}`, place]));
  const found: PlacedResource[] = [];
  const { rows } = await reader.query(sql, NO_QUERY_LIMITS, signal);
  for await (const batch of rows()) {
    for (const row of batch) {
      const [region, kind, firstSeen] = Placed.parse(row.slice(0, PLACED_COLUMNS));
      const place = byKey.get(`${region} ${kind}`);
      if (place === undefined) continue; // it has moved since the places were counted
      found.push({ place, row: row.slice(PLACED_COLUMNS), firstSeen: Date.parse(firstSeen) });
    }
  }
  return found;
}

const Changed = z.tuple([z.string(), z.string(), z.string(), z.string()]);

/** When resources of a chunk changed last; those that never did are not in it. By {@link changeKey}. */
export async function lastChanges(
  reader: Pick<Store, 'query'>,
  { places, range }: ResourceChunk,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const changes = new Map<string, number>();
  if (places.length === 0) return changes;
  const where = places.map(({ account, kind, scope }) => {
    return `(account = ${sqlText(account)} and region = ${sqlText(scope.region)} and kind = '${kind}')`;
  });
  const sql = `select region, kind, id, max(changed_at) from resource_history
    where (${where.join(' or ')})${rangeSql('id', range)} group by region, kind, id`;
  const { rows } = await reader.query(sql, NO_QUERY_LIMITS, signal);
  for await (const batch of rows()) {
    for (const row of batch) {
      const [region, kind, id, changedAt] = Changed.parse(row);
      changes.set(changeKey({ region, kind }, id), Date.parse(changedAt));
    }
  }
  return changes;
}

export function changeKey(
  { region, kind }: Pick<JudgedPlace['scope'], 'region' | 'kind'>,
  id: string,
): string {
  return `${region} ${kind} ${id}`;
}
