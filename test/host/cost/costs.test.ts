import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { decimal, decimalText, plus, sumOf } from '../../../src/cost/money/decimal.ts';
import { focusRow, BillWorld, Shown, type ExportRow } from '../../cost/billing/bill-world.ts';
import { longshore } from '../../helpers/command.ts';
import { cpuOf, hours } from '../../cost/usage/usage-world.ts';
import { until } from '../served-host.ts';
import { ApiWorld } from './api-world.ts';

const Costs = z.object({
  total: z.string(),
  unallocated: z.string(),
  totals: z.record(z.string(), z.union([z.string(), z.number()])),
  currency: z.string().nullable(),
  basis: z.string(),
  period: z.object({ start_date: z.string(), end_date: z.string(), by: z.string() }),
  final_until: z.string().nullable(),
  sources: z.array(z.looseObject({ source: z.string() })),
  next: z.string().nullable(),
  rows: z.array(z.looseObject({ amount: z.string() })),
});
type Costs = z.output<typeof Costs>;

const OCTOBER = { start_date: '2026-10-01', end_date: '2026-10-31' };
const VOLUME = 'arn:aws:ec2:eu-west-1:210000000002:volume/vol-1';

/** Charges of several services, accounts, regions and tags, some without, on several days. */
function charges(): readonly ExportRow[] {
  const services = [
    ['Amazon Elastic Compute Cloud', 'AmazonEC2', 'EUW1-BoxUsage:m5.large', 'i-1'],
    ['Amazon Elastic Compute Cloud', 'AmazonEC2', 'EUW1-EBS:VolumeUsage.gp3', 'vol-1'],
    ['Amazon Simple Storage Service', 'AmazonS3', 'TimedStorage-ByteHrs', 'my-bucket'],
    ['AWS Lambda', 'AWSLambda', 'EUW1-Lambda-GB-Second', 'arn:aws:lambda:eu-west-1:210000000001:function:f'],
    ['Amazon Relational Database Service', 'AmazonRDS', 'EUW1-InstanceUsage:db.m5.large', 'arn:aws:rds:eu-west-1:210000000001:db:d'],
    ['AWS Support', null, null, null],
  ] as const; // prettier-ignore
  return Array.from({ length: 240 }, (_, n) => {
    const [ServiceName, x_ServiceCode, SkuMeter, ResourceId] =
      services[n % services.length] ?? services[0];
    const day = String((n % 31) + 1).padStart(2, '0');
    return focusRow({
      ...{ ServiceName, x_ServiceCode, SkuMeter, ResourceId },
      BilledCost: `${n % 7}.${String(n).padStart(10, '0')}`,
      EffectiveCost: `0.${String(n).padStart(12, '3')}`,
      ListCost: n % 5 === 0 ? null : String(n),
      ChargeCategory: n % 40 === 0 ? 'Credit' : n % 41 === 0 ? 'Tax' : 'Usage',
      ChargePeriodStart: `2026-10-${day}T00:00:00Z`,
      ChargePeriodEnd: `2026-10-${day}T01:00:00Z`,
      RegionId: n % 4 === 0 ? null : `eu-west-${(n % 3) + 1}`,
      SubAccountId: `21000000000${(n % 3) + 1}`,
      Tags: n % 3 === 0 ? '{}' : `{"team":"team-${n % 5}"}`,
    });
  });
}

let world: ApiWorld;
let bill: BillWorld;
beforeAll(async () => {
  bill = await BillWorld.create();
  world = await ApiWorld.create({}, () => Date.parse('2026-11-22T12:00:00Z'));
  await world.import([await bill.csv('october.csv', charges())]);
  const database = { kind: 'AWS::RDS::DBInstance', account: '210000000002', name: 'connections' };
  await world.measure(cpuOf('i-1'), '2026-10-05', [...hours(10).slice(2), 90, null]);
  await world.measure(cpuOf('i-1'), '2026-11-05', hours(99));
  await world.measure(cpuOf('d', database), '2026-10-06', hours(7));
  await world.start();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await bill[Symbol.asyncDispose]();
});

async function costs(query: Readonly<Record<string, string>> = {}, to = '/costs'): Promise<Costs> {
  const { status, text, json } = await world.get(to, query);
  if (status !== 200) throw new Error(text);
  return Costs.parse(json);
}

