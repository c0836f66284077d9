import {
  GetAnomaliesCommand,
  GetCostAndUsageCommand,
  GetCostAndUsageWithResourcesCommand,
  GetCostForecastCommand,
  GetDimensionValuesCommand,
  GetReservationUtilizationCommand,
  GetReservationCoverageCommand,
  GetRightsizingRecommendationCommand,
  GetSavingsPlansCoverageCommand,
  GetSavingsPlansPurchaseRecommendationCommand,
  GetReservationPurchaseRecommendationCommand,
  GetSavingsPlansUtilizationCommand,
  GetSavingsPlansUtilizationDetailsCommand,
  GetTagsCommand,
  GetCostCategoriesCommand,
  GetUsageForecastCommand,
  type GetCostAndUsageCommandInput,
  type GroupDefinition,
  type ResultByTime,
} from '@aws-sdk/client-cost-explorer';
import { afterAll, expect, test } from '@jest/globals';
import { failureOf } from '../clients.ts';
import { Clock, explorerOf, ledgerSandbox } from './world.ts';

const clock = new Clock('2026-10-20T12:00:00Z');
const sandbox = await ledgerSandbox(clock);
afterAll(() => sandbox.close());
const explorer = explorerOf(sandbox);
const { truth } = sandbox;

const SEPTEMBER = { Start: '2026-09-01', End: '2026-10-01' } as const;
const PERIOD = { from: SEPTEMBER.Start, to: SEPTEMBER.End } as const;
/** A double of that size is exact to so many digits after the point. */
const CENTS = 6;

async function ask(input: Partial<GetCostAndUsageCommandInput> = {}): Promise<ResultByTime[]> {
  const results: ResultByTime[] = [];
  let token: string | undefined;
  do {
    const page = await explorer.send(
      new GetCostAndUsageCommand({
        TimePeriod: SEPTEMBER,
        Granularity: 'MONTHLY',
        Metrics: ['UnblendedCost', 'AmortizedCost'],
        ...input,
        ...(token !== undefined && { NextPageToken: token }),
      }),
    );
    results.push(...(page.ResultsByTime ?? []));
    token = page.NextPageToken;
  } while (token !== undefined);
  return results;
}

function amounts(results: readonly ResultByTime[], metric: string): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { Groups = [] } of results) {
    for (const { Keys = [], Metrics = {} } of Groups) {
      const key = Keys.join(' | ');
      sums[key] = (sums[key] ?? 0) + Number(Metrics[metric]?.Amount);
    }
  }
  return sums;
}

function expectEqual(actual: Record<string, number>, wanted: Record<string, number>): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(wanted).sort());
  for (const [key, amount] of Object.entries(wanted))
    expect(actual[key]).toBeCloseTo(amount, CENTS);
}

test.each([['SERVICE'], ['LINKED_ACCOUNT'], ['REGION'], ['RECORD_TYPE'], ['USAGE_TYPE', 'SERVICE'], ['OPERATION', 'LINKED_ACCOUNT']] as const)(
  'grouped by %s %s, sums are those of the ledger',
  async (...dimensions) => {
    const results = await ask({
      GroupBy: dimensions.map((Key): GroupDefinition => ({ Type: 'DIMENSION', Key })),
    });
    const wanted = (basis: 'billed' | 'effective'): Record<string, number> =>
      Object.fromEntries(
        truth
          .totals({ ...PERIOD, groupBy: [...dimensions], basis })
          .map(({ keys, amount }) => [
            keys.map((key, place) => (key === '' ? absent(dimensions[place] ?? '') : key)).join(' | '),
            Number(amount),
          ]),
      );

    expectEqual(amounts(results, 'UnblendedCost'), wanted('billed'));
    expectEqual(amounts(results, 'AmortizedCost'), wanted('effective'));
  },
); // prettier-ignore

function absent(dimension: string): string {
  return { OPERATION: 'NoOperation', USAGE_TYPE: 'NoUsageType' }[dimension] ?? '';
}

test('grouped by tag and cost category, nothing is lost', async () => {
  const byTag = await ask({ GroupBy: [{ Type: 'TAG', Key: 'team' }, { Type: 'COST_CATEGORY', Key: 'Environment' }] }); // prettier-ignore
  const sums = amounts(byTag, 'UnblendedCost');
  const total = Object.values(sums).reduce((sum, one) => sum + one, 0);

  expect(total).toBeCloseTo(Number(truth.total(PERIOD)), CENTS);
  expect(Object.keys(sums)).toContain('team$ | Environment$');
  expect(Object.keys(sums).some((key) => key.endsWith('Environment$Production'))).toBe(true);
});

test('days sum to the month', async () => {
  const days = await ask({ Granularity: 'DAILY' });
  const sum = days.reduce((all, { Total }) => all + Number(Total?.['UnblendedCost']?.Amount), 0);

  expect(days).toHaveLength(30);
  expect(sum).toBeCloseTo(Number(truth.total(PERIOD)), CENTS);
});

