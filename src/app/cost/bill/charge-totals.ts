import { z } from 'zod';
import { chargeRows, type ChargeQuery } from '../../../cost/billing/charge-query.ts';
import type { FileDatabase } from '../../../store/file-database.ts';
import type { QueryValue, Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';
import { sharedText } from '../shared-sql.ts';

/** What a period costs, in one currency. Amounts are exact texts; null where no charge has one. */
export interface PartTotal {
  readonly currency: string;
  readonly rows: number;
  readonly BilledCost: string;
  readonly EffectiveCost: string;
  readonly ListCost: string | null;
  readonly ContractedCost: string | null;
}

/** What the store has of a period. */
export interface StoredPart {
  readonly source: string;
  readonly sourceName: string;
  readonly rows: number;
  readonly totals: readonly PartTotal[];
}

const Amount = z.string().nullable();
const Row = z.tuple([
  ...[z.string(), z.string(), z.string(), z.string(), z.coerce.number()],
  ...[z.string(), z.string(), Amount, Amount],
] as [
  ...[z.ZodString, z.ZodString, z.ZodString, z.ZodString, z.ZodCoercedNumber],
  ...[z.ZodString, z.ZodString, typeof Amount, typeof Amount],
]);

/** SQL that both stores understand. @param rows the table, or a SELECT in parentheses */
function totalsOf(rows: string, condition: string): string {
  return `select stored_part, BillingCurrency, any_value(source), any_value(source_name), count(*),
      sum(BilledCost), sum(EffectiveCost), sum(ListCost), sum(ContractedCost)
    from ${rows} where ${condition} group by 1, 2 order by 1, 2`;
}

/** What the store has of these parts, by their names. Nothing where there is no store yet. */
export async function storedParts(
  reader: Pick<Store, 'query'> | undefined,
  parts: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, StoredPart>> {
  if (reader === undefined || parts.length === 0) return new Map();
  const rows = await allRows(reader, totalsOf('charges', areParts(parts)), signal);
  return partsOf(rows);
}

/** The totals of these parts, by their names. */
export async function totalsInStore(
  reader: Pick<Store, 'query'>,
  parts: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly PartTotal[]>> {
  return totalsByName(await storedParts(reader, parts, signal));
}

/** The totals of all parts of an export, by their names. */
export async function totalsInFiles(
  database: FileDatabase,
  query: ChargeQuery,
  files: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly PartTotal[]>> {
  const sql = totalsOf(`(${chargeRows(query, files)}) as charges`, 'true');
  return totalsByName(partsOf(await database.rows(sql, signal)));
}

function totalsByName(
  parts: ReadonlyMap<string, StoredPart>,
): ReadonlyMap<string, readonly PartTotal[]> {
  return new Map([...parts].map(([name, { totals }]) => [name, totals]));
}

function areParts(parts: readonly string[]): string {
  return `stored_part in (${parts.map(sharedText).join(', ')})`;
}

function partsOf(rows: readonly (readonly QueryValue[])[]): ReadonlyMap<string, StoredPart> {
  const parts = new Map<string, StoredPart>();
  for (const row of rows) {
    const [name, currency, source, sourceName, count, billed, effective, list, contracted] =
      Row.parse(row);
    const known = parts.get(name);
    const total = {
      currency,
      rows: count,
      BilledCost: billed,
      EffectiveCost: effective,
      ListCost: list,
      ContractedCost: contracted,
    };
    parts.set(name, {
      source,
      sourceName,
      rows: (known?.rows ?? 0) + count,
      totals: [...(known?.totals ?? []), total],
    });
  }
  return parts;
}