/** What `cost show` says, through the host that holds the store. */
async function shown(args: readonly string[]): Promise<Shown> {
  const { stdout, stderr, exitCode } = await longshore(
    ['cost', 'show', '--from', '2026-10', '--to', '2026-10', '--output', 'json', ...args],
    { cwd: world.folder },
  );
  if (exitCode !== 0) throw new Error(stderr);
  return Shown.parse(JSON.parse(stdout));
}

function sumOfRows(...pages: readonly Costs[]): string {
  const amounts = pages.flatMap(({ rows }) => rows.map(({ amount }) => decimal(amount)));
  return decimalText(sumOf(amounts));
}

test.each([
  ['service', 'billed', 'monthly'],
  ['region', 'billed', 'daily'],
  ['account', 'effective', 'monthly'],
  ['usage_type', 'list', 'total'],
  ['resource', 'billed', 'total'],
  ['category', 'contracted', 'monthly'],
  ['charge_category', 'billed', 'monthly'],
  ['tag:team', 'billed', 'daily'],
  ['service,region,tag:team', 'effective', 'daily'],
])('by %s, %s and %s, the sum is that of cost show', async (groups, basis, granularity) => {
  const answer = await costs({ ...OCTOBER, group_by: groups, basis, granularity, limit: '10000' });
  const args = ['--group-by', groups, '--basis', basis, '--granularity', granularity];
  const { totals, rows } = await shown(args);

  expect(answer.total).toBe(totals[0]?.total);
  expect(answer.rows.map(({ amount }) => amount)).toEqual(rows.map(({ amount }) => amount));
  const all = plus(decimal(sumOfRows(answer)), decimal(answer.unallocated));
  expect(decimalText(all)).toBe(answer.total);
});

test('says basis, currency, period and source, and null for what the bill does not name', async () => {
  const answer = await costs({ ...OCTOBER, group_by: 'region' });
  const lastMonth = await costs();

  expect(answer).toMatchObject({
    ...{ currency: 'USD', basis: 'BilledCost', final_until: null, next: null },
    period: { ...OCTOBER, by: 'BillingPeriodStart' },
    sources: [{ source: 'focus-1.2', name: 'october.csv', period: '2026-10', is_final: false }],
  });
  expect(answer.rows.some((row) => row['region'] === null)).toBe(true);
  expect(lastMonth.period).toEqual({ ...OCTOBER, by: 'BillingPeriodStart' });
});

test('resources have their utilisation in the days that were asked for, by account', async () => {
  const Row = z.looseObject({
    resource: z.string().nullable(),
    account: z.string().nullable(),
    utilisation: z.array(z.unknown()),
  });
  const of = async (name: string): Promise<readonly z.output<typeof Row>[]> =>
    z.array(Row).parse((await costs({ ...OCTOBER, granularity: 'total' }, `/costs/${name}`)).rows);
  const measured = [...(await of('ec2')), ...(await of('rds')), ...(await of('s3'))].filter(
    ({ utilisation }) => utilisation.length > 0,
  );
  const named = measured.map(({ resource, account }) => `${account ?? ''} ${resource ?? ''}`);
  const instance = measured.find(({ resource }) => resource === 'i-1');

  expect(new Set(named)).toEqual(
    new Set(['210000000001 i-1', '210000000002 arn:aws:rds:eu-west-1:210000000001:db:d']),
  );
  expect(instance?.utilisation).toEqual([
    {
      ...{ metric: 'CPUUtilization', statistic: 'Average', unit: 'Percent', points: 23 },
      ...{ average: (22 * 10 + 90) / 23, maximum: 90 },
      ...{ start_date: '2026-10-05', end_date: '2026-10-05' },
    },
  ]);
});

test('filters are those of cost show', async () => {
  const filters = { region: 'eu-west-1', account: '210000000001', tag: 'team=team-1' };
  const answer = await costs({ ...OCTOBER, ...filters, service: 'ec2' });
  const without = await costs({ ...OCTOBER, region: '', tag: 'team=' });
  const { totals } = await shown([
    ...['--filter', 'region=eu-west-1', '--filter', 'account=210000000001'],
    ...['--filter', 'tag:team=team-1', '--filter', 'service=AmazonEC2'],
  ]);
  const withoutShown = await shown(['--filter', 'region=', '--filter', 'tag:team=']);

  expect(answer.total).toBe(totals[0]?.total ?? '0');
  expect(without.total).toBe(withoutShown.totals[0]?.total);
});

