import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { ChargeSource } from '../../../src/cost/billing/charge-source.ts';
import type { CollectedScope } from '../../../src/app/cost/collect/collect-report.ts';
import { billService } from '../../../src/cost/explorer/bill-services.ts';
import type { Basis, Grouping } from '../../../src/sandbox/ledger/truth.ts';
import { bucketOf } from '../../sandbox/ledger/world.ts';
import { CollectWorld, inCents } from './collect-world.ts';

const AT = '2026-10-20T12:00:00Z';
const SEPTEMBER = { from: '2026-09', to: '2026-09' } as const;
const PAYER = '210000000000';
const CAP = { LONGSHORE_SPEND_CAP_USD: '5' };

const world = await CollectWorld.create(AT);
afterAll(() => world[Symbol.asyncDispose]());

function outcomes(scopes: readonly CollectedScope[]): readonly string[] {
  return scopes.map(({ source, period, outcome }) => `${source} ${period ?? '-'} ${outcome}`);
}

/** What September costs, by the ledger. */
function truth(groupBy: Grouping, basis: Basis, nameOf = (key: string): string => key) {
  const sums = world.sandbox.truth.totals({
    ...{ from: '2026-09-01', to: '2026-10-01', groupBy: [groupBy], basis },
  });
  return inCents(sums.map(({ keys, amount }) => [nameOf(keys[0] ?? ''), amount]));
}

/** In the order in which each is better than those before it. */
const SOURCES = ['cost-explorer', 'cur-legacy', 'cur-2.0', 'focus-1.0', 'focus-1.2'] as const;

test.each(SOURCES)('%s: a final month sums to the ledger', async (source: ChargeSource) => {
  const legacy = [{ name: 'legacy-report', bucket: bucketOf(world.sandbox), prefix: 'billing', region: 'us-east-1', type: source }]; // prettier-ignore
  const env = source === 'cur-legacy' ? { LONGSHORE_COST_EXPORTS: JSON.stringify(legacy) } : CAP;
  const { scopes } = await world.collect({ ...SEPTEMBER, sources: new Set([source]) }, env);

  expect(scopes).toEqual([
    expect.objectContaining({ source, period: '2026-09', outcome: 'complete' }),
  ]);
  // Exports differ in what they call the region of global services.
  const region = (key: string): string => (['NoRegion', 'global'].includes(key) ? '' : key);
  const service = (key: string): string => billService(key).name;
  expect(await world.sums('2026-09', 'SubAccountId', 'BilledCost')).toEqual(truth('LINKED_ACCOUNT', 'billed')); // prettier-ignore
  expect(await world.sums('2026-09', 'SubAccountId', 'EffectiveCost')).toEqual(truth('LINKED_ACCOUNT', 'effective')); // prettier-ignore
  expect(await world.sums('2026-09', "''", 'BilledCost')).toEqual({
    '': Object.values(truth('month', 'billed'))[0],
  });
  if (source === 'cost-explorer') {
    expect(await world.sums('2026-09', 'ServiceName', 'BilledCost')).toEqual(truth('SERVICE', 'billed', service)); // prettier-ignore
    expect(await world.sums('2026-09', "substr(cast(ChargePeriodStart as varchar), 1, 10)", 'EffectiveCost')).toEqual(truth('day', 'effective')); // prettier-ignore
    return;
  }
  expect(await world.sums('2026-09', "nullif(RegionId, 'global')", 'BilledCost')).toEqual(truth('REGION', 'billed', region)); // prettier-ignore
  expect(await readdir(path.join(world.folder, '.longshore', 'downloads'))).toEqual([]);
});

test('what the store has is not read again, unless it is asked for', async () => {
  const first = await world.collect({ from: '2026-09' });
  const second = await world.collect({ from: '2026-09' });
  const again = await world.collect({ ...SEPTEMBER, isAgain: true });

  expect(outcomes(first.scopes)).toEqual(['focus-1.2 2026-09 final', 'focus-1.2 2026-10 complete']);
  expect(outcomes(second.scopes)).toEqual([
    'focus-1.2 2026-10 unchanged',
    'focus-1.2 2026-09 final',
  ]);
  expect(outcomes(again.scopes)).toEqual(['focus-1.2 2026-09 complete']);
});

test('a worse source does not replace a better one, and costs nothing', async () => {
  const { scopes, paid } = await world.collect(
    { ...SEPTEMBER, sources: new Set(['cost-explorer']) },
    CAP,
  );

  expect(outcomes(scopes)).toEqual(['cost-explorer 2026-09 kept']);
  expect(paid.requests).toBe(0);
});

test('a dry run says what would be read, and changes nothing', async () => {
  await using fresh = await CollectWorld.create(AT, { ledger: { exports: [] } }, CAP);

  const report = await fresh.collect({ isDryRun: true });

  expect(report.plan.explorer).toEqual([
    {
      ...{
        account: PAYER,
        months: ['2026-10', '2026-09'],
        requests: 3,
        isExact: false,
        usd: '0.03',
      },
      waitMinutes: 0,
    },
  ]);
  expect(report.paid.requests).toBe(0);
  expect(await readdir(fresh.folder)).toEqual([]);
});

