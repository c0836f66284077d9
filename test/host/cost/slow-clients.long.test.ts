import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BillWorld } from '../../cost/billing/bill-world.ts';
import { until } from '../served-host.ts';
import { API, API_TOKEN, ApiWorld } from './api-world.ts';

const RESOURCES = 60_000;
/** Each report of so many takes seconds on a busy machine. Milliseconds. */
const TIMEOUT_MS = 180_000;

let bill: BillWorld;
let world: ApiWorld;
beforeAll(async () => {
  bill = await BillWorld.create();
  world = await ApiWorld.create({}, () => Date.parse('2026-11-22T12:00:00Z'));
  const file = await bill.parquet(
    'many.parquet',
    `select '210000000000' as BillingAccountId, 'USD' as BillingCurrency, 'Usage' as ChargeCategory,
       timestamp '2026-10-01' as BillingPeriodStart, timestamp '2026-11-01' as BillingPeriodEnd,
       timestamp '2026-10-05' as ChargePeriodStart, timestamp '2026-10-06' as ChargePeriodEnd,
       'Compute' as ServiceCategory, 'Amazon EC2' as ServiceName, 'AmazonEC2' as x_ServiceCode,
       'arn:aws:ec2:eu-west-1:210000000001:instance/i-' || i as ResourceId, 0.5::double as BilledCost,
       0.5::double as EffectiveCost, '210000000001' as SubAccountId, 'eu-west-1' as RegionId
     from range(${RESOURCES}) as r (i)`,
  );
  await world.import([file]);
  await world.start();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await bill[Symbol.asyncDispose]();
});

/** Asks for all resources as CSV, and reads nothing of the answer. */
function slowClient(): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${API_TOKEN}`, accept: 'text/csv' };
    request(`${world.url}${API}/costs?group_by=resource`, { headers }, resolve)
      .on('error', reject)
      .end();
  });
}

test('clients that do not read do not hold up others, and long answers are limited', async () => {
  const clients = await Promise.all(Array.from({ length: 4 }, slowClient));

  const startedAt = performance.now();
  const other = await world.get('/costs');
  const ms = performance.now() - startedAt;
  const fifth = await world.ask('/costs?group_by=resource', { headers: { accept: 'text/csv' } });
  const paged = await world.get('/costs', { group_by: 'resource', limit: '10' });

  expect(clients.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
  expect([other.status, paged.status]).toEqual([200, 200]);
  expect(ms).toBeLessThan(5_000);
  expect([fifth.status, fifth.headers.get('retry-after')]).toEqual([429, '5']);

  clients[0]?.destroy();
  const read = async (): Promise<string> =>
    (await world.ask('/costs?group_by=resource', { headers: { accept: 'text/csv' } })).text;
  await until(async () => (await read()).split('\r\n').length > RESOURCES);
  for (const client of clients) client.destroy();
});

test('a client that reads slowly gets all of it', async () => {
  const client = await slowClient();
  let lines = 0;
  for await (const piece of client as AsyncIterable<Buffer>) {
    lines += piece.toString('latin1').split('\n').length - 1;
    if (lines % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  expect(lines).toBe(RESOURCES + 1);
});

test(
  'fifty identical questions at once are one query',
  async () => {
    const timed = async (work: () => Promise<unknown>): Promise<number> => {
      const startedAt = performance.now();
      await work();
      return performance.now() - startedAt;
    };
    const ask = (): Promise<unknown> => world.get('/costs', { group_by: 'resource', limit: '5' });
    await ask();
    const one = Math.max(await timed(ask), await timed(ask));
    const fifty = await timed(() => Promise.all(Array.from({ length: 50 }, ask)));

    expect(fifty).toBeLessThan(3 * one + 100); // 50 connections take time of their own
  },
  TIMEOUT_MS,
);
