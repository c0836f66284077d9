import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { containerReport } from '../../../src/app/cost/bill/container-report.ts';
import { decimal, decimalText, sumOf } from '../../../src/cost/money/decimal.ts';
import { BillWorld } from '../../cost/billing/bill-world.ts';
import { POD_ROWS, TASK_ROWS } from '../../cost/billing/split-rows.ts';
import { longshore } from '../../helpers/command.ts';
import { ApiWorld } from './api-world.ts';

const Containers = z.looseObject({
  ...{ used: z.string(), unused: z.string(), total: z.string(), next: z.string().nullable() },
  rows: z.array(z.looseObject({ name: z.string().nullable(), total: z.string() })),
});
const NEVER = new AbortController().signal;

let world: ApiWorld;
let bill: BillWorld;
beforeAll(async () => {
  bill = await BillWorld.create();
  world = await ApiWorld.create({}, () => Date.parse('2026-11-22T12:00:00Z'));
  await world.import([await bill.csv('cur.csv', [...POD_ROWS, ...TASK_ROWS])]);
  await world.start();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await bill[Symbol.asyncDispose]();
});

async function containers(
  query: Readonly<Record<string, string>> = {},
): Promise<z.output<typeof Containers>> {
  const { status, text, json } = await world.get('/costs/containers', query);
  if (status !== 200) throw new Error(text);
  return Containers.parse(json);
}

test.each(['namespace', 'cluster', 'workload', 'node', 'container', 'tag:team'])(
  'by %s they are those of cost containers, and their sum is the total',
  async (group) => {
    const answer = await containers({ group_by: group });
    const { stdout } = await longshore(
      ['cost', 'containers', '--from', '2026-10', '--to', '2026-10', '--group-by', group, '--format', 'json'],
      { cwd: world.folder },
    ); // prettier-ignore
    const shown = z.looseObject({ rows: z.array(z.looseObject({})) }).parse(JSON.parse(stdout));

    expect(answer.rows.map((row) => ({ ...row, currency: 'USD' }))).toEqual(shown.rows);
    expect([answer.used, answer.unused, answer.total]).toEqual(['1.6', '0.95', '2.55']);
    expect(decimalText(sumOf(answer.rows.map(({ total }) => decimal(total))))).toBe(answer.total);
  },
);

test('says basis, currency, period, source, and what of the nodes is divided', async () => {
  expect(await containers({ start_date: '2026-10-01', end_date: '2026-10-31' })).toMatchObject({
    ...{ group_by: 'namespace', currency: 'USD', basis: 'EffectiveCost', other_groups: '0' },
    period: { start_date: '2026-10-01', end_date: '2026-10-31', by: 'BillingPeriodStart' },
    nodes: { count: 2, cost: '3', divided: '2.5', not_divided: '0.5' },
    sources: [{ period: '2026-10', source: 'cur-2.0' }],
    final_until: null,
  });
});

test('pages are the whole, each once, also as CSV; another question has other pages', async () => {
  const whole = await containers({ group_by: 'container' });
  const pages = [await containers({ group_by: 'container', limit: '3' })];
  for (let next = pages[0]?.next; typeof next === 'string';) {
    const page = await containers({ group_by: 'container', limit: '3', page: next });
    pages.push(page);
    ({ next } = page);
  }
  const second = await containers({ group_by: 'container', limit: '3', page: '2' });
  const other = await world.get('/costs/containers', { page: pages[0]?.next ?? '', limit: '3' });
  const headers = { accept: 'text/csv' };
  const csv = await world.ask('/costs/containers?group_by=container', { headers });
  const part = await world.ask('/costs/containers?group_by=container&limit=3', { headers });

  expect(pages.flatMap(({ rows }) => rows)).toEqual(whole.rows);
  expect(second.rows).toEqual(pages[1]?.rows);
  expect(other).toMatchObject({ status: 409, json: { type: 'urn:longshore:problem:bill-changed' } });
  const lines = csv.text.trim().split('\r\n');
  expect([lines[0], lines.length]).toEqual(['name,currency,used,unused,total', whole.rows.length + 1]);
  expect(part.text.trim().split('\r\n')).toEqual(lines.slice(0, 4));
  expect(part.headers.get('link')).toMatch(/rel="next"/);
}); // prettier-ignore

test('a time without containers has none, and no currency', async () => {
  expect(await containers({ start_date: '2026-09-01', end_date: '2026-09-30' })).toMatchObject({
    ...{ rows: [], total: '0', currency: null, nodes: null, sources: [], next: null },
  });
});

test.each([
  ['group_by', { group_by: 'pod' }],
  ['group_by', { group_by: 'tag:' }],
  ['start_date', { start_date: 'soon' }],
  ['end_date', { start_date: '2026-10-31', end_date: '2026-10-01' }],
  ['currency', { currency: 'dollars' }],
  ['limit', { limit: '0' }],
  ['page', { page: '-1' }],
  ['service', { service: 'ec2' }],
])('an invalid %s is named: %j', async (field, query) => {
  const { status, json } = await world.get('/costs/containers', query);

  expect([status, json]).toMatchObject([400, { field }]);
});

test('a caller without a token is refused', async () => {
  const { status } = await world.ask('/costs/containers', { headers: { authorization: '' } });

  expect(status).toBe(401);
});

test('the cost of groups beyond the most that are kept is told, and the dearest are kept', async () => {
  const period = { from: '2026-10-01', to: '2026-10-31', column: 'BillingPeriodStart' } as const;
  const reader = await world.host.reader();

  const { rows, others } = await containerReport(reader, { period, group: 'container' }, NEVER, 2);

  expect(rows.map(({ used, unused }) => decimalText(sumOf([used, unused])))).toEqual(['1', '0.5']);
  const rest = [...others].map(([currency, { used, unused }]) => [currency, decimalText(used), decimalText(unused)]); // prettier-ignore
  expect(rest).toEqual([['USD', '0.7', '0.35']]);
});
