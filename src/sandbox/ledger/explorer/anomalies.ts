import { z } from 'zod';
import { hash32 } from '../../../lib/random.ts';
import { billedRate, explorerService } from '../explorer-names.ts';
import { dayAfter, daysBetween, monthAfter, monthOf } from '../days.ts';
import { exactText, times, type Exact } from '../exact.ts';
import { lastDay } from '../refresh.ts';
import { anomalyIn, type UsageAnomaly } from '../usage-anomalies.ts';
import { usageOf } from '../usage.ts';
import { PageTokens, parsed, seenAccounts, type ExplorerContext, type ExplorerHandler } from './requests.ts'; // prettier-ignore

const MOST = 100;
/** Smaller impacts are not reported. USD. */
const LEAST_IMPACT = 1;
/** How far back anomalies are known. Days. */
const DAYS = 90;

const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}/);
const Input = z.strictObject({
  MonitorArn: z.string().optional(),
  DateInterval: z.object({ StartDate: Day, EndDate: Day.optional() }),
  Feedback: z.enum(['YES', 'NO', 'PLANNED_ACTIVITY']).optional(),
  TotalImpact: z
    .object({ NumericOperator: z.literal('GREATER_THAN_OR_EQUAL'), StartValue: z.number() })
    .optional(),
  MaxResults: z.number().optional(),
  NextPageToken: z.string().optional(),
});

interface Found {
  readonly anomaly: UsageAnomaly;
  readonly service: string;
  readonly usageType: string;
  readonly actual: number;
  readonly expected: number;
}

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetAnomalies.html */
export const getAnomalies: ExplorerHandler = (input, context) => {
  const { NextPageToken, ...query } = parsed(Input, input);
  const tokens = new PageTokens(context, 'GetAnomalies', query);
  const last = lastDay(context.ledger.refresh());
  const from = [query.DateInterval.StartDate.slice(0, 10), dayAfter(last, -DAYS)].sort().at(-1) ?? last; // prettier-ignore
  const to = query.DateInterval.EndDate?.slice(0, 10) ?? last;
  const least = query.TotalImpact?.StartValue ?? LEAST_IMPACT;
  const isAsked = query.Feedback === undefined;
  const found = isAsked
    ? [...anomaliesBetween(from, to, last, context)].filter((one) => one.actual - one.expected >= least)
    : [];
  const size = context.pager.size(query.MaxResults, 1, MOST);
  const page = context.pager.page('anomalies', found.length, size, tokens.open(NextPageToken));
  return {
    Anomalies: page.indices.flatMap((index) => anomalyOf(found[index], context)),
    NextPageToken: tokens.close(page.next),
  };
}; // prettier-ignore

const Monitors = z.strictObject({
  MonitorArnList: z.array(z.string()).optional(),
  MaxResults: z.number().optional(),
  NextPageToken: z.string().optional(),
});

/**
 * Each account has one monitor, of services.
 *
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetAnomalyMonitors.html
 */
export const getAnomalyMonitors: ExplorerHandler = (input, context) => {
  const { NextPageToken, ...query } = parsed(Monitors, input);
  const tokens = new PageTokens(context, 'GetAnomalyMonitors', query);
  const all = seenAccounts(context).filter(
    (accountId) => query.MonitorArnList?.includes(monitorOf(accountId)) !== false,
  );
  const size = context.pager.size(query.MaxResults, 1, MOST);
  const page = context.pager.page('monitors', all.length, size, tokens.open(NextPageToken));
  return {
    AnomalyMonitors: page.indices
      .flatMap((index) => all[index] ?? [])
      .map((accountId) => ({
        MonitorArn: monitorOf(accountId),
        MonitorName: `services of ${context.accountNames(accountId)}`,
        MonitorType: 'DIMENSIONAL',
        MonitorDimension: 'SERVICE',
        CreationDate: '2026-01-01',
      })),
    NextPageToken: tokens.close(page.next),
  };
};

function monitorOf(accountId: string): string {
  return `arn:aws:ce::${accountId}:anomalymonitor/5e0f1a2b-0000-4000-8000-000000000005`;
}

function* anomaliesBetween(
  from: string,
  to: string,
  last: string,
  context: ExplorerContext,
): Generator<Found, void> {
  for (const accountId of seenAccounts(context)) {
    for (const resource of context.ledger.resourcesOf(accountId)) {
      for (let month = monthOf(from); month <= monthOf(to); month = monthAfter(month)) {
        const anomaly = anomalyIn(resource, month);
        const isThere = anomaly !== undefined && anomaly.firstDay >= from && anomaly.firstDay <= to;
        if (isThere && anomaly.firstDay < last) yield* foundIn(anomaly, last);
      }
    }
  }
}

/** The meter with the largest impact. */
function* foundIn(anomaly: UsageAnomaly, last: string): Generator<Found, void> {
  const { resource, firstDay, endDay, factor } = anomaly;
  const meters = resource.meters.filter(({ pattern }) => pattern === 'flow');
  const costs = meters.map((meter) => {
    let cost: Exact = 0n;
    for (const day of daysBetween(firstDay, endDay < last ? endDay : last)) {
      cost += times(usageOf(resource, meter, day, 24), billedRate(meter.product));
    }
    return { meter, cost };
  });
  const [top] = costs.sort((one, other) => (one.cost < other.cost ? 1 : -1));
  if (top === undefined) return;
  const actual = Number(exactText(top.cost));
  yield {
    anomaly,
    service: explorerService(top.meter.product),
    usageType: top.meter.product.usageType,
    actual,
    expected: actual / factor,
  };
}

function anomalyOf(found: Found | undefined, { accountNames }: ExplorerContext): object[] {
  if (found === undefined) return [];
  const { anomaly, service, usageType, actual, expected } = found;
  const { resource, firstDay, endDay, factor } = anomaly;
  const impact = actual - expected;
  const id = hash32(`${resource.id}/${firstDay}`).toString(16).padStart(8, '0');
  return [
    {
      AnomalyId: `${id}-0000-4000-8000-${resource.accountId}`,
      AnomalyStartDate: firstDay,
      AnomalyEndDate: dayAfter(endDay, -1),
      DimensionValue: service,
      RootCauses: [
        {
          Service: service,
          Region: resource.region,
          LinkedAccount: resource.accountId,
          LinkedAccountName: accountNames(resource.accountId),
          UsageType: usageType,
          Impact: { Contribution: impact },
        },
      ],
      AnomalyScore: { MaxScore: 1 - 1 / factor, CurrentScore: 1 - 1 / factor },
      Impact: {
        MaxImpact: impact,
        TotalImpact: impact,
        TotalActualSpend: actual,
        TotalExpectedSpend: expected,
        TotalImpactPercentage: (factor - 1) * 100,
      },
      MonitorArn: monitorOf(resource.accountId),
    },
  ];
}