test('has every kind of record: covered, discounted, fees, credits, refunds, tax and support', async () => {
  const year = await ask({
    TimePeriod: { Start: '2025-11-01', End: '2026-10-21' },
    GroupBy: [{ Type: 'DIMENSION', Key: 'RECORD_TYPE' }],
  });

  expect(Object.keys(amounts(year, 'UnblendedCost')).sort()).toEqual(
    ['Credit', 'DiscountedUsage', 'RIFee', 'Refund', 'SavingsPlanCoveredUsage', 'SavingsPlanNegation', 'SavingsPlanRecurringFee', 'SavingsPlanUpfrontFee', 'Support', 'Tax', 'Upfront', 'Usage'],
  );
}); // prettier-ignore

test('only the month without an invoice is estimated', async () => {
  const results = await ask({ TimePeriod: { Start: '2026-08-01', End: '2026-10-21' } });

  expect(results.map(({ Estimated }) => Estimated)).toEqual([false, false, true]);
});

test('an earlier month changes until its invoice is issued, and never again', async () => {
  const wholeOf = async (time: string): Promise<number> => {
    clock.time = time;
    const [month] = await ask({ TimePeriod: { Start: '2026-09-01', End: '2026-10-01' } });
    return Number(month?.Total?.['UnblendedCost']?.Amount);
  };
  const first = await wholeOf('2026-10-01T12:00:00Z');
  const third = await wholeOf('2026-10-03T18:00:00Z');
  const final = await wholeOf('2026-10-05T00:00:00Z');
  const later = await wholeOf('2026-10-20T12:00:00Z');

  expect(third).not.toBe(first);
  expect(later).toBe(final);
});

test('GetCostAndUsageWithResources sums to the same, for the last 14 days', async () => {
  const command = new GetCostAndUsageWithResourcesCommand({
    TimePeriod: { Start: '2026-10-10', End: '2026-10-12' },
    Granularity: 'DAILY',
    Metrics: ['UnblendedCost'],
    Filter: { Dimensions: { Key: 'SERVICE', Values: ['Amazon Elastic Compute Cloud - Compute'] } },
    GroupBy: [{ Type: 'DIMENSION', Key: 'RESOURCE_ID' }],
  });
  const { ResultsByTime = [] } = await explorer.send(command);
  const wanted = truth.totals({
    from: '2026-10-10',
    to: '2026-10-12',
    groupBy: ['resource'],
    where: ({ resource }) => resource?.kind === 'AWS::EC2::Instance',
  });

  expectEqual(
    amounts(ResultsByTime, 'UnblendedCost'),
    Object.fromEntries(wanted.map(({ keys, amount }) => [keys[0] ?? '', Number(amount)])),
  );
});

test('commitments are partly used, and their fees add up', async () => {
  const plans = await explorer.send(
    new GetSavingsPlansUtilizationCommand({ TimePeriod: SEPTEMBER }),
  );
  const details = await explorer.send(
    new GetSavingsPlansUtilizationDetailsCommand({ TimePeriod: SEPTEMBER }),
  );
  const reservations = await explorer.send(
    new GetReservationUtilizationCommand({
      TimePeriod: SEPTEMBER,
      GroupBy: [{ Type: 'DIMENSION', Key: 'SUBSCRIPTION_ID' }],
    }),
  );
  const unused = truth.total({
    ...PERIOD,
    basis: 'effective',
    where: ({ recordType }) => recordType === 'SavingsPlanRecurringFee',
  });
  const [group] = reservations.UtilizationsByTime?.[0]?.Groups ?? [];

  expect(Number(plans.Total?.Utilization?.UnusedCommitment)).toBeCloseTo(Number(unused), CENTS);
  expect(Number(plans.Total?.Utilization?.UtilizationPercentage)).toBeGreaterThan(10);
  expect(details.SavingsPlansUtilizationDetails?.[0]?.Attributes?.['EndDateTime']).toBe('2026-12-24T00:00:00.000Z'); // prettier-ignore
  expect(reservations.UtilizationsByTime?.[0]?.Groups).toHaveLength(2);
  expect(Number(reservations.Total?.UnusedHours)).toBeGreaterThan(0);
  expect(group?.Attributes).toMatchObject({ region: expect.any(String), endDateTime: expect.stringContaining('202') }); // prettier-ignore
});

