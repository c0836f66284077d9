import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { UsageReport } from '../../../src/app/cost/usage/usage-report.ts';
import { DAY_MS } from '../../../src/cost/usage/usage-days.ts';
import type { MetricResult } from '../../../src/sandbox/ledger/ledger-options.ts';
import { UsageWorld } from './collect-world.ts';

const TODAY = Date.now();
/** Changes what CloudWatch answers. */
let alter: (results: readonly MetricResult[]) => readonly MetricResult[] = (results) => results;

let world: UsageWorld;
beforeAll(async () => {
  world = await UsageWorld.create({}, { ledger: { alterMetrics: (results) => alter(results) } });
  await world.usageAt(TODAY);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const STORED = `select count(*) as metrics from (select distinct account, region, kind, id, name, series from usage)`;

function outcomesOf({ scopes }: UsageReport): Record<string, number> {
  const outcomes: Record<string, number> = {};
  for (const { outcome } of scopes) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return outcomes;
}

/** One after the other: each begins with what those before it have stored. */
describe('Usage that is read day by day', () => {
  test('is denied in one region: the others are read, and what is stored there stays', async () => {
    const [before] = await world.query('select count(*) as n from usage');
    const denied = { account: world.world.sandbox.managementAccountId, region: 'eu-west-1' };
    world.world.sandbox.setFaults([{ type: 'deny', service: 'monitoring', ...denied }]);

    const first = await world.usageAt(TODAY + DAY_MS);
    world.world.sandbox.setFaults([]);
    const [stale] = await world.query(
      `select count(*) as n, count(complete_until) as known from usage_scopes where outcome = 'denied'`,
    );
    const second = await world.usageAt(TODAY + DAY_MS);

    expect(outcomesOf(first)).toEqual({ complete: 15, denied: 5 });
    expect(first.scopes.find(({ outcome }) => outcome === 'denied')?.remedy).toContain(
      'cloudwatch:',
    );
    expect(stale).toEqual({ n: 5, known: 5 });
    expect(outcomesOf(second)).toEqual({ 'not-due': 15, complete: 5 });
    expect(second.plan.places).toBe(1);
    const [after] = await world.query('select count(*) as n from usage');
    const [series] = await world.query(STORED);
    expect(Number(after?.['n'])).toBe(Number(before?.['n']) + Number(series?.['metrics']));
  });

  test('is throttled: every attempt is paid, and the next run reads it', async () => {
    world.world.sandbox.setFaults([{ type: 'throttle', operation: 'GetMetricData' }]);

    const first = await world.usageAt(TODAY + 2 * DAY_MS);
    world.world.sandbox.setFaults([]);
    const second = await world.usageAt(TODAY + 2 * DAY_MS);

    expect(outcomesOf(first)).toEqual({ failed: 20 });
    expect(first.paid.requests).toBe(8);
    expect(outcomesOf(second)).toEqual({ complete: 20 });
  });

  test('does not store a series that lacks points, and asks for it again', async () => {
    alter = ([first, ...others]) =>
      first === undefined
        ? []
        : [{ ...first, StatusCode: 'PartialData', Values: [], Timestamps: [] }, ...others];
    const first = await world.usageAt(TODAY + 3 * DAY_MS);
    alter = (results) => results;
    const second = await world.usageAt(TODAY + 3 * DAY_MS);

    expect(outcomesOf(first)['incomplete']).toBeGreaterThan(0);
    expect(first.scopes.find(({ outcome }) => outcome === 'incomplete')?.reason).toContain(
      'PartialData',
    );
    expect(second.plan.metrics).toBe(first.paid.requests);
    expect(outcomesOf(second)['incomplete']).toBeUndefined();
  });

  test('takes no values that it did not ask for', async () => {
    alter = (results) =>
      results.map((one) => ({ ...one, Timestamps: [new Date(0)], Values: [Number.MAX_VALUE] }));
    const report = await world.usageAt(TODAY + 4 * DAY_MS, {
      filter: { kinds: ['AWS::EC2::Volume'] },
    });
    alter = (results) => results;

    expect(outcomesOf(report)).toEqual({ incomplete: 4 });
    expect(report.scopes[0]?.reason).toBe('CloudWatch answered other points than were asked for');
    expect(await world.query('select 1 as found from usage where maximum > 1e300')).toEqual([]);
  });

  test('asks for the wanted metrics alone', async () => {
    const metrics = new Map([['AWS::EC2::Instance', new Set(['cpu', 'networkIn'])]]);
    const at = TODAY + 5 * DAY_MS;

    const report = await world.usageAt(at, { metrics });

    expect(report.scopes.map(({ kind }) => kind)).toEqual(Array(4).fill('AWS::EC2::Instance'));
    expect(report.plan).toMatchObject({ metrics: 32, calls: 4, usd: '0.00032', hasListed: false });
  });

  test('keeps one value a day of old days, and removes what is too old', async () => {
    const before = await world.query(
      'select sum(points) as points, sum(sum) as sum, min(minimum) as minimum, max(maximum) as maximum from usage',
    );

    await world.usageAt(TODAY + 60 * DAY_MS, { filter: { kinds: [] } });
    const after = await world.query(
      'select sum(points) as points, sum(sum) as sum, min(minimum) as minimum, max(maximum) as maximum from usage',
    );
    const [old] = await world.query('select max(length(measurements)) as most from usage');
    await world.usageAt(TODAY + 110 * DAY_MS, { filter: { kinds: [] } });
    const [gone] = await world.query('select count(*) as n from usage');

    expect(after[0]).toMatchObject({
      points: before[0]?.['points'],
      maximum: before[0]?.['maximum'],
    });
    expect(Number(after[0]?.['sum'])).toBeCloseTo(Number(before[0]?.['sum']), -3);
    expect(old).toEqual({ most: 1 });
    expect(gone).toEqual({ n: 0 });
  });
});
