import {
  CloudWatchClient,
  GetMetricDataCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import type { GetMetricDataOutput, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { CallScope } from '../../aws/attempt-gate.ts';
import type { ClientFactory } from '../../aws/client-factory.ts';
import type { ClientOwner } from '../../aws/client-owner.ts';
import { tokenPages } from '../../core/actions/sdk-pages.ts';
import { decimal, times, type Decimal } from '../money/decimal.ts';
import type { SpendCap } from '../prices/paid-calls.ts';
import { MOST_POINTS, pointsOf, type UsageCall, type WantedSeries } from './plan-calls.ts';
import type { ListedSeries } from './series-names.ts';

/** @see https://aws.amazon.com/cloudwatch/pricing/ */
const USD_PER_METRIC = decimal('0.00001');
const PURPOSE = 'usage';

/** What GetMetricData costs for so many metrics, in US dollars. */
export function usageCost(metrics: number): Decimal {
  return times(USD_PER_METRIC, decimal(String(metrics)));
}

/** CloudWatch in one account and region. */
export interface CloudWatchAccess {
  readonly clients: Pick<ClientFactory, 'open'>;
  readonly owner: ClientOwner;
  readonly region: string;
  readonly observer: CallScope['observer'];
  readonly cap: SpendCap;
}

/** The points of a series, one for each period of the call; undefined when CloudWatch did not answer all of them. */
export type SeriesValues = readonly (number | null)[] | undefined;

/** What CloudWatch answered to a call. */
export interface UsageAnswer {
  /** In the order of the call's series. */
  readonly values: readonly SeriesValues[];
  /** Why some are missing, in AWS's words. */
  readonly problem: string | undefined;
}

/**
 * Reads the points of one call, page by page. Every attempt, retries included, is checked against the cap and recorded
 * before it is sent.
 *
 * @throws {SpendCapError} when the call would exceed the cap: nothing was sent
 */
export async function readUsage(
  { clients, owner, region, observer, cap }: CloudWatchAccess,
  call: UsageCall,
  signal: AbortSignal,
): Promise<UsageAnswer> {
  const metrics = call.wanted.length;
  const scope: CallScope = {
    signal,
    observer,
    beforeAttempt: () =>
      cap.pay({
        ...{ service: 'cloudwatch', operation: 'GetMetricData', requests: 1, purpose: PURPOSE },
        ...{ amount: usageCost(metrics), currency: 'USD' },
      }),
  };
  const client = clients.open(owner, scope).of(CloudWatchClient, region);
  const input = {
    MetricDataQueries: call.wanted.map((wanted, index) => queryOf(wanted, call.period, index)),
    StartTime: new Date(call.from),
    EndTime: new Date(call.until),
    ScanBy: 'TimestampAscending',
    MaxDatapoints: MOST_POINTS,
  } as const;
  const read = new ReadSeries(call);
  const pages = tokenPages(
    (NextToken) =>
      client.send(new GetMetricDataCommand({ ...input, NextToken }), { abortSignal: signal }),
    ({ NextToken }) => NextToken,
  );
  for await (const page of pages) read.add(page);
  return read.answer();
}

function queryOf(
  { series: { metric }, namespace, dimensions }: WantedSeries,
  Period: number,
  index: number,
): MetricDataQuery {
  return {
    Id: `m${index}`,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: metric.metric,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period,
      Stat: metric.statistic,
    },
  };
}

/** The points of a call's series, as their pages come. */
class ReadSeries {
  readonly #call: UsageCall;
  readonly #values: (number | null)[][];
  readonly #isComplete: boolean[];
  readonly #problems = new Set<string>();
  #isRejected = false;

  constructor(call: UsageCall) {
    this.#call = call;
    const points = pointsOf(call);
    this.#values = call.wanted.map(() => Array.from({ length: points }, () => null));
    this.#isComplete = call.wanted.map(() => false);
  }

  add({ MetricDataResults = [], Messages = [] }: GetMetricDataOutput): void {
    for (const { Code = '', Value = '' } of Messages) {
      this.#isRejected = true;
      this.#problems.add(`${Code}: ${Value}`);
    }
    for (const {
      Id = '',
      StatusCode,
      Timestamps = [],
      Values = [],
      Messages: own = [],
    } of MetricDataResults) {
      const index = Number(Id.slice(1));
      const values = this.#values[index];
      if (values === undefined) continue; // never asked for
      const isRead = Timestamps.length === Values.length && this.#take(values, Timestamps, Values);
      this.#isComplete[index] = isRead && StatusCode === 'Complete';
      if (!isRead) this.#problems.add('CloudWatch answered other points than were asked for');
      else if (StatusCode !== 'Complete') {
        const [message] = own;
        this.#problems.add(message?.Value ?? `CloudWatch answered ${StatusCode ?? 'no status'}`);
      }
    }
  }

  answer(): UsageAnswer {
    const values = this.#values.map((one, index) =>
      this.#isComplete[index] === true && !this.#isRejected ? one : undefined,
    );
    const isWhole = values.every((one) => one !== undefined);
    const [problem = 'CloudWatch left out series'] = this.#problems;
    return { values, problem: isWhole ? undefined : problem };
  }

  /** @returns whether all points are among those that were asked for */
  #take(values: (number | null)[], timestamps: readonly Date[], given: readonly number[]): boolean {
    const { from, period } = this.#call;
    return timestamps.every((timestamp, place) => {
      const index = (timestamp.getTime() - from) / (period * 1_000);
      const value = given[place];
      if (!Number.isInteger(index) || index < 0 || index >= values.length) return false;
      if (value === undefined || !Number.isFinite(value)) return false;
      values[index] = value;
      return true;
    });
  }
}

/** Lists the series of a metric: those that had points within the last two weeks. Free within a million requests a month. */
export async function listSeries(
  { clients, owner, region, observer }: Omit<CloudWatchAccess, 'cap'>,
  { namespace, metric }: { readonly namespace: string; readonly metric: string },
  listed: ListedSeries,
  signal: AbortSignal,
): Promise<void> {
  const client = clients.open(owner, { signal, observer }).of(CloudWatchClient, region);
  const input = { Namespace: namespace, MetricName: metric };
  const pages = tokenPages(
    (NextToken) =>
      client.send(new ListMetricsCommand({ ...input, NextToken }), { abortSignal: signal }),
    ({ NextToken }) => NextToken,
  );
  listed.begin(namespace, metric);
  for await (const { Metrics = [] } of pages) {
    for (const { Dimensions = [] } of Metrics) {
      const dimensions: Record<string, string> = {};
      for (const { Name = '', Value = '' } of Dimensions) dimensions[Name] = Value;
      listed.add({ namespace, metric, dimensions });
    }
  }
}
