import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { anomalyReport } from '../../src/app/cost/analysis/anomaly-report.ts';
import { costSummary } from '../../src/app/cost/analysis/cost-summary.ts';
import { detectAnomalies } from '../../src/app/cost/analysis/detect-anomalies.ts';
import { forecastReport } from '../../src/app/cost/analysis/forecast-report.ts';
import { liveAnomalies } from '../../src/app/cost/analysis/live-anomalies.ts';
import { trendReport } from '../../src/app/cost/analysis/trend-report.ts';
import { parseFilters, parseGroups } from '../../src/app/cost/bill/charge-groups.ts';
import { chargePeriod } from '../../src/app/cost/bill/charge-period.ts';
import { CONTAINER_GROUPS, containerReport } from '../../src/app/cost/bill/container-report.ts';
import { billedDays } from '../../src/app/cost/findings/billed-costs.ts';
import { onDemandUses } from '../../src/app/cost/findings/on-demand-use.ts';
import {
  OPPORTUNITY_SORTS,
  opportunityById,
  opportunityReport,
  opportunityServices,
} from '../../src/app/cost/findings/opportunity-report.ts';
import { notificationHistory } from '../../src/app/cost/notifications/notification-history.ts';
import { allRows } from '../../src/app/store/all-rows.ts';
import { instanceRow } from '../../src/cost/findings/example-rows.ts';
import {
  storeCommitments,
  type CommitmentReport,
} from '../../src/app/cost/collect/stored-commitments.ts';
import { decimal } from '../../src/cost/money/decimal.ts';
import { costBudgets } from '../../src/config/budget-setting.ts';
import { NOTIFICATIONS } from '../../src/store/anomaly-tables.ts';
import { ClickHouseStore } from '../../src/store/clickhouse/clickhouse-store.ts';
import type { Store } from '../../src/store/store.ts';
import { daysFrom, NEVER, PAYER, storeBill, type SimpleCharge } from '../cost/analysis-store/stored-bill.ts'; // prettier-ignore
import { ACCOUNT, FindingsWorld } from '../cost/findings/findings-world.ts';
import { openDuckDb, type TemporaryStore } from '../helpers/open-duckdb.ts';
import { TestClickHouse } from './clickhouse.ts';

const HOSTILE = `it's "odd" 日本`;
const ON_DEMAND = { PricingCategory: 'Standard', x_ServiceCode: 'AmazonEC2' };