test('forecasts, coverage, recommendations, anomalies and values have answers', async () => {
  const future = { Start: '2026-10-21', End: '2026-11-01' };
  const forecast = await explorer.send(
    new GetCostForecastCommand({ TimePeriod: future, Metric: 'UNBLENDED_COST', Granularity: 'DAILY', PredictionIntervalLevel: 80 }),
  );
  const usage = await explorer.send(
    new GetUsageForecastCommand({ TimePeriod: future, Metric: 'USAGE_QUANTITY', Granularity: 'MONTHLY', Filter: { Dimensions: { Key: 'USAGE_TYPE', Values: ['NatGateway-Hours'] } } }),
  );
  const coverage = await explorer.send(new GetSavingsPlansCoverageCommand({ TimePeriod: SEPTEMBER }));
  const reserved = await explorer.send(new GetReservationCoverageCommand({ TimePeriod: SEPTEMBER }));
  const rightsizing = await explorer.send(new GetRightsizingRecommendationCommand({ Service: 'AmazonEC2' }));
  const plan = await explorer.send(
    new GetSavingsPlansPurchaseRecommendationCommand({ SavingsPlansType: 'COMPUTE_SP', TermInYears: 'ONE_YEAR', PaymentOption: 'NO_UPFRONT', LookbackPeriodInDays: 'THIRTY_DAYS' }),
  );
  const reserve = await explorer.send(
    new GetReservationPurchaseRecommendationCommand({ Service: 'Amazon Elastic Compute Cloud - Compute' }),
  );
  const anomalies = await explorer.send(new GetAnomaliesCommand({ DateInterval: { StartDate: '2026-07-01' } }));
  const values = await explorer.send(new GetDimensionValuesCommand({ TimePeriod: SEPTEMBER, Dimension: 'LINKED_ACCOUNT' }));
  const tags = await explorer.send(new GetTagsCommand({ TimePeriod: SEPTEMBER, TagKey: 'environment' }));
  const categories = await explorer.send(new GetCostCategoriesCommand({ TimePeriod: SEPTEMBER, CostCategoryName: 'Environment' }));

  expect(forecast.ForecastResultsByTime).toHaveLength(11);
  expect(Number(forecast.ForecastResultsByTime?.[0]?.PredictionIntervalUpperBound)).toBeGreaterThan(Number(forecast.ForecastResultsByTime?.[0]?.MeanValue));
  expect(usage.Total?.Unit).toBe('Hrs');
  expect(Number(coverage.SavingsPlansCoverages?.[0]?.Coverage?.CoveragePercentage)).toBeGreaterThan(0);
  expect(Number(reserved.Total?.CoverageHours?.CoverageHoursPercentage)).toBeGreaterThan(0);
  expect(rightsizing.Summary?.TotalRecommendationCount).toBe(String(rightsizing.RightsizingRecommendations?.length));
  expect(plan.SavingsPlansPurchaseRecommendation?.SavingsPlansType).toBe('COMPUTE_SP');
  expect(reserve.Recommendations).toHaveLength(1);
  expect(anomalies.Anomalies?.every(({ Impact }) => (Impact?.TotalImpact ?? 0) >= 1)).toBe(true);
  expect(values.DimensionValues?.map(({ Value }) => Value)).toEqual([...sandbox.estate.accountIds]);
  expect(tags.Tags).toEqual(['production', 'staging']);
  expect(categories.CostCategoryValues).toEqual(['Non-production', 'Production']);
}); // prettier-ignore

test('page tokens belong to a request and to a state of the bill', async () => {
  await using paged = await ledgerSandbox(clock, { maxPageSize: 2 });
  const client = explorerOf(paged);
  const query: GetCostAndUsageCommandInput = { TimePeriod: SEPTEMBER, Granularity: 'MONTHLY', Metrics: ['UnblendedCost'], GroupBy: [{ Type: 'DIMENSION', Key: 'SERVICE' }] }; // prettier-ignore
  const { NextPageToken } = await client.send(new GetCostAndUsageCommand(query));
  const changed = new GetCostAndUsageCommand({ ...query, Granularity: 'DAILY', NextPageToken });

  expect(await failureOf(client.send(changed))).toMatchObject({ name: 'RequestChangedException' });
  clock.time = '2026-10-21T12:00:00Z';
  const expired = client.send(new GetCostAndUsageCommand({ ...query, NextPageToken }));
  expect(await failureOf(expired)).toMatchObject({ name: 'BillExpirationException' });
  clock.time = '2026-10-20T12:00:00Z';
});

test('an organization without Cost Explorer is told so', async () => {
  await using without = await ledgerSandbox(clock, { ledger: { costExplorer: 'not-enabled' } });
  await using fresh = await ledgerSandbox(clock, { ledger: { costExplorer: 'preparing' } });
  const command = (): GetTagsCommand => new GetTagsCommand({ TimePeriod: SEPTEMBER });

  expect(await failureOf(explorerOf(without).send(command()))).toMatchObject({
    name: 'AccessDeniedException',
    message: 'User not enabled for cost explorer access',
  });
  expect(await failureOf(explorerOf(fresh).send(command()))).toMatchObject({ name: 'DataUnavailableException' }); // prettier-ignore
});

test.each([
  [{ Granularity: 'HOURLY' }, 'ValidationException'],
  [{ TimePeriod: { Start: '2025-08-31', End: '2026-10-01' } }, 'ValidationException'],
  [{ TimePeriod: { Start: '2026-10-01', End: '2026-11-02' } }, 'ValidationException'],
  [{ TimePeriod: { Start: '2026-10-30', End: '2026-11-01' } }, 'DataUnavailableException'],
] as const)('rejects %j with %s', async (input, name) => {
  expect(await failureOf(ask(input))).toMatchObject({ name });
});