test('Cost Explorer: as many requests as planned, none within the minimum age', async () => {
  await using fresh = await CollectWorld.create(AT, { ledger: { exports: [] } }, CAP);
  const planned: number[] = [];
  const onExplorerPlan = ({ requests }: { readonly requests: number }) => planned.push(requests);
  const { truth: bill } = fresh.sandbox;
  /** For the regions of all months, then of each month: regions with usage, and other record types. */
  const queries = (from: string, to: string): number => {
    const usage = ['Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage', 'SavingsPlanNegation'];
    const pairs = bill.totals({ from, to, groupBy: ['RECORD_TYPE', 'REGION'] });
    const types = new Set(pairs.flatMap(({ keys: [type = ''] }) => (usage.includes(type) ? [] : type))); // prettier-ignore
    const regions = pairs.flatMap(({ keys: [type = '', region = ''] }) => (usage.includes(type) ? region : [])); // prettier-ignore
    return new Set(regions).size + types.size;
  };
  const formula = 1 + queries('2026-09-01', '2026-10-01') + queries('2026-10-01', '2026-10-21');

  const first = await fresh.collect({ onExplorerPlan });
  const second = await fresh.collect({ onExplorerPlan });
  fresh.clock.time = '2026-10-20T21:00:00Z';
  const third = await fresh.collect({ onExplorerPlan });

  expect(first.paid.requests).toBe(formula);
  expect(planned).toEqual([first.paid.requests, third.paid.requests]);
  expect(second.paid.requests).toBe(0);
  expect(outcomes(second.scopes)).toEqual([
    'cost-explorer 2026-10 unchanged',
    'cost-explorer 2026-09 final',
  ]);
  expect(outcomes(third.scopes)).toEqual([
    'cost-explorer 2026-09 final',
    'cost-explorer 2026-10 complete',
  ]);
  const [[calls] = []] = await fresh.query('select sum(requests) from paid_calls');
  expect(Number(calls)).toBe(first.paid.requests + third.paid.requests);
});

test('under the cap the newest month is read first, and a later run goes on', async () => {
  await using fresh = await CollectWorld.create(AT, { ledger: { exports: [] } });

  const first = await fresh.collect({}, { LONGSHORE_SPEND_CAP_USD: '0.12' });
  const second = await fresh.collect({}, { LONGSHORE_SPEND_CAP_USD: '0.30' });

  expect(outcomes(first.scopes)).toEqual([
    'cost-explorer 2026-10 complete',
    'cost-explorer 2026-09 spend-cap',
  ]);
  expect(first.paid.requests).toBeLessThanOrEqual(12);
  expect(outcomes(second.scopes)).toEqual([
    'cost-explorer 2026-10 unchanged',
    'cost-explorer 2026-09 complete',
  ]);
});

test('without a cap nothing is paid, and the plan says so', async () => {
  await using fresh = await CollectWorld.create(AT, { ledger: { exports: [] } });

  const { plan, paid } = await fresh.collect();

  expect(plan.explorer).toEqual([]);
  expect(plan.notes).toEqual([
    expect.stringContaining('no setting allows it: LONGSHORE_SPEND_CAP_USD'),
  ]);
  expect(paid.requests).toBe(0);
});

test.each([
  ['not-enabled', 'not-enabled', /open Cost Explorer once/],
  ['preparing', 'failed', /24 hours/],
] as const)('Cost Explorer that is %s ends as %s', async (costExplorer, outcome, fix) => {
  await using fresh = await CollectWorld.create(AT, { ledger: { exports: [], costExplorer } }, CAP);

  const { scopes } = await fresh.collect();

  expect(scopes).toHaveLength(2);
  expect(scopes[0]).toMatchObject({ outcome, remedy: expect.stringMatching(fix) });
});

test('what AWS denies ends as denied, with the actions to allow', async () => {
  await using fresh = await CollectWorld.create(AT, {}, CAP);
  fresh.sandbox.setFaults([{ type: 'deny', service: 's3' }]);
  const bucket = await fresh.collect();
  fresh.sandbox.setFaults([
    { type: 'deny', service: 'bcm-data-exports' },
    { type: 'deny', service: 'ce' },
  ]);
  const all = await fresh.collect();

  expect(bucket.scopes).toHaveLength(3);
  expect(bucket.scopes[0]).toMatchObject({
    ...{ outcome: 'denied', remedy: expect.stringContaining('s3:') },
  });
  expect(bucket.paid.requests).toBe(0);
  expect(all.scopes[0]).toMatchObject({
    ...{ source: 'exports', outcome: 'denied', remedy: expect.stringContaining('ListExports') },
  });
  expect(all.scopes[1]).toMatchObject({ source: 'cost-explorer', outcome: 'denied' });
});

