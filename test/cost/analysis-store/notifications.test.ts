import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { budgetReport } from '../../../src/app/cost/analysis/budget-report.ts';
import { analyseBill } from '../../../src/app/cost/analysis/after-bill.ts';
import { notify } from '../../../src/app/cost/notifications/notify.ts';
import type { Notified } from '../../../src/app/cost/analysis/analysed-bill.ts';
import type { CollectedScope } from '../../../src/app/cost/collect/collect-report.ts';
import { allRows } from '../../../src/app/store/all-rows.ts';
import { loadSettings } from '../../../src/config/settings.ts';
import { openDuckDb, type TemporaryStore } from '../../helpers/open-duckdb.ts';
import { daysFrom, NEVER, storeBill } from './stored-bill.ts';
import { expectedSignature, WEBHOOK_SECRET, WebhookReceiver } from './webhook-receiver.ts';

const NOW = Date.parse('2026-10-25T06:00:00Z');

let opened: TemporaryStore;
let receiver: WebhookReceiver;
let url: string;

beforeEach(async () => {
  opened = await openDuckDb();
  receiver = new WebhookReceiver();
  url = await receiver.start();
  const charges = daysFrom('2026-07-01', '2026-10-24').flatMap((day) => [
    { day, amount: 100 },
    ...(day < '2026-10-22' ? [] : [{ day, amount: 400, usageType: 'EU-BoxUsage:p4d.24xlarge' }]),
  ]);
  await storeBill(opened.store, charges, { collectedAt: '2026-10-25T06:00:00Z' });
});
afterEach(async () => {
  await receiver[Symbol.asyncDispose]();
  await opened[Symbol.asyncDispose]();
});

function settings() {
  return loadSettings({
    env: {
      LONGSHORE_COST_WEBHOOK_URL: url,
      LONGSHORE_COST_WEBHOOK_SECRET: WEBHOOK_SECRET,
      LONGSHORE_COST_BUDGETS: '[{name: all, amount: 3000, thresholds: [50, 80, 200]}]',
    },
  });
}

function send(scopes: readonly CollectedScope[] = [], now = NOW): Promise<Notified | undefined> {
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  return notify(opened.store, { settings: settings(), scopes, clock, signal: NEVER });
}

test('an anomaly and each reached threshold are sent once, signed, also after a restart', async () => {
  const done = await analyseBill(opened.store, {
    settings: settings(),
    signal: NEVER,
    now: () => NOW,
  });
  const again = await send();

  expect(done).toMatchObject({ openAnomalies: 1, notified: { sent: 3, failed: 0, left: 0 } });
  expect(again).toMatchObject({ sent: 0, left: 0 });
  const types = receiver.received.map(({ body }) => (JSON.parse(body) as { type: string }).type);
  expect(types).toEqual(['anomaly', 'budget', 'budget']);
  for (const one of receiver.received) {
    expect(one.headers['x-longshore-signature']).toBe(expectedSignature(one));
    expect(Number(one.headers['x-longshore-timestamp'])).toBe(NOW / 1_000);
    expect(one.body).not.toContain(WEBHOOK_SECRET);
  }
});

test('a receiver that is busy is asked again; one that refuses is asked by the next run', async () => {
  await analyseBill(opened.store, {
    settings: loadSettings({ env: {} }),
    signal: NEVER,
    now: () => NOW,
  });
  receiver.answers.push(503, 429, 204, 401);

  expect(await send()).toMatchObject({
    sent: 2,
    failed: 1,
    problem: 'the receiver answered with HTTP 401',
  });
  expect(receiver.received).toHaveLength(5);
  expect(await send()).toMatchObject({ sent: 1, failed: 0 });

  const rows = await allRows(
    opened.store,
    'select outcome, attempts from notifications order by sent_at, attempts desc',
    NEVER,
  );
  expect(rows).toEqual([
    ['sent', 3],
    ['failed', 1],
    ['sent', 1],
    ['sent', 1],
  ]);
  expect(
    JSON.stringify(await allRows(opened.store, 'select * from notifications', NEVER)),
  ).not.toContain('hidden');
});

