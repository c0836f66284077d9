import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { openStore } from '../../../src/app/store/open-store.ts';
import { decimal, decimalText, plus, sumOf } from '../../../src/cost/money/decimal.ts';
import { COST_ANOMALIES, type CostAnomalyRow } from '../../../src/store/anomaly-tables.ts';
import { BillWorld } from '../../cost/billing/bill-world.ts';
import { ApiWorld } from './api-world.ts';
import { once } from '../../../src/lib/once.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const PAYER = '210000000000';
const BUDGETS = [
  { name: 'all', amount: '100' },
  { name: '=storage', amount: '100000', filters: ['service=AmazonS3'], period: 'quarterly' },
];
const EC2 = 'Amazon Elastic Compute Cloud';

let world: ApiWorld;
let bill: BillWorld;
beforeAll(async () => {
  bill = await BillWorld.create();
  world = await ApiWorld.create({ LONGSHORE_COST_BUDGETS: JSON.stringify(BUDGETS) }, () => NOW);
  // 140 days to 20 November: three services with a weekly pattern; one of them grows in the last week.
  const file = await bill.parquet(
    'days.parquet',
    `select '${PAYER}' as BillingAccountId, 'USD' as BillingCurrency, 'Usage' as ChargeCategory,
       date_trunc('month', day) as BillingPeriodStart, date_trunc('month', day) + interval 1 month as BillingPeriodEnd,
       day as ChargePeriodStart, day + interval 1 day as ChargePeriodEnd, 'Compute' as ServiceCategory,
       service as ServiceName, code as x_ServiceCode, '210000000001' as SubAccountId, 'eu-west-1' as RegionId,
       ((10 + n + case when dayofweek(day) in (0, 6) then 0 else 5 end)
         * case when code = 'AmazonEC2' and day >= timestamp '2026-11-13' then 2 else 1 end)::double as BilledCost,
       7::double as EffectiveCost
     from (values ('${EC2}', 'AmazonEC2', 20), ('Amazon Simple Storage Service', 'AmazonS3', 5), ('AWS Lambda', 'AWSLambda', 1))
       as s (service, code, n),
       (select timestamp '2026-07-04' + to_days(i::integer) as day from range(140) as r (i)) as d`,
  );
  await world.import([file]);
  {
    await using store = await openStore(world.settings, world.folder);
    const rows = [anomaly('one', EC2, '250'), anomaly('two', 'AWS Lambda', '40'), anomaly('down', EC2, '-5', 'closed')]; // prettier-ignore
    await store.replacePart(COST_ANOMALIES, PAYER, once(rows), new AbortController().signal);
  }
  await world.start();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await bill[Symbol.asyncDispose]();
});

function anomaly(id: string, service: string, impact: string, state = 'open'): CostAnomalyRow {
  const explanation = {
    dimension: 'usage type',
    parts: [
      {
        name: 'BoxUsage',
        kind: 'changed',
        expected: 30,
        actual: 60,
        delta: 30,
        share: 1,
        parts: [],
      },
    ],
  };
  return [
    ...([id, PAYER, '210000000001', service, 'eu-west-1', 'seasonal', 'day'] as const),
    ...([impact.startsWith('-') ? 'down' : 'up', 'high', state, false, true] as const),
    ...(['2026-11-13', '2026-11-13', '2026-11-18', '35', '70', '40', impact, 7.5] as const),
    ...(['USD', 'BilledCost', null, JSON.stringify(explanation), '{}', NOW, NOW] as const),
  ];
}

const Anomalies = z.object({
  anomalies: z.array(z.looseObject({ id: z.string(), impact: z.string() })),
  count: z.number(),
  detection: z.array(z.unknown()),
  next: z.string().nullable(),
});

async function anomalies(
  query: Readonly<Record<string, string>> = {},
): Promise<z.output<typeof Anomalies>> {
  const { status, text, json } = await world.get('/anomalies', query);
  if (status !== 200) throw new Error(text);
  return Anomalies.parse(json);
}

test('anomalies have their figures with currency and basis, and what explains them', async () => {
  const answer = await anomalies();

  expect(answer.anomalies.map(({ id }) => id)).toEqual(['one', 'two', 'down']);
  expect(answer.anomalies[0]).toMatchObject({
    ...{ source: 'longshore', payer: PAYER, service: EC2, direction: 'up', severity: 'high' },
    ...{ state: 'open', is_new_level: true, starts_on: '2026-11-13', ends_on: '2026-11-18' },
    ...{ expected: '35', actual: '70', impact: '250', currency: 'USD', basis: 'BilledCost' },
    explanation: { dimension: 'usage type', parts: [{ name: 'BoxUsage', delta: 30 }] },
  });
});

