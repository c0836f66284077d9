import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { loadCostModels } from '../../../src/app/cost/cost-models.ts';
import { openStore } from '../../../src/app/store/open-store.ts';
import { volumeRow } from '../../../src/cost/findings/example-rows.ts';
import { examplePrices } from '../../../src/cost/models/example-prices.ts';
import { decimal, decimalText, sumOf } from '../../../src/cost/money/decimal.ts';
import { writePriceFile } from '../../../src/cost/prices/price-file-writer.ts';
import {
  AWS_RECOMMENDATIONS,
  type AwsRecommendationRow,
} from '../../../src/store/advice-tables.ts';
import { FindingsWorld, never, REGION } from '../../cost/findings/findings-world.ts';
import { longshore } from '../../helpers/command.ts';
import { ApiWorld } from './api-world.ts';
import { once } from '../../../src/lib/once.ts';

const VOLUME = 'AWS::EC2::Volume';
/** A volume whose name a spreadsheet would compute. */
const FORMULA = '=HYPERLINK("https://attacker.example","vol")';

const Row = z.looseObject({
  ...{ id: z.string(), type: z.string(), verdict: z.string(), state: z.string() },
  ...{
    rule: z.string().nullable(),
    monthly_saving: z.string().nullable(),
    resource_ids: z.array(z.string()),
  },
  overlaps: z.array(z.string()),
});
const List = z.object({
  opportunities: z.array(Row),
  ...{ count: z.number(), total_saving: z.string(), currency: z.string().nullable() },
  saving_unknown: z.number(),
  by_type: z.array(z.object({ type: z.string(), count: z.number(), total_saving: z.string() })),
  unknown: z.array(z.looseObject({ reason: z.string(), count: z.number() })),
  stale: z.array(z.unknown()),
  as_of: z.object({ evaluated_at: z.string().nullable() }).loose(),
  next: z.string().nullable(),
});
type List = z.output<typeof List>;

/** AWS advises to purchase reservations. */
const ADVICE: AwsRecommendationRow = [
  ...(['cost-optimization-hub', '210000000001', 'r-1', '210000000001', null, null, null] as const),
  ...([null, 'PurchaseReservedInstances', 'none', 'm6i.large', null, '90', null, '20'] as const),
  ...(['USD', 'Low', null, null, 14, null, '{}', Date.now()] as const),
];

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.create({
    ...{ LONGSHORE_UNATTACHED_DAYS: '0', LONGSHORE_PRICES_FILE: 'prices.jsonl' },
  });
  await writePrices(path.join(world.folder, 'prices.jsonl'));
  {
    await using store = await openStore(world.settings, world.folder);
    const findings = FindingsWorld.over(store);
    findings.now = Date.now() - 3_600_000;
    await findings.read(VOLUME, volumes());
    await store.replacePart(AWS_RECOMMENDATIONS, 'all', once([ADVICE]), never);
  }
  await world.start();
  await world.host.costWork.evaluateFindings({}, () => undefined, never);
  expect(await world.metrics()).toContain(
    'aws_cost_collection_duration_seconds_count{collector="findings"} 1',
  );
});
afterAll(() => world[Symbol.asyncDispose]());

async function writePrices(file: string): Promise<void> {
  const { models } = await loadCostModels();
  const model = models.get(VOLUME);
  if (model === undefined) throw new TypeError('no model');
  const rows = [volumeRow('gp2', '0.11'), volumeRow('gp3', '0.088')];
  const prices = examplePrices(model, {
    title: '',
    region: REGION,
    properties: {},
    monthly: {},
    rows,
  });
  await writePriceFile(file, { simulated: true, now: Date.now(), regions: [prices] }, never);
}

/** Ten volumes of the older type; two of them are attached to nothing, so that their findings overlap. */
function volumes(): readonly (readonly [string, Readonly<Record<string, unknown>>])[] {
  return Array.from({ length: 10 }, (_, n) => {
    const id = `vol-${n}`;
    const State = n < 2 ? 'available' : 'in-use';
    const Tags = n === 5 ? [{ Key: 'Name', Value: FORMULA }] : [];
    const CreateTime = '2026-01-01T00:00:00.000Z';
    return [
      id,
      {
        VolumeId: id,
        VolumeType: 'gp2',
        Size: 20 + 10 * n,
        State,
        CreateTime,
        Attachments: [],
        Tags,
      },
    ];
  });
}

