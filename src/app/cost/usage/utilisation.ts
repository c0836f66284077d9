import { z } from 'zod';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import { allRows } from '../../store/all-rows.ts';
import type { StoreReader } from '../../store/store-reader.ts';

/** What CloudWatch measured of a resource in some days. */
export interface Utilisation {
  /** `CPUUtilization` */
  readonly metric: string;
  /** Of each hour: `Average`, `Sum`. */
  readonly statistic: string;
  readonly unit: string;
  /** Of the hours that were measured. */
  readonly average: number;
  readonly maximum: number;
  /** Hours that were measured. */
  readonly points: number;
  /** The first and last day: `2026-10-01`. */
  readonly from: string;
  readonly to: string;
}

/** A resource as the bill names it: an ARN, or an id. */
export interface BilledResource {
  readonly account: string | null;
  readonly resource: string | null;
}

/** IDs in one question. */
const IDS_AT_ONCE = 1_000;
const Row = z.tuple([
  ...([z.string(), z.string(), z.string(), z.string(), z.string()] as const),
  ...([z.number(), z.number(), z.coerce.number(), z.string(), z.string()] as const),
]);

/**
 * The utilisation of billed resources, from stored usage.
 *
 * @param period the first and last day: `2026-10-01`
 * @returns by {@link utilisationKey}; without an entry, nothing was measured
 */
export async function utilisationOf(
  reader: Pick<StoreReader, 'query'>,
  resources: readonly BilledResource[],
  { from, to }: { readonly from: string; readonly to: string },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Utilisation[]>> {
  const ids = [...new Set(resources.flatMap(({ resource }) => idOf(resource) ?? []))];
  const found = new Map<string, Utilisation[]>();
  for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
    const list = ids
      .slice(at, at + IDS_AT_ONCE)
      .map(sqlText)
      .join(', ');
    const days = `day >= '${from} 00:00:00' and day <= '${to} 00:00:00'`;
    const sql = `select account, id, metric, statistic, unit, 1.0 * sum(sum) / sum(points), max(maximum), sum(points),
        cast(min(cast(day as date)) as varchar), cast(max(cast(day as date)) as varchar)
      from usage where ${days} and points > 0 and id in (${list})
      group by account, id, metric, statistic, unit order by account, id, metric, statistic`;
    for (const row of await allRows(reader, sql, signal)) {
      const [account, id, metric, statistic, unit, average, maximum, points, first, last] =
        Row.parse(row);
      const key = `${account} ${id}`;
      const own = found.get(key) ?? [];
      found.set(key, own);
      own.push({ metric, statistic, unit, average, maximum, points, from: first, to: last });
    }
  }
  return found;
}

/** Where {@link utilisationOf} has a resource. */
export function utilisationKey({ account, resource }: BilledResource): string {
  return `${account ?? ''} ${idOf(resource) ?? ''}`;
}

/** Usage knows a resource by its id: the end of its ARN. */
function idOf(resource: string | null): string | undefined {
  if (resource === null || resource === '') return undefined;
  if (!resource.startsWith('arn:')) return resource;
  return resource.split(/[:/]/).at(-1);
}
