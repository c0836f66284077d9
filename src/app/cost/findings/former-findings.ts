import { z } from 'zod';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import { FINDINGS_TABLE, type FindingRow } from '../../../store/finding-tables.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';
import { NO_QUERY_LIMITS } from '../../store/store-reader.ts';
import { rangeSql, type IdRange } from './resource-chunks.ts';

/** Where findings are. */
export interface FindingPlace {
  readonly account: string;
  readonly region: string;
  readonly kind: string;
}

const SeenRow = z.tuple([z.string(), z.string()]);

/** When findings were seen first, by id, in milliseconds since the Unix epoch. */
export type SeenFindings = ReadonlyMap<string, { readonly firstSeen: number }>;

/** When findings of the resources of a chunk were seen first. */
export async function firstSeenOf(
  reader: Pick<Store, 'query'>,
  { places, range }: { readonly places: readonly FindingPlace[]; readonly range: IdRange },
  signal: AbortSignal,
): Promise<SeenFindings> {
  const seen = new Map<string, { firstSeen: number }>();
  const where = `(${places.map((place) => `(${at(place)})`).join(' or ')})${rangeSql('resource_id', range)}`;
  const sql = `select id, first_seen from findings where ${where}`;
  const { rows } = await reader.query(sql, NO_QUERY_LIMITS, signal);
  for await (const batch of rows()) {
    for (const row of batch) {
      const [id, firstSeen] = SeenRow.parse(row);
      seen.set(id, { firstSeen: Date.parse(firstSeen) });
    }
  }
  return seen;
}

/** The findings of a place as they are: they stay when it cannot be evaluated again. */
export async function* formerFindings(
  reader: Pick<Store, 'query'>,
  place: FindingPlace,
  signal: AbortSignal,
): AsyncGenerator<readonly FindingRow[], void> {
  const names = FINDINGS_TABLE.columns.map(({ name }) => name).join(', ');
  const { rows } = await reader.query(
    `select ${names} from findings where ${at(place)}`,
    NO_QUERY_LIMITS,
    signal,
  );
  for await (const batch of rows()) yield batch.map(asRow);
}

/** A row of a result as it was written: only times come back in another form. */
function asRow(values: readonly unknown[]): FindingRow {
  const row = FINDINGS_TABLE.columns.map(({ type }, index) => {
    const value = values[index];
    if (type !== 'time' || typeof value !== 'string') return value;
    return Date.parse(value);
  });
  return row as unknown as FindingRow; // the store checks each value when it is written
}

function at({ account, region, kind }: FindingPlace): string {
  return `account = ${sqlText(account)} and region = ${sqlText(region)} and kind = ${sqlText(kind)}`;
}

/** How a place was evaluated the last time. Times in milliseconds since the Unix epoch. */
export interface FormerScope {
  readonly resources: number;
  readonly usageRead: number | undefined;
  readonly pricesRead: number | undefined;
  readonly evaluatedAt: number | undefined;
}

const time = z
  .string()
  .nullable()
  .transform((text) => (text === null ? undefined : Date.parse(text)));
const ScopeRow = z.tuple([z.string(), z.string(), z.coerce.number(), time, time, time]);

/** The last evaluation of an account's places, by region and kind: `eu-west-1 AWS::EC2::Volume`. */
export async function formerScopes(
  reader: Pick<Store, 'query'>,
  account: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, FormerScope>> {
  const sql = `select region, kind, resources, usage_read, prices_read, evaluated_at from finding_scopes
    where account = ${sqlText(account)}`;
  const scopes = new Map<string, FormerScope>();
  for (const row of await allRows(reader, sql, signal)) {
    const [region, kind, resources, usageRead, pricesRead, evaluatedAt] = ScopeRow.parse(row);
    scopes.set(`${region} ${kind}`, { resources, usageRead, pricesRead, evaluatedAt });
  }
  return scopes;
}