async function list(query: Readonly<Record<string, string>> = {}): Promise<List> {
  const { status, text, json } = await world.get('/opportunities', {
    advisor: 'longshore',
    ...query,
  });
  if (status !== 200) throw new Error(text);
  return List.parse(json);
}

function patch(id: string, body: unknown): ReturnType<ApiWorld['ask']> {
  return world.ask(`/opportunities/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** What `cost findings` reports, through the host. */
async function shown(): Promise<{ readonly totals: unknown; readonly byType: unknown }> {
  const { stdout, stderr, exitCode } = await longshore(['cost', 'findings', '--output', 'json'], {
    cwd: world.folder,
  });
  if (exitCode !== 0) throw new Error(stderr);
  return z.object({ totals: z.unknown(), byType: z.unknown() }).parse(JSON.parse(stdout));
}

function savingsOf(...lists: readonly List[]): string {
  const savings = lists.flatMap(({ opportunities }) =>
    opportunities.flatMap(({ monthly_saving: saving }) => saving ?? []),
  );
  return decimalText(sumOf(savings.map((saving) => decimal(saving))));
}

/** All but when it was evaluated. */
function lasting(list: List): object {
  const opportunities = list.opportunities.map((one) => ({ ...one, last_seen: '' }));
  return { ...list, as_of: undefined, opportunities };
}

test('the total is that of cost findings, and the sum of its opportunities', async () => {
  const answer = await list();
  const { totals, byType } = await shown();

  expect(answer).toMatchObject({ count: 12, currency: 'USD', stale: [], next: null });
  expect(answer.total_saving).toBe(savingsOf(answer));
  expect(totals).toEqual([{ currency: 'USD', monthly: answer.total_saving }]);
  expect(answer.by_type).toEqual(
    expect.arrayContaining(
      (byType as { type: string; findings: number; monthly: string }[]).map(
        ({ type, findings: count, monthly }) => ({ type, count, total_saving: monthly }),
      ),
    ),
  );
  expect(answer.as_of.evaluated_at).toMatch(/^\d{4}-/);
});

test('an opportunity has what it rests on, and what to do', async () => {
  const [first] = (await list({ type: 'idle' })).opportunities;
  const { status, json } = await world.get(`/opportunities/${first?.id ?? ''}`);

  expect([status, json]).toEqual([200, first]);
  expect(json).toMatchObject({
    ...{ type: 'idle', service: 'EC2', region: REGION, verdict: 'yes', state: 'open' },
    ...{ resource_ids: ['vol-1'], monthly_saving: '3.3', own_saving: '3.3', monthly_cost: '3.3' },
    ...{ currency: 'USD', basis: 'ListCost', advisor: 'longshore', rule: 'ec2-unattached-volume' },
    confidence: expect.any(Number),
    evidence: expect.arrayContaining([
      expect.objectContaining({ metric: 'State', value: 'available', is_met: true }),
    ]),
    remedy: { command: expect.stringContaining('aws ec2 delete-volume --volume-id vol-1') },
  });
});

test.each([
  [{ type: 'idle' }, 2],
  [{ type: 'idle', service: 'ec2' }, 2],
  [{ service: 'AmazonEC2' }, 12],
  [{ service: 'RDS' }, 0],
  [{ account: '210000000001' }, 12],
  [{ account: '210000000009' }, 0],
  [{ region: REGION }, 12],
  [{ region: 'us-east-1' }, 0],
  [{ priority: 'high' }, 0],
  [{ min_saving: '2.2' }, 4],
  [{ verdict: 'unknown' }, 0],
  [{ state: 'done' }, 0],
  [{ currency: 'EUR' }, 0],
  [{ advisor: 'longshore' }, 12],
  [{ advisor: 'cost-optimization-hub' }, 1],
])('%j chooses', async (query, count) => {
  expect((await list(query)).count).toBe(count);
});

test("AWS's own advice is beside them, with what it rests on", async () => {
  const all = await world.get('/opportunities');
  const [advice] = (await list({ advisor: 'cost-optimization-hub' })).opportunities;
  const one = await world.get(`/opportunities/${encodeURIComponent(advice?.id ?? '')}`);

  expect(List.parse(all.json).count).toBe(13);
  expect(advice).toMatchObject({
    ...{ advisor: 'cost-optimization-hub', type: 'reserved_instances', verdict: 'yes', rule: null },
    ...{ monthly_saving: '0', own_saving: '20', currency: 'USD', period: 'month' },
    ...{ saving_source: 'cost-optimization-hub', lookback_days: 14, resource_ids: [] },
    ...{ effort: 'low', risk: null, confidence: null, evidence: [], remedy: null },
    saving_problem: expect.stringContaining('purchases exclude each other'),
  });
  expect(one.json).toEqual(advice);
});

test('they are sorted as is asked for', async () => {
  const savings = async (sort: string): Promise<readonly number[]> =>
    (await list({ sort, type: 'storage_optimization' })).opportunities.map(
      ({ monthly_saving: saving }) => Number(saving),
    );
  const descending = await savings('monthly_saving');

  expect(descending).toEqual(descending.toSorted((one, other) => other - one));
  expect(await savings('monthly_saving:asc')).toEqual(descending.toReversed());
  for (const sort of ['priority', 'confidence', 'effort', 'risk', 'first_seen', 'last_seen:asc']) {
    expect(await savings(sort)).toHaveLength(descending.length);
  }
});

test('pages are the whole, each once; those of other opportunities are refused', async () => {
  const whole = await list();
  const pages = [await list({ limit: '5' })];
  for (let next = pages[0]?.next; typeof next === 'string';) {
    const page = await list({ limit: '5', page: next });
    pages.push(page);
    ({ next } = page);
  }
  const second = await list({ limit: '5', page: '2' });
  const page = pages[0]?.next ?? '';
  const other = await world.get('/opportunities', { limit: '5', type: 'idle', page });

  expect(pages.flatMap(({ opportunities }) => opportunities)).toEqual(whole.opportunities);
  expect(second.opportunities).toEqual(pages[1]?.opportunities);
  expect([other.status, other.json]).toMatchObject([
    409,
    { type: 'urn:longshore:problem:findings-changed' },
  ]);
});

test('as CSV, all of them; a spreadsheet computes nothing of it', async () => {
  const headers = { accept: 'text/csv' };
  const whole = await world.ask('/opportunities?advisor=longshore', { headers });
  const page = await world.ask('/opportunities?advisor=longshore&limit=4', { headers });
  const lines = whole.text.trim().split('\r\n');

  expect(whole.headers.get('content-type')).toMatch('text/csv');
  expect(lines[0]).toMatch(
    /^id,type,service,account_id,region,resource_ids,title,description,monthly_saving,currency,/,
  );
  expect(lines).toHaveLength(13);
  expect(whole.text).not.toMatch(/(?:^|[,"])=/m);
  expect(whole.text).toContain("'=HYPERLINK");
  expect(page.text.trim().split('\r\n')).toEqual(lines.slice(0, 5));
  expect(page.headers.get('link')).toMatch(/rel="next"/);
});

test('a dismissed one is not counted, the next one takes its place; opened again, all is as before', async () => {
  const before = await list();
  const idle = before.opportunities.find(({ resource_ids: [id], type }) => id === 'vol-1' && type === 'idle'); // prettier-ignore
  const id = idle?.id ?? '';
  const weaker = before.opportunities.find(({ overlaps }) => overlaps.includes(id));

  const reason = 'kept for the audit of 2027';
  const dismissed = await patch(id, { state: 'dismissed', until: '2099-12-31', reason });
  const during = await list();
  const aside = await list({ state: 'dismissed' });
  const explained = await longshore(['cost', 'findings', '--explain', id], { cwd: world.folder });
  const reopened = await patch(id, { state: 'open' });
  const after = await list();

  expect([dismissed.status, dismissed.json]).toMatchObject([
    200,
    { id, state: 'dismissed', state_reason: reason, savings_counted: true },
  ]);
  expect(aside.opportunities).toMatchObject([{ id, state_reason: reason }]);
  expect(explained.stdout).toContain(`Why dismissed: ${reason}`);
  expect(during.opportunities.map((one) => one.id)).not.toContain(id);
  const counted = during.opportunities.find((one) => one.id === weaker?.id);
  expect([weaker?.monthly_saving, counted?.monthly_saving]).toEqual(['0', '0.66']);
  expect(during.total_saving).toBe(savingsOf(during));
  expect([aside.count, aside.total_saving]).toEqual([1, '0']);
  expect(reopened.json).toMatchObject({ state: 'open', state_reason: null });
  expect(lasting(after)).toEqual(lasting(before));
});

test('the command line takes a reason, too, and shows it', async () => {
  const [first] = (await list()).opportunities;
  const id = first?.id ?? '';
  const run = (...args: readonly string[]): ReturnType<typeof longshore> =>
    longshore(['cost', 'findings', ...args], { cwd: world.folder });
  const done = await run('--done', id, '--reason', "it's over \\ at last");
  const { json } = await world.get(`/opportunities/${id}`);
  const reopened = await run('--reopen', id, '--reason', 'it came back');
  await patch(id, { state: 'open' });
  const wrong = [
    await run('--done', id, '--reason', 'x'.repeat(501)),
    await run('--done', id, '--reason', 'two\nlines'),
    await run('--done', id, '--reason', 'two\u2028lines'),
    await run('--explain', id, '--reason', 'why'),
    await run('--reason', 'why'),
  ];

  expect(done.stdout).toContain("Why done: it's over \\ at last");
  expect(json).toMatchObject({ state: 'done', state_reason: "it's over \\ at last" });
  expect(reopened.stdout).toContain('Why open: it came back');
  expect(wrong.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2, 2]);
});

test('one that is done is not open any more', async () => {
  const [first] = (await list()).opportunities;
  const id = first?.id ?? '';
  const done = await patch(id, { state: 'done' });
  const open = await list();
  await patch(id, { state: 'open' });

  expect(done.json).toMatchObject({ id, state: 'done' });
  expect(open.opportunities.map((one) => one.id)).not.toContain(id);
});

test.each([
  ['type', { type: 'lazy' }],
  ['service', { service: 'EC3' }],
  ['account', { account: '42' }],
  ['region', { region: 'Ireland' }],
  ['priority', { priority: 'urgent' }],
  ['min_saving', { min_saving: '-1' }],
  ['min_saving', { min_saving: 'much' }],
  ['verdict', { verdict: 'no' }],
  ['state', { state: 'closed' }],
  ['sort', { sort: 'id; drop table findings' }],
  ['currency', { currency: 'dollars' }],
  ['page', { page: '-1' }],
  ['limit', { limit: '-1' }],
  ['limit', { limit: '0' }],
  ['types', { types: 'idle' }],
])('an invalid %s is named: %j', async (field, query) => {
  const { status, headers, json } = await world.get('/opportunities', query);

  expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json']);
  expect(json).toMatchObject({ status: 400, field, detail: expect.stringContaining(field) });
});

test.each([
  ['state', {}],
  ['state', { state: 'closed' }],
  ['until', { state: 'dismissed' }],
  ['until', { state: 'dismissed', until: '2020-01-01' }],
  ['until', { state: 'dismissed', until: 'soon' }],
  ['until', { state: 'done', until: '2099-01-01' }],
  ['verdict', { state: 'done', verdict: 'no' }],
  ['reason', { state: 'done', reason: '' }],
  ['reason', { state: 'done', reason: 'two\nlines' }],
  ['reason', { state: 'done', reason: 'two\u2028lines' }],
  ['reason', { state: 'done', reason: 'x'.repeat(501) }],
  ['reason', { state: 'done', reason: 5 }],
])('a decision with an invalid %s is refused: %j', async (field, body) => {
  const [first] = (await list()).opportunities;
  const { status, json } = await patch(first?.id ?? '', body);

  expect([status, json]).toMatchObject([400, { field }]);
  expect((await list({ state: 'open' })).count).toBe(12);
});

test('an unknown one is 404, whatever its name', async () => {
  for (const id of ['none', encodeURIComponent("x' or 1=1 --"), '..%2F..%2Fcosts']) {
    expect((await world.get(`/opportunities/${id}`)).status).toBe(404);
    expect((await patch(id, { state: 'done' })).status).toBe(404);
  }
});