test('pages are the whole, each row once', async () => {
  const query = { ...OCTOBER, group_by: 'service,region', granularity: 'daily' };
  const whole = await costs({ ...query, limit: '10000' });
  const pages = [await costs({ ...query, limit: '17' })];
  for (let next = pages[0]?.next; typeof next === 'string';) {
    const page = await costs({ ...query, limit: '17', page: next });
    pages.push(page);
    ({ next } = page);
  }
  const second = await costs({ ...query, limit: '17', page: '2' });

  expect(pages.flatMap(({ rows }) => rows)).toEqual(whole.rows);
  expect(pages).toHaveLength(Math.ceil(whole.rows.length / 17));
  expect(second.rows).toEqual(pages[1]?.rows);
  expect(new Set(pages.map(({ total }) => total))).toEqual(new Set([whole.total]));
});

test.each([
  ['start_date', { start_date: '2026-02-30' }],
  ['start_date', { start_date: '1999-01-01' }],
  ['start_date', { start_date: '2027-01-01' }],
  ['end_date', { end_date: 'yesterday' }],
  ['end_date', { start_date: '2026-10-31', end_date: '2026-10-01' }],
  ['granularity', { granularity: 'hourly' }],
  ['group_by', { group_by: 'colour' }],
  ['group_by', { group_by: 'service,' }],
  ['group_by', { group_by: 'tag:' }],
  ['group_by', { group_by: 'service,region,account,resource,category,tag:a' }],
  ['service', { service: 'AmazonEC3' }],
  ['region', { region: 'Ireland' }],
  ['account', { account: '42' }],
  ['tag', { tag: 'team' }],
  ['tag', { tag: String.raw`team=\'` }],
  ['basis', { basis: 'net' }],
  ['currency', { currency: 'dollars' }],
  ['page', { page: '0' }],
  ['page', { page: `${'0'.repeat(32)}-1` }],
  ['limit', { limit: '0' }],
  ['limit', { limit: '1e3' }],
  ['limit', { limit: '10001' }],
  ['start', { start: '2026-10-01' }],
])('an invalid %s is named: %j', async (field, query) => {
  const { status, headers, json } = await world.get('/costs', query);

  expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json']);
  expect(json).toMatchObject({ status: 400, field, detail: expect.stringContaining(field) });
  expect(Object.keys(json as object)).toEqual(expect.arrayContaining(['type', 'title']));
});

test('names of services and tags are data', async () => {
  const hostile = await world.get('/costs', { service: "x') or 1=1 --" });
  const { rows } = await costs({ ...OCTOBER, group_by: "tag:a'] from charges --" });

  expect(hostile.status).toBe(400);
  expect(rows).toHaveLength(1);
});

