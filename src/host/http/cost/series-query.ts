import type { z } from 'zod';
import type { SeriesQuestion } from '../../../app/cost/analysis/daily-series.ts';
import { dayNumber, type DayNumber } from '../../../cost/analysis/calendar-day.ts';
import { BASES, CostsQuery, filtersOf, groupsOf, serviceFilter } from './cost-query.ts';

/** Which charges forecasts and trends are about. */
export const SeriesQuery = CostsQuery.pick({
  ...{ group_by: true, service: true, region: true, account: true, resource: true, tag: true },
  ...{ basis: true, currency: true, end_date: true, limit: true },
}).extend({
  end_date: CostsQuery.shape.end_date.describe(
    'the last day that counts; by default the last one whose charges hardly change any more',
  ),
});
export type SeriesQuery = z.output<typeof SeriesQuery>;

const DEFAULT_ROWS = 100;

/**
 * @param stored the services of the bill
 * @throws {ApiProblem} for an unknown service, and a tag without a key
 */
export async function seriesQuestion(
  query: Omit<SeriesQuery, 'group_by'> & { readonly group_by?: readonly string[] | undefined },
  stored: () => Promise<ReadonlySet<string>>,
): Promise<SeriesQuestion & { readonly to: DayNumber | undefined }> {
  const { service, end_date: to, group_by: groups = [] } = query;
  const services = service === undefined ? [] : [await serviceFilter(service, stored)];
  return {
    groups: groupsOf({ group_by: [...groups] }),
    filters: [...services, ...filtersOf(query)],
    basis: BASES[query.basis],
    to: to === undefined ? undefined : dayNumber(to),
  };
}

/** Rows of an answer that has no pages. */
export function rowsOf({ limit = DEFAULT_ROWS }: Pick<SeriesQuery, 'limit'>): number {
  return limit;
}

/** What is in the currency that is asked for. */
export function inWanted<Item extends { readonly currency: string }>(
  items: readonly Item[],
  currency: string | undefined,
): readonly Item[] {
  return currency === undefined ? items : items.filter((item) => item.currency === currency);
}
