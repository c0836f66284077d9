import { z } from 'zod';
import { cellsOf } from '../cells.ts';
import { dayAfter, dayOf } from '../days.ts';
import { ExplorerDimension, Expression, filterOf } from './filter.ts';
import { add, emptySum, Metric, resultsOf, type Sum } from './cost-and-usage.ts';
import { invalid, PageTokens, parsed, periodsOf, seenAccounts, TimePeriod, type ExplorerHandler, type Period } from './requests.ts'; // prettier-ignore
import { ServiceError } from '../../wire/call.ts';

const MOST_GROUPS = 5_000;
/** How far back data by resource goes. Days. */
const DAYS = 14;
const NO_RESOURCE = 'NoResourceId';

const Input = z.strictObject({
  TimePeriod,
  Granularity: z.enum(['DAILY', 'MONTHLY']),
  Filter: Expression,
  Metrics: z.array(Metric).min(1).default(['UnblendedCost']),
  GroupBy: z
    .array(
      z.object({
        Type: z.literal('DIMENSION'),
        Key: z.union([z.literal('RESOURCE_ID'), ExplorerDimension]),
      }),
    )
    .max(2)
    .default([]),
  BillingViewArn: z.string().optional(),
  NextPageToken: z.string().optional(),
});

/**
 * Costs by resource, of the last 14 days.
 *
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsageWithResources.html
 */
export const getCostAndUsageWithResources: ExplorerHandler = (input, context) => {
  const { ledger, options } = context;
  if (options.resourceData === false) {
    throw new ServiceError('DataUnavailableException', 'Resource-level data is not enabled. Enable it in the settings of Cost Explorer.'); // prettier-ignore
  }
  const query = parsed(Input, input);
  const oldest = dayAfter(dayOf(ledger.now().getTime()), -DAYS);
  if (query.TimePeriod.Start < oldest) {
    throw invalid('start date is too old for hourly, the max supported days for hourly granularity is 14 days.'); // prettier-ignore
  }
  const passes = filterOf(query.Filter);
  const { NextPageToken, ...rest } = query;
  const tokens = new PageTokens(context, 'GetCostAndUsageWithResources', rest);
  const token = tokens.open(NextPageToken);
  const entries: { period: Period; sum: Sum }[] = [];
  for (const period of periodsOf(query.TimePeriod, query.Granularity, context)) {
    const sums = new Map<string, Sum>();
    for (const accountId of seenAccounts(context)) {
      for (const day of period.days) {
        for (const line of ledger.lines(accountId, day)) {
          const [cell] = cellsOf([line]);
          if (cell === undefined || !passes(cell.labels)) continue;
          const keys = query.GroupBy.map(({ Key }) =>
            Key === 'RESOURCE_ID'
              ? (line.resource?.id ?? NO_RESOURCE)
              : cell.labels.dimensions[Key],
          );
          const name = keys.join('\n');
          const sum = sums.get(name) ?? emptySum(keys, cell.labels.unit);
          sums.set(name, add(sum, cell));
        }
      }
    }
    entries.push(...[...sums.values()].map((sum) => ({ period, sum })));
  }
  const page = context.pager.page('ce resources', entries.length, MOST_GROUPS, token);
  const shown = page.indices.flatMap((index) => entries[index] ?? []);
  return {
    ResultsByTime: resultsOf(shown, query.Metrics, query.GroupBy.length > 0, context),
    GroupDefinitions: query.GroupBy,
    DimensionValueAttributes: [],
    NextPageToken: tokens.close(page.next),
  };
};