test.each([
  [{ state: 'open' }, ['one', 'two']],
  [{ direction: 'down' }, ['down']],
  [{ service: 'lambda' }, ['two']],
  [{ service: 'AmazonEC2', state: 'open' }, ['one']],
  [{ account: '210000000009' }, []],
  [{ region: 'eu-west-1', min_impact: '100' }, ['one']],
  [{ source: 'aws' }, []],
  [{ start_date: '2026-11-19' }, []],
  [{ end_date: '2026-11-12' }, []],
  [{ start_date: '2026-11-18', end_date: '2026-11-18' }, ['one', 'two', 'down']],
  [{ currency: 'EUR' }, []],
])('anomalies of %j', async (query, ids) => {
  expect((await anomalies(query)).anomalies.map(({ id }) => id)).toEqual(ids);
});

test('anomalies have pages and CSV', async () => {
  const first = await anomalies({ limit: '2' });
  const second = await anomalies({ limit: '2', page: first.next ?? '' });
  const csv = await world.ask('/anomalies', { headers: { accept: 'text/csv' } });
  const other = await world.get('/anomalies', { state: 'open', page: first.next ?? '' });

  expect([first.count, first.anomalies.length, second.next]).toEqual([3, 2, null]);
  expect(second.anomalies.map(({ id }) => id)).toEqual(['down']);
  expect(csv.text.split('\r\n')[0]).toMatch(/^id,source,payer,account,service,region,usage_type,/);
  expect(csv.text.trim().split('\r\n')).toHaveLength(4);
  expect([other.status, other.json]).toMatchObject([
    409,
    { type: 'urn:longshore:problem:anomalies-changed' },
  ]);
});

test('budgets say what is used of them, in a period, with basis and currency', async () => {
  const { json } = await world.get('/budgets');
  const costs = await world.get('/costs', { start_date: '2026-11-01', end_date: '2026-11-20' });
  const { total } = z.object({ total: z.string() }).parse(costs.json);

  expect(json).toMatchObject({ count: 2, next: null });
  expect(json).toMatchObject({
    budgets: [
      {
        ...{ source: 'longshore', name: 'all', limit: '100', currency: 'USD', basis: 'BilledCost' },
        ...{ start_date: '2026-11-01', end_date: '2026-11-30', spent: total, status: 'exceeded' },
      },
      { name: '=storage', start_date: '2026-10-01', end_date: '2026-12-31', status: 'within' },
    ],
  });
});

test('budgets have filters, pages and CSV', async () => {
  const exceeded = await world.get('/budgets', { status: 'exceeded' });
  const aws = await world.get('/budgets', { source: 'aws' });
  const first = await world.get('/budgets', { limit: '1' });
  const second = await world.get('/budgets', { limit: '1', page: '2' });
  const csv = await world.ask('/budgets', { headers: { accept: 'text/csv' } });

  expect([exceeded.json, aws.json]).toMatchObject([{ count: 1 }, { count: 0, budgets: [] }]);
  expect(first.json).toMatchObject({ budgets: [{ name: 'all' }], next: '2' });
  expect(second.json).toMatchObject({ budgets: [{ name: '=storage' }], next: null });
  expect(csv.text).toMatch(/^source,account,name,period,/);
  expect(csv.text).toContain(",'=storage,quarterly,");
});

const Interval = z.object({ low: z.number(), high: z.number() });
const Forecast = z.object({
  history: z.object({ start_date: z.string(), end_date: z.string() }).nullable(),
  totals: z.array(
    z.looseObject({
      currency: z.string(),
      last_30_days: z.string(),
      total: z.object({ expected: z.number(), interval_80: Interval, interval_95: Interval }),
      days: z.array(z.looseObject({ day: z.string() })),
    }),
  ),
  groups: z.array(z.looseObject({ group: z.record(z.string(), z.string().nullable()) })),
  other_groups: z.number(),
});

test('a forecast has intervals, its back-test, and what it rests on', async () => {
  const { status, json } = await world.get('/forecast', {
    group_by: 'service',
    days: '14',
    limit: '2',
  });
  const { history, totals, groups, other_groups: others } = Forecast.parse(json);
  const [total] = totals;

  expect(status).toBe(200);
  expect(json).toMatchObject({ basis: 'BilledCost', charges: 'usage', group_by: ['service'] });
  expect(history).toEqual({ start_date: '2026-07-04', end_date: '2026-11-18' });
  expect([totals.length, groups.length, others]).toEqual([1, 2, 1]);
  expect(groups[0]?.group).toEqual({ service: EC2 });
  expect(total?.days.map(({ day }) => day)).toHaveLength(14);
  expect(total?.days[0]?.day).toBe('2026-11-19');
  const { expected = 0, interval_80: inner, interval_95: outer } = total?.total ?? {};
  const bounds = [outer?.low, inner?.low, expected, inner?.high, outer?.high];
  expect(bounds).toEqual([...bounds].sort((one, other) => (one ?? 0) - (other ?? 0)));
});