test('as CSV, all rows add up to the bill; with a limit, it has pages', async () => {
  const headers = { accept: 'text/csv' };
  const whole = await world.ask('/costs?group_by=service,region', { headers });
  const { total } = await costs({ group_by: 'service,region' });
  const first = await world.ask('/costs?group_by=service,region&limit=3', { headers });
  const lines = (text: string) => text.trim().split('\r\n');
  const [head = '', ...rows] = lines(whole.text);
  const at = head.split(',').indexOf('amount');

  expect(whole.headers.get('content-type')).toMatch('text/csv');
  const sum = sumOf(rows.map((row) => decimal(row.split(',')[at] ?? '')));
  expect(decimalText(sum)).toBe(total);
  expect(lines(first.text).slice(1)).toEqual(rows.slice(0, 3));
  const link = /<(?<url>[^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.groups?.['url'];
  const next = await world.ask((link ?? '').replace('/api/v1/aws', ''), { headers });
  expect(lines(next.text).slice(1)).toEqual(rows.slice(3, 6));
});

test.each([
  ['ec2', 'AmazonEC2', ['instance', 'volume_storage']],
  ['rds', 'AmazonRDS', ['instance']],
  ['lambda', 'AWSLambda', ['duration']],
  ['s3', 'AmazonS3', ['storage']],
])('/costs/%s has the resources of %s with their components', async (name, code, components) => {
  const answer = await costs({ ...OCTOBER, granularity: 'total', limit: '1000' }, `/costs/${name}`);
  const { totals } = await shown(['--filter', `service=${code}`]);
  const Row = z.looseObject({
    amount: z.string(),
    components: z.array(z.looseObject({ component: z.string(), amount: z.string() })),
  });
  const rows = z.array(Row).parse(answer.rows);

  expect(answer.total).toBe(totals[0]?.total);
  for (const row of rows) {
    expect(decimalText(sumOf(row.components.map(({ amount }) => decimal(amount))))).toBe(
      row.amount,
    );
  }
  const found = new Set(rows.flatMap((row) => row.components.map(({ component }) => component)));
  expect([...found].sort()).toEqual(components);
  const csv = await world.ask(`/costs/${name}`, { headers: { accept: 'text/csv' } });
  expect(csv.text.split('\r\n')[0]).toBe(
    'time,resource,account,region,service,component,usage_type,amount,currency,basis',
  );
});

test.each([
  ['the id of the bill', 'vol-1', 'AmazonEC2'],
  ['an ARN whose id the bill has', VOLUME, 'AmazonEC2'],
  ['an ARN of the bill', 'arn:aws:lambda:eu-west-1:210000000001:function:f', 'AWSLambda'],
])('one resource by %s', async (_, arn) => {
  const encoded = encodeURIComponent(arn);
  const answer = await costs({ ...OCTOBER, granularity: 'total' }, `/costs/resources/${encoded}`);
  const id = arn === VOLUME ? 'vol-1' : arn;
  const account = arn === VOLUME ? ['--filter', 'account=210000000002'] : [];
  const { totals } = await shown(['--filter', `resource=${id}`, ...account]);

  expect(answer.total).toBe(totals[0]?.total);
  expect(new Set(answer.rows.map((row) => row['resource']))).toEqual(new Set([id]));
});

test('a resource without charges, an unknown job and an unknown path are 404', async () => {
  const found = await Promise.all(
    ['/costs/resources/i-2', '/jobs/none', '/costs/sqs', '/nowhere'].map((to) => world.get(to)),
  );

  for (const { status, headers } of found) {
    expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  }
});

test('another method is 405, with those that are allowed', async () => {
  const { status, headers } = await world.ask('/costs', { method: 'DELETE' });

  expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

test('the metric of the month has accounts where a setting asks for them', async () => {
  const env = { LONGSHORE_COST_METRICS_ACCOUNTS: 'true' };
  await using other = await ApiWorld.create(env, () => Date.parse('2026-10-31T12:00:00Z'));
  await other.import([await bill.csv('accounts.csv', charges())]);
  await other.start();
  let page = '';
  await until(async () => {
    page = await other.metrics();
    return page.includes('aws_total_monthly_cost_usd{');
  });

  const series =
    /^aws_total_monthly_cost_usd\{service="[^"]+",region="[^"]+",account_id="(\d+)"\} (\S+)$/gm;
  const sums = new Map<string, number>();
  for (const [, account = '', amount] of page.matchAll(series)) {
    sums.set(account, (sums.get(account) ?? 0) + Number(amount));
  }
  const sql = 'select SubAccountId as account, sum(BilledCost) as cost from charges group by 1';
  const { stdout } = await longshore(['query', sql, '--format', 'json'], { cwd: world.folder });
  const expected = z
    .array(z.object({ account: z.string(), cost: z.coerce.number() }))
    .parse(JSON.parse(stdout))
    .map(({ account, cost }): [string, unknown] => [account, expect.closeTo(cost, 6)]);
  expect(expected).toHaveLength(3);
  expect(Object.fromEntries(sums)).toEqual(Object.fromEntries(expected));
});

test('a bill in two currencies must be asked for in one of them', async () => {
  await using other = await ApiWorld.create({}, () => Date.parse('2026-11-22T12:00:00Z'));
  const rows = [focusRow(), focusRow({ BillingCurrency: 'EUR', BilledCost: '7' })];
  await other.import([await bill.csv('two.csv', rows)]);
  await other.start();

  const both = await other.get('/costs');
  const euros = await other.get('/costs', { currency: 'EUR' });
  const yen = await other.get('/costs', { currency: 'JPY' });

  expect([both.status, both.json]).toMatchObject([400, { field: 'currency' }]);
  expect(euros.json).toMatchObject({ total: '7', currency: 'EUR', rows: [{ amount: '7' }] });
  expect(yen.json).toMatchObject({ total: '0', currency: 'JPY', rows: [] });
});