test('one that is always refused holds up no other, and is given up after days', async () => {
  await analyseBill(opened.store, {
    settings: loadSettings({ env: {} }),
    signal: NEVER,
    now: () => NOW,
  });
  receiver.refuses = 'anomaly/';
  const hours = (count: number): number => NOW + count * 3_600_000;

  const first = await send([], NOW);
  const others = await send([failed('us-east-1'), failed('eu-west-1')], hours(8));
  const order = receiver.received.slice(3).map(({ body }) => (JSON.parse(body) as { type: string }).type); // prettier-ignore
  for (const at of [16, 24, 32]) await send([], hours(at));
  const paused = await send([], hours(32.5));
  const last = await send([], hours(80));
  const after = await send([], hours(100));

  expect(first).toMatchObject({ sent: 2, failed: 1, givenUp: 0 });
  expect(others).toMatchObject({ sent: 2, failed: 1, givenUp: 0 });
  expect(order).toEqual(['collection-failed', 'collection-failed', 'anomaly']);
  expect(paused).toMatchObject({ sent: 0, failed: 0 });
  expect(last).toMatchObject({ failed: 1, givenUp: 1 });
  expect(after).toMatchObject({ sent: 0, failed: 0, left: 0 });
  const ends = "select problem, attempts from notifications where outcome = 'given-up'";
  expect(await allRows(opened.store, ends, NEVER)).toEqual([
    ['the receiver answered with HTTP 422', 1],
  ]);
});

function failed(region: string): CollectedScope {
  return {
    ...{ source: 'cost-explorer', name: 'Cost Explorer', account: '210000000000' },
    ...{ period: '2026-10', region, outcome: 'denied', reason: 'access denied' },
  };
}

test('a failed collection is told once a day', async () => {
  const scope: CollectedScope = {
    ...{
      source: 'cost-explorer',
      name: 'Cost Explorer',
      account: '210000000000',
      period: '2026-10',
    },
    ...{ outcome: 'denied', reason: 'access denied', remedy: 'allow ce:GetCostAndUsage' },
  };

  await send([scope]);
  await send([scope]);

  const failures = receiver.received.filter(({ body }) => body.includes('"collection-failed"'));
  expect(failures).toHaveLength(1);
  expect(failures[0]?.body).toContain('allow ce:GetCostAndUsage');
});

test('a webhook without a secret is refused', async () => {
  const unsigned = loadSettings({ env: { LONGSHORE_COST_WEBHOOK_URL: url } });
  const done = await analyseBill(opened.store, {
    settings: unsigned,
    signal: NEVER,
    now: () => NOW,
  });

  expect(done.problem).toContain('LONGSHORE_COST_WEBHOOK_URL needs a secret');
  expect(receiver.received).toEqual([]);
});

test('a budget counts what is spent, and expects the rest of its month', async () => {
  const { budgets } = settings().cost;
  const { budgets: shown, reached } = await budgetReport(
    opened.store,
    { budgets, now: NOW },
    NEVER,
  );

  expect(shown[0]).toMatchObject({
    ...{ source: 'longshore', from: '2026-10-01', to: '2026-10-31', basis: 'BilledCost' },
    ...{ spent: 3_600n * 10n ** 18n, usedRatio: 1.2, status: 'exceeded' },
  });
  expect(Number(shown[0]?.expectedRatio)).toBeGreaterThan(1.2);
  expect(reached.map(({ threshold }) => threshold)).toEqual([50, 80]);
});

test('a budget whose period the bill does not reach is unknown, not unused', async () => {
  const { budgets } = settings().cost;
  const later = { budgets, now: Date.parse('2026-11-02T00:00:00Z') };

  const { budgets: shown, reached } = await budgetReport(opened.store, later, NEVER);

  expect(shown[0]).toMatchObject({
    spent: null,
    status: 'unknown',
    reason: expect.stringContaining('2026-10-24'),
  });
  expect(reached).toEqual([]);
});