const Trends = z.object({
  trends: z.array(
    z.looseObject({
      ...{ days: z.number(), start_date: z.string(), end_date: z.string(), currency: z.string() },
      ...{ current: z.string(), change: z.string(), other_changes: z.string() },
      changes: z.array(z.object({ name: z.string(), change: z.string() }).loose()),
    }),
  ),
});

test('a trend is the bill of its days, and the changes of its groups add up to it', async () => {
  const { json } = await world.get('/trends', { limit: '2' });
  const { trends } = Trends.parse(json);
  const [week] = trends;
  const costs = await world.get('/costs', {
    ...{ start_date: week?.start_date ?? '', end_date: week?.end_date ?? '', group_by: 'service' },
  });

  expect(trends.map(({ days }) => days)).toEqual([7, 30]);
  expect(week?.current).toBe(z.object({ total: z.string() }).parse(costs.json).total);
  for (const { change, changes, other_changes: others } of trends) {
    expect(changes[0]?.name).toBe(EC2);
    const sum = plus(sumOf(changes.map((one) => decimal(one.change))), decimal(others));
    expect(decimalText(sum)).toBe(change);
  }
});

const Analysis = z.object({
  summary: z.looseObject({
    total: z.string(),
    by_service: z.array(z.object({ service: z.string(), amount: z.string() })),
  }),
  anomalies: z.array(z.looseObject({ id: z.string() })),
  trends: Trends,
  waste: z.looseObject({ waste: z.array(z.unknown()) }),
  forecast: Forecast,
  top_opportunities: z.array(z.unknown()),
});
const OCTOBER = { start_date: '2026-10-01', end_date: '2026-10-31' };

test('an analysis has the bill as /costs has it, and everything about it', async () => {
  const { status, json } = await world.post('/analysis', OCTOBER);
  const november = await world.post('/analysis', { start_date: '2026-11-01', services: ['ec2'] });
  const { summary, trends, forecast, ...rest } = Analysis.parse(json);
  const costs = await world.get('/costs', OCTOBER);
  const ofEc2 = Analysis.parse(november.json);
  const costsOfEc2 = await world.get('/costs', { start_date: '2026-11-01', service: 'ec2' });
  const totalOf = (answer: { json: unknown }): string =>
    z.object({ total: z.string() }).parse(answer.json).total;

  expect(status).toBe(200);
  expect(summary.total).toBe(totalOf(costs));
  expect(summary).toMatchObject({ currency: 'USD', basis: 'BilledCost', period: OCTOBER });
  expect(decimalText(sumOf(summary.by_service.map(({ amount }) => decimal(amount))))).toBe(summary.total); // prettier-ignore
  expect(trends.trends[0]?.end_date).toBe('2026-10-31');
  expect(forecast.history?.end_date).toBe('2026-10-31');
  expect(rest).toMatchObject({ anomalies: [], waste: { waste: [] }, top_opportunities: [] });
  expect(ofEc2.summary.total).toBe(totalOf(costsOfEc2));
  expect(ofEc2.anomalies.map(({ id }) => id)).toEqual(['one', 'down']);
});

test('an analysis without a body is of last month', async () => {
  const plain = await world.post('/analysis');

  expect(plain.json).toMatchObject({ summary: { period: OCTOBER } });
});

test.each([
  ['/anomalies', 'state', { state: 'closing' }],
  ['/anomalies', 'service', { service: 'AmazonEC3' }],
  ['/anomalies', 'min_impact', { min_impact: '-1' }],
  ['/anomalies', 'end_date', { start_date: '2026-10-02', end_date: '2026-10-01' }],
  ['/anomalies', 'severity', { severity: 'high' }],
  ['/budgets', 'status', { status: 'fine' }],
  ['/budgets', 'page', { page: '0' }],
  ['/budgets', 'account', { account: '210000000001' }],
  ['/forecast', 'days', { days: '91' }],
  ['/forecast', 'days', { days: '0' }],
  ['/forecast', 'limit', { limit: '101' }],
  ['/forecast', 'tag', { tag: 'team' }],
  ['/forecast', 'end_date', { end_date: '2026-02-30' }],
  ['/forecast', 'horizon', { horizon: '30' }],
  ['/trends', 'group_by', { group_by: 'colour' }],
  ['/trends', 'basis', { basis: 'net' }],
  ['/trends', 'page', { page: '2' }],
])('%s with an invalid %s is refused: %j', async (to, field, query) => {
  const { status, json } = await world.get(to, query);

  expect([status, json]).toMatchObject([400, { field, detail: expect.stringContaining(field) }]);
});

test.each([
  ['start_date', { start_date: '2026-13-01' }],
  ['end_date', { start_date: '2026-10-31', end_date: '2026-10-01' }],
  ['services', { services: ['AmazonEC3'] }],
  ['services', { services: [] }],
  ['basis', { basis: 'net' }],
  ['service', { service: 'ec2' }],
])('an analysis with an invalid %s is refused: %j', async (field, body) => {
  const { status, json } = await world.post('/analysis', body);

  expect([status, json]).toMatchObject([400, { field }]);
});