const ONE_EXPORT = [
  { name: 'focus', table: 'FOCUS_1_2_AWS', format: 'parquet', months: 1 },
] as const;

test('an export that changes while it is read is read again', async () => {
  const changing: { world?: CollectWorld; changes: number } = { changes: 0 };
  await using fresh = await CollectWorld.create(AT, {
    ledger: {
      exports: ONE_EXPORT,
      alterObject: (key, content) => {
        if (changing.changes > 0 && key.endsWith('00002.snappy.parquet') && changing.world) {
          changing.changes -= 1;
          const at = changing.world.clock.now().getTime();
          changing.world.clock.time = new Date(at + 6 * 3_600_000).toISOString();
        }
        return content;
      },
    },
  });
  changing.world = fresh;
  changing.changes = 1;
  const once = await fresh.collect();
  const [[stored] = []] = await fresh.query('select sum(BilledCost) from charges');
  changing.changes = 100;
  fresh.clock.time = '2026-10-22T12:00:00Z';
  const always = await fresh.collect();
  const [[kept] = []] = await fresh.query('select sum(BilledCost) from charges');

  expect(outcomes(once.scopes)).toEqual(['focus-1.2 2026-10 complete']);
  expect(outcomes(always.scopes)).toEqual(['focus-1.2 2026-10 changing']);
  expect(always.scopes[0]?.reason).toContain('changes again and again');
  expect(kept).toBe(stored);
});

test('an export without a type in the settings is read again when AWS has updated it', async () => {
  await using fresh = await CollectWorld.create(AT, { ledger: { exports: ONE_EXPORT } });
  const place = { name: 'focus', bucket: bucketOf(fresh.sandbox), prefix: 'billing', region: 'us-east-1' }; // prettier-ignore
  const env = { LONGSHORE_COST_EXPORTS: JSON.stringify([place]) };

  const first = await fresh.collect({}, env);
  const [[before] = []] = await fresh.query('select sum(BilledCost) from charges');
  const same = await fresh.collect({}, env);
  fresh.clock.time = '2026-10-22T12:00:00Z';
  const second = await fresh.collect({}, env);
  const [[after] = []] = await fresh.query('select sum(BilledCost) from charges');

  expect(first.plan.exports).toEqual([expect.objectContaining({ source: 'export' })]);
  expect(outcomes(first.scopes)).toEqual(['focus-1.2 2026-10 complete']);
  expect(outcomes(same.scopes)).toEqual(['export 2026-10 unchanged']);
  expect(outcomes(second.scopes)).toEqual(['focus-1.2 2026-10 complete']);
  expect(Number(after)).toBeGreaterThan(Number(before));
});

test('a missing or broken file fails the period, and what was stored stays', async () => {
  let isBroken = false;
  await using fresh = await CollectWorld.create(AT, {
    ledger: {
      exports: ONE_EXPORT,
      alterObject: (key, content) =>
        isBroken && key.endsWith('.parquet') ? content.subarray(0, content.length - 9) : content,
    },
  });
  await fresh.collect();
  const [[stored] = []] = await fresh.query('select sum(BilledCost) from charges');
  fresh.clock.time = '2026-10-21T12:00:00Z';
  const part = 'billing/focus/data/BILLING_PERIOD=2026-10/focus-00002.snappy.parquet';
  fresh.sandbox.setFaults([{ type: 'gone', resource: part }]);
  const missing = await fresh.collect();
  fresh.sandbox.setFaults([]);
  isBroken = true;
  fresh.clock.time = '2026-10-22T12:00:00Z';
  const broken = await fresh.collect();
  const [[kept] = []] = await fresh.query('select sum(BilledCost) from charges');

  expect(outcomes(missing.scopes)).toEqual(['focus-1.2 2026-10 failed']);
  expect(missing.scopes[0]?.reason).toContain(`${part}, which is not there`);
  expect(outcomes(broken.scopes)).toEqual(['focus-1.2 2026-10 failed']);
  expect(kept).toBe(stored);
});

test('a collection that is stopped leaves the old period', async () => {
  await using fresh = await CollectWorld.create(AT, { ledger: { exports: ONE_EXPORT } });
  await fresh.collect();
  const [[stored] = []] = await fresh.query('select sum(BilledCost) from charges');
  fresh.clock.time = '2026-10-22T12:00:00Z';
  const stop = new AbortController();

  const stopped = fresh.collect({
    signal: stop.signal,
    onStep: (step) => {
      if (step.startsWith('Importing')) stop.abort(new DOMException('stopped', 'AbortError'));
    },
  });

  await expect(stopped).rejects.toThrow('stopped');
  const [[kept] = []] = await fresh.query('select sum(BilledCost) from charges');
  expect(kept).toBe(stored);
  expect(await readdir(path.join(fresh.folder, '.longshore', 'downloads'))).toEqual([]);
});
