import { describe, expect, test } from '@jest/globals';
import { openDuckDb } from '../../helpers/open-duckdb.ts';
import { DAY_MS } from '../../../src/cost/usage/usage-days.ts';
import { cpuOf, DAYS, FIRST_DAY, hours, never, storeDays, summaries } from './usage-world.ts';

describe('The summary of usage', () => {
  test('has the values of the window', async () => {
    await using world = await openDuckDb();
    await storeDays(world.store, cpuOf('i-1'), (day) => [...hours(day).slice(1), 100]);

    const [usage] = await summaries(world.store);

    const metric = usage?.metrics.get('cpu');
    expect(usage).toMatchObject({ account: '210000000001', kind: 'AWS::EC2::Instance', id: 'i-1' });
    expect(metric).toMatchObject({
      ...{ expected: 336, asked: 336, points: 336, known: 336 },
      ...{ firstAt: FIRST_DAY, lastAt: FIRST_DAY + 13 * DAY_MS, minimum: 0, maximum: 100 },
      ...{ sum: 23 * 91 + 14 * 100, maximumDaySum: 23 * 13 + 100, p95: 13, p99: 100 },
    });
    expect(metric?.average).toBeCloseTo((23 * 91 + 1_400) / 336, 10);
    expect(metric?.maximumDayAverage).toBeCloseTo((23 * 13 + 100) / 24, 10);
  });

  test('knows nothing of a resource that CloudWatch has no points of', async () => {
    await using world = await openDuckDb();
    await storeDays(world.store, cpuOf('i-stopped'), () => hours(null));

    const [usage] = await summaries(world.store);

    expect(usage?.metrics.get('cpu')).toEqual({
      ...{ expected: 336, asked: 336, points: 0, known: 0, firstAt: undefined, lastAt: undefined },
      ...{ minimum: undefined, average: undefined, maximum: undefined, sum: undefined },
      ...{ maximumDaySum: undefined, maximumDayAverage: undefined, p95: undefined, p99: undefined },
    });
  });

  test('has no resource that was never asked for, and expects the days that were not asked for', async () => {
    await using world = await openDuckDb();
    await storeDays(world.store, cpuOf('i-new'), () => hours(5), 2);

    const found = await summaries(world.store);

    expect(found.map(({ id }) => id)).toEqual(['i-new']);
    expect(found[0]?.metrics.get('cpu')).toMatchObject({
      expected: 336,
      asked: 48,
      points: 48,
      known: 48,
    });
  });

  test('takes a missing value as zero where CloudWatch leaves out zeros', async () => {
    await using world = await openDuckDb();
    const kind = 'AWS::Lambda::Function';
    const series = cpuOf('checkout', {
      ...{ kind, name: 'invocations' },
      metric: { metric: 'Invocations', statistic: 'Sum', unit: 'Count', publishedWhen: 'nonzero' },
    });
    await storeDays(world.store, series, (day) =>
      day === 0 ? [...hours(null).slice(1), 48] : hours(null),
    );
    await storeDays(world.store, { ...series, id: 'unused' }, () => hours(null));

    const [used, unused] = await summaries(world.store, {
      metrics: new Map([[kind, new Set(['invocations'])]]),
    });

    expect(used?.metrics.get('invocations')).toMatchObject({
      ...{ known: 336, points: 1, sum: 48, minimum: 0, maximum: 48, average: 48 / 336 },
      ...{ maximumDaySum: 48, maximumDayAverage: 2 },
    });
    expect(unused?.metrics.get('invocations')).toMatchObject({
      known: 336,
      points: 0,
      sum: 0,
      maximum: 0,
    });
  });

  test('puts several series of a metric together', async () => {
    await using world = await openDuckDb();
    await storeDays(world.store, cpuOf('i-gpu', { name: 'gpu', series: 'index=0' }), () =>
      hours(10),
    );
    await storeDays(world.store, cpuOf('i-gpu', { name: 'gpu', series: 'index=1' }), () =>
      hours(90),
    );

    const metrics = new Map([['AWS::EC2::Instance', new Set(['gpu'])]]);
    const [usage] = await summaries(world.store, { metrics });

    expect(usage?.metrics.get('gpu')).toMatchObject({
      expected: 672,
      points: 672,
      average: 50,
      maximum: 90,
    });
  });

  test('counts one value a day of a daily metric', async () => {
    await using world = await openDuckDb();
    const kind = 'AWS::S3::Bucket';
    const metric = {
      metric: 'BucketSizeBytes',
      statistic: 'Average',
      unit: 'Bytes',
      period: 86_400,
    } as const;
    await storeDays(world.store, cpuOf('b', { kind, name: 'standard', metric }), (day) => [day]);

    const [usage] = await summaries(world.store, {
      metrics: new Map([[kind, new Set(['standard'])]]),
    });

    expect(usage?.metrics.get('standard')).toMatchObject({
      expected: 14,
      points: 14,
      average: 6.5,
    });
  });

  test('comes in order, for the wanted accounts and days alone', async () => {
    await using world = await openDuckDb();
    for (const account of ['210000000002', '210000000001']) {
      for (const id of ['i-2', "i-'1\\"])
        await storeDays(world.store, cpuOf(id, { account }), () => hours(1), 3);
    }

    const all = await summaries(world.store);
    const some = await summaries(world.store, {
      accounts: ['210000000002'],
      until: FIRST_DAY + DAY_MS,
    });

    expect(all.map(({ account, id }) => `${account} ${id}`)).toEqual([
      ...["210000000001 i-'1\\", '210000000001 i-2', "210000000002 i-'1\\", '210000000002 i-2'],
    ]);
    expect(some.map(({ metrics }) => metrics.get('cpu')?.points)).toEqual([24, 24]);
    expect(await summaries(world.store, { accounts: [] })).toEqual([]);
    expect(await summaries(world.store, { metrics: new Map() })).toEqual([]);
  });

  test('is shown value by value by the view of metrics', async () => {
    await using world = await openDuckDb();
    await storeDays(world.store, cpuOf('i-1'), () => [...hours(null).slice(2), 3.5, 4.5], 1);

    const { rows } = await world.store.query(
      'select * from resource_metrics order by 1',
      { timeoutMs: 10_000, rows: 10 },
      never,
    );

    const found = [];
    for await (const batch of rows()) found.push(...batch);
    const place = [
      '210000000001',
      'eu-west-1',
      'EC2',
      'i-1',
      'AWS::EC2::Instance',
      'CPUUtilization',
      'Average',
    ];
    expect(found).toEqual([
      ['2026-11-01T22:00:00.000Z', ...place, 3.5, 'Percent'],
      ['2026-11-01T23:00:00.000Z', ...place, 4.5, 'Percent'],
    ]);
    expect(DAYS).toBe(14);
  });
});
