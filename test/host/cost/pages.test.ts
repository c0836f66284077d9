import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import { decimal, decimalText, sumOf } from '../../../src/cost/money/decimal.ts';
import { BillWorld, focusRow } from '../../cost/billing/bill-world.ts';
import { longshore } from '../../helpers/command.ts';
import { ApiWorld } from './api-world.ts';

const Page = z.object({
  total: z.string(),
  next: z.string().nullable(),
  rows: z.array(z.looseObject({ amount: z.string(), resource: z.string() })),
});

let bill: BillWorld;
let world: ApiWorld;
beforeEach(async () => {
  bill = await BillWorld.create();
  world = await ApiWorld.create({}, () => Date.parse('2026-11-22T12:00:00Z'));
  await world.import([await bill.csv('first.csv', resources('1'))]);
  await world.start();
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await bill[Symbol.asyncDispose]();
});

/** Ten resources; the later ones cost more. */
function resources(cost: string) {
  return Array.from({ length: 10 }, (_, n) =>
    focusRow({ ResourceId: `i-${n}`, BilledCost: `${cost}.${n}` }),
  );
}

async function page(query: Readonly<Record<string, string>> = {}): Promise<z.output<typeof Page>> {
  const { json } = await world.get('/costs', { group_by: 'resource', limit: '4', ...query });
  return Page.parse(json);
}

/** The bill is replaced, as a collection does it. */
async function restate(): Promise<void> {
  const file = await bill.csv('first.csv', resources('7'));
  const { exitCode, stderr } = await longshore(['cost', 'import', file], { cwd: world.folder });
  if (exitCode !== 0) throw new Error(stderr);
}

test('pages of one bill stay one bill while it is replaced', async () => {
  const first = await page();
  await restate();
  const second = await page({ page: first.next ?? '' });
  const third = await page({ page: second.next ?? '' });
  const fresh = await page();

  const rows = [first, second, third].flatMap((one) => one.rows);
  expect(new Set(rows.map(({ resource }) => resource)).size).toBe(10);
  expect(decimalText(sumOf(rows.map(({ amount }) => decimal(amount))))).toBe(first.total);
  expect([third.next, first.total, fresh.total]).toEqual([null, '14.5', '74.5']);
});

test('a bill that is no longer known is refused, not mixed', async () => {
  const { next } = await page();
  await world.stop();
  await world.start();
  const same = await page({ page: next ?? '' });
  await restate();
  const query = { group_by: 'resource', limit: '4', page: next ?? '' };
  await world.stop();
  await world.start();
  const { status, json } = await world.get('/costs', query);

  expect(same.rows).toHaveLength(4);
  expect([status, json]).toMatchObject([409, { type: 'urn:longshore:problem:bill-changed' }]);
});