let server: TestClickHouse;
let clickHouse: Store;
let duckDb: TemporaryStore;
beforeAll(async () => {
  server = await TestClickHouse.start();
  clickHouse = await ClickHouseStore.open({
    ...{ url: server.url, database: 'analysis', username: 'default', password: '' },
  });
  duckDb = await openDuckDb();
  for (const store of [duckDb.store, clickHouse]) await filled(store);
}, 180_000);
afterAll(async () => {
  await clickHouse[Symbol.asyncDispose]();
  await duckDb[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** Months of two accounts: what runs away, what stops, what is bought, what containers use, in two currencies. */
function bill(to: string, restated = 0): SimpleCharge[] {
  return daysFrom('2026-06-01', to).flatMap((day, index): SimpleCharge[] => {
    const noise = ((index * 37) % 11) / 10;
    const weekend = new Date(day).getUTCDay() % 6 === 0;
    return [
      { day, amount: (weekend ? 60 : 100) + noise, account: ACCOUNT, resource: 'i-usual', tags: { team: 'web' }, more: ON_DEMAND },
      { day, amount: `4${index % 7}.123456789012345678`, service: HOSTILE, usageType: HOSTILE, tags: { team: HOSTILE } },
      { day, amount: 3 + noise, service: 'AWS Lambda', region: null },
      { day, amount: 7, currency: 'EUR', more: { CommitmentDiscountId: 'plan', PricingCategory: 'Committed' } },
      ...(day === '2026-09-28' ? [{ day, amount: 30 + restated, service: 'Amazon SQS' }] : []),
      ...(day < '2026-10-18' ? [] : [{ day, amount: 400, account: ACCOUNT, usageType: 'EU-BoxUsage:p4d', resource: 'i-runaway', more: ON_DEMAND }]),
      ...(day > '2026-09-10' ? [] : [{ day, amount: 55, service: 'Amazon Redshift' }]),
      ...(day.endsWith('-01')
        ? [
            { day, amount: 50, category: 'Tax', service: 'Tax' },
            { day, amount: -20.5, category: 'Credit' },
            { day, amount: 300, category: 'Purchase', service: 'Savings Plans' },
          ]
        : []),
      {
        ...{ day, amount: 0, account: ACCOUNT, service: 'Amazon EKS', usageType: 'EU-EKS-EC2-vCPU-Hours' },
        resource: `arn:aws:eks:eu-west-1:${ACCOUNT}:pod/shop/${index % 2 === 0 ? 'web' : 'ops'}/pod-${index % 5}/1`,
        tags: index % 3 === 0 ? { aws_eks_namespace: HOSTILE } : {},
        more: { x_SplitCost: '0.5', x_SplitUnusedCost: '0.25', x_SplitParentId: 'i-usual' },
      },
    ];
  }); // prettier-ignore
}

const COMMITMENTS: CommitmentReport = {
  ...{ payer: PAYER, period: '2026-10', currency: 'USD', readAt: Date.parse('2026-11-02') },
  coverage: { savingsPlans: decimal('80'), reservations: undefined },
  commitments: [
    {
      ...{ type: 'savings-plan', id: 'plan', account: ACCOUNT, region: undefined, what: 'COMPUTE_SP' },
      ...{ paymentOption: 'No Upfront', endsAt: '2026-11-05T00:00:00.000Z', cost: decimal('62') },
      ...{ utilization: decimal('75'), netSavings: decimal('31') },
    },
  ],
}; // prettier-ignore

/** Three collections: the second has new days, the third other amounts for past ones. */
async function filled(store: Store): Promise<void> {
  const runs = [
    ['2026-10-10', 0],
    ['2026-10-23', 0],
    ['2026-10-24', 500],
  ] as const;
  for (const [to, restated] of runs) {
    const collectedAt = `${to}T20:00:00Z`;
    const final = ['2026-06', '2026-07', '2026-08'];
    await storeBill(store, bill(to, restated), { collectedAt, final });
    await detectAnomalies({ store, signal: NEVER, now: () => Date.parse(collectedAt) + 60_000 });
  }
  await store.appendRows(NOTIFICATIONS, [
    ['one', 'anomaly', 'a', 'failed', 'no', 4, Date.parse('2026-10-20T00:00:00.5Z')],
    ['one', 'anomaly', 'a', 'failed', 'no', 4, Date.parse('2026-10-21T00:00:00Z')],
    ['two', 'anomaly', 'a', 'sent', null, 1, Date.parse('2026-10-21T00:00:00Z')],
  ]);
  const world = FindingsWorld.over(store);
  await world.price(instanceRow('m6i.large', '0.1', 2, '8 GiB'));
  const idle = {
    ...{ InstanceId: 'i-idle', InstanceType: 'm6i.large', UsageOperation: 'RunInstances' },
    ...{ State: { Name: 'running' }, LaunchTime: '2026-01-01T00:00:00.000Z' },
    Placement: { Tenancy: 'default', AvailabilityZone: 'eu-west-1a' },
  };
  await world.read('AWS::EC2::Instance', [['i-idle', idle]]);
  await world.measure({ 'i-idle': { cpu: 1, networkIn: 1_000, networkOut: 1_000 } });
  await world.usageRead();
  await storeCommitments(store, COMMITMENTS, NEVER);
  await world.read('AWS::EC2::Volume', [
    ['vol-1', { VolumeId: 'vol-1', VolumeType: 'gp2', Size: 100, State: 'available' }],
    ["vol-'2", { VolumeId: "vol-'2", VolumeType: 'gp2', Size: 50, State: 'available' }],
  ]);
  await world.evaluate();
}

/** What both stores answer. */
async function same<Answer>(ask: (store: Store) => Promise<Answer>): Promise<Answer> {
  const one = await ask(duckDb.store);
  expect(await ask(clickHouse)).toEqual(one);
  return one;
}

test('the same anomalies, with what explains them, and the same states of the detector', async () => {
  const { anomalies } = await same((store) => anomalyReport(store, {}, NEVER));
  const states = await same((store) =>
    allRows(store, `select payer, currency, account, service, region, next_day, checksum, state from anomaly_states
      order by stored_part, currency, account, service, region`, NEVER)); // prettier-ignore
  const runs = await same((store) => allRows(store, 'select * exclude (generation, older_periods) from anomaly_runs', NEVER).catch(() =>
    allRows(store, 'select * except (generation, older_periods) from anomaly_runs', NEVER))); // prettier-ignore

  expect(anomalies.map(({ direction }) => direction)).toEqual(
    expect.arrayContaining(['up', 'down']),
  );
  expect(anomalies.some(({ explanation }) => explanation?.within === 'resource')).toBe(true);
  expect(states.length).toBeGreaterThan(10);
  expect(runs).toHaveLength(1);
});

test.each([
  { from: '2026-09-15', to: '2026-10-20' },
  { state: 'open', direction: 'up', minImpact: decimal('1.5') },
  { accounts: [ACCOUNT], regions: ['eu-west-1'], services: [HOSTILE, 'Amazon Elastic Compute Cloud'] },
  { sources: ['longshore'], services: [] },
] as const)('the same anomalies for %j', async (filter) => {
  await same((store) => anomalyReport(store, filter, NEVER));
}); // prettier-ignore

test('the same report: bill, trends, forecast, waste, budgets, allocation', async () => {
  const budgets = costBudgets.parse([
    { name: 'all', amount: 3000 },
    { name: 'web', amount: '2500.5', period: 'quarterly', basis: 'effective', filters: ['tag:team=web'] },
    { name: 'euro', amount: 100, currency: 'EUR', period: 'yearly' },
  ]); // prettier-ignore
  const question = {
    ...({
      period: chargePeriod('2026-10', '2026-10', 0),
      filters: [],
      basis: 'BilledCost',
    } as const),
    ...{ budgets, now: Date.parse('2026-10-25T06:00:00Z'), groups: parseGroups('service,account') },
    allocatedBy: { tag: 'team' },
  };

  const summary = await same((store) => costSummary(store, question, NEVER));

  expect(summary.budgets.budgets).toHaveLength(3);
  expect(summary.waste.waste.length).toBeGreaterThan(0);
  expect(summary.forecast.totals.length).toBe(2);
  expect(summary.forecast.ending).toMatchObject([{ id: 'plan', dailyIncrease: 1 }]);
  expect(summary.allocation.allocations.length).toBe(2);
});

test.each(['service', 'account,region', 'tag:team', 'usage_type', 'resource'])(
  'the same trends, forecasts and live anomalies by %s',
  async (groupBy) => {
    const filters = groupBy === 'resource' ? parseFilters([`account=${ACCOUNT}`]) : [];
    const series = { groups: parseGroups(groupBy), filters, basis: 'EffectiveCost' } as const;
    const range = { from: '2026-09-01', to: '2026-10-24', floor: 1, now: Date.parse('2026-10-25T06:00:00Z') }; // prettier-ignore

    await same((store) => trendReport(store, series, NEVER));
    await same((store) => forecastReport(store, series, NEVER));
    for (const method of ['seasonal', 'day-over-day'] as const) {
      await same((store) => liveAnomalies(store, { ...series, ...range, method }, NEVER));
    }
  },
);

test('the same use on demand, and the same containers', async () => {
  const days = await same((store) => billedDays(store, ACCOUNT, NEVER));
  if (days === undefined) throw new Error('the bill has no 30 whole days');
  const uses = await same((store) => onDemandUses(store, { account: ACCOUNT, days }, NEVER));
  const period = chargePeriod('2026-09', '2026-10', 0);

  expect(uses).toMatchObject([{ service: 'AmazonEC2', currency: 'USD', daysUsed: 30 }]);
  for (const group of [...CONTAINER_GROUPS, { tag: 'team' }]) {
    const { rows, nodes } = await same((store) => containerReport(store, { period, group }, NEVER));
    expect(rows.length).toBeGreaterThan(0);
    expect(nodes).toMatchObject([{ nodes: 1, split: decimal('40.5') }]);
  }
});

test('the same opportunities in every order, and the same history of notifications', async () => {
  const none = {
    ...{ types: undefined, services: undefined, accounts: undefined, regions: undefined },
    ...{ priorities: undefined, verdicts: undefined, states: undefined, advisors: undefined },
    ...{ minSaving: undefined, currency: undefined },
  };
  const filters = [
    none,
    { ...none, services: ['EC2'], verdicts: ['yes'], states: ['open'], minSaving: decimal('1') },
    { ...none, types: ['storage_optimization'], currency: 'USD', advisors: ['longshore'] },
  ] as const;
  for (const filter of filters) {
    for (const sort of OPPORTUNITY_SORTS) {
      const page = { filter, sort, isAscending: sort === 'risk', offset: 0, limit: 10 };
      const { opportunities } = await same((store) => opportunityReport(store, page, NEVER));
      if (filter === none) expect(opportunities.length).toBeGreaterThan(1);
      const [first] = opportunities;
      if (first !== undefined) await same((store) => opportunityById(store, first.id, NEVER));
    }
  }
  await same((store) => opportunityServices(store, NEVER));
  const history = await same((store) => notificationHistory(store, NEVER));

  expect(history.get('one')).toMatchObject({ failedRuns: 2, isDone: false });
  expect(history.get('two')).toMatchObject({ isDone: true });
  expect(PAYER).toBe('210000000000');
});
