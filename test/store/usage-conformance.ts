import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { utilisationOf } from '../../src/app/cost/usage/utilisation.ts';
import { compactUsage } from '../../src/cost/usage/usage-retention.ts';
import { DAY_MS, dayName } from '../../src/cost/usage/usage-days.ts';
import { usageRow } from '../../src/cost/usage/usage-rows.ts';
import { usageSummaries } from '../../src/cost/usage/usage-summaries.ts';
import { PRICES } from '../../src/store/cost-tables.ts';
import type { Store } from '../../src/store/store.ts';
import { StoredValueError } from '../../src/store/stored-value.ts';
import { USAGE, type UsageRow } from '../../src/store/usage-tables.ts';
import { cpuOf, FIRST_DAY, hours, never, storeDays, WINDOW } from '../cost/usage/usage-world.ts';
import { ask, type TestedStore } from './store-conformance.ts';

const CPU = new Map([['AWS::EC2::Instance', new Set(['cpu'])]]);

async function summaries(store: Store, rowsPerQuery?: number) {
  const all = [];
  const question = { metrics: CPU, ...WINDOW };
  for await (const batch of usageSummaries(store, question, never, rowsPerQuery))
    all.push(...batch);
  return all;
}

/** What every store must do with usage. */
export function describeUsage(name: string, open: () => Promise<TestedStore>): void {
  describe(`${name}: usage`, () => {
    let tested: TestedStore;
    let store: Store;
    beforeEach(async () => {
      tested = await open();
      store = await tested.reopen([USAGE, PRICES]);
    });
    afterEach(async () => {
      await tested[Symbol.asyncDispose]();
    });

    test('is added to parts, and keeps missing values', async () => {
      await storeDays(store, cpuOf('i-1'), () => [...hours(null).slice(2), 1.5, 1e-12], 2);
      await storeDays(store, cpuOf('i-2'), () => hours(null), 1);

      expect(
        await ask(
          store,
          'select id, points, minimum, maximum, measurements from usage order by 1, day',
        ),
      ).toEqual([
        ...[1, 2].map(() => ['i-1', 2, 1e-12, 1.5, [...hours(null).slice(2), 1.5, 1e-12]]),
        ['i-2', 0, null, null, hours(null)],
      ]);
    });

    test('tells the utilisation of resources that the bill names', async () => {
      await storeDays(store, cpuOf('i-1'), (day) => [...hours(day).slice(1), 90], 3);
      const arn = 'arn:aws:ec2:eu-west-1:210000000001:instance/i-1';
      const asked = [{ account: '210000000001', resource: arn }];

      const found = await utilisationOf(
        store,
        asked,
        { from: '2026-11-02', to: '2026-11-30' },
        never,
      );

      expect([...found]).toEqual([
        [
          '210000000001 i-1',
          [
            {
              ...{ metric: 'CPUUtilization', statistic: 'Average', unit: 'Percent', points: 48 },
              ...{ average: (23 * 1 + 23 * 2 + 2 * 90) / 48, maximum: 90 },
              ...{ from: '2026-11-02', to: '2026-11-03' },
            },
          ],
        ],
      ]);
    });

    test('is refused as a whole for a value that is no number', async () => {
      const rows = (value: number): readonly UsageRow[] => [
        usageRow(cpuOf('i-1'), FIRST_DAY, [value]),
      ];
      const bad = new Map([['2026-11-01', [...rows(1), ...rows(Number.NaN)]]]);

      await expect(store.addToParts(USAGE, bad, never)).rejects.toThrow(StoredValueError);
      await expect(store.addToParts(PRICES, new Map(), never)).rejects.toThrow('replaced whole');
      await expect(
        store.addToParts(USAGE, bad, AbortSignal.abort(new Error('stopped'))),
      ).rejects.toThrow('stopped');
      expect(await ask(store, 'select count(*) from usage')).toEqual([[0]]);
    });

    test('is summed up with percentiles, in slices of any size', async () => {
      for (const id of ['i-1', 'i-2', 'i-3']) {
        for (const account of ['210000000001', '210000000002']) {
          await storeDays(store, cpuOf(id, { account }), (day) => hours(day), 14);
        }
      }
      await storeDays(store, cpuOf('i-0'), () => hours(null), 3);

      const whole = await summaries(store);
      const sliced = await summaries(store, 20);

      expect(whole.map(({ account, id }) => `${account} ${id}`)).toEqual([
        '210000000001 i-0',
        ...['210000000001', '210000000002'].flatMap((account) =>
          ['i-1', 'i-2', 'i-3'].map((id) => `${account} ${id}`),
        ),
      ]);
      expect(sliced).toEqual(whole);
      expect(whole[1]?.metrics.get('cpu')).toMatchObject({
        points: 336,
        average: 6.5,
        p95: 13,
        p99: 13,
        maximumDaySum: 312,
      });
      expect(whole[0]?.metrics.get('cpu')).toMatchObject({
        points: 0,
        p95: undefined,
        maximum: undefined,
      });
    });

    test('is shown value by value', async () => {
      await storeDays(store, cpuOf('i-1'), () => [...hours(null).slice(2), 3.5, 4.5], 1);

      expect(
        await ask(
          store,
          'select timestamp, service, resource_id, metric, value from resource_metrics order by 1',
        ),
      ).toEqual([
        ['2026-11-01T22:00:00.000Z', 'EC2', 'i-1', 'CPUUtilization', 3.5],
        ['2026-11-01T23:00:00.000Z', 'EC2', 'i-1', 'CPUUtilization', 4.5],
      ]);
    });

    test('is compacted to one value a day, and removed', async () => {
      await storeDays(store, cpuOf('i-1'), (day) => [...hours(day).slice(1), 100], 2);
      const inDays = (days: number): number => FIRST_DAY + days * DAY_MS;

      await compactUsage(store, { now: inDays(40), retentionDays: 93 }, never);
      const compacted = await ask(
        store,
        'select points, maximum, measurements from usage order by day',
      );
      await compactUsage(store, { now: inDays(94), retentionDays: 93 }, never);
      const left = await ask(store, 'select day from usage');

      expect(compacted).toEqual([
        [24, 100, [100 / 24]],
        [24, 100, [123 / 24]],
      ]);
      expect(left).toEqual([[`${dayName(inDays(1))}T00:00:00.000Z`]]);
    });
  });
}
