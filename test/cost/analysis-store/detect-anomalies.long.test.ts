import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { detectAnomalies } from '../../../src/app/cost/analysis/detect-anomalies.ts';
import { anomalyReport, type ShownAnomaly } from '../../../src/app/cost/analysis/anomaly-report.ts';
import { allRows } from '../../../src/app/store/all-rows.ts';
import { once } from '../../../src/lib/once.ts';
import { ANOMALY_RUNS, ANOMALY_STATES, COST_ANOMALIES } from '../../../src/store/anomaly-tables.ts';
import type { StoredRowOf, StoredTable, StoredValue } from '../../../src/store/stored-table.ts';
import { openDuckDb, type TemporaryStore } from '../../helpers/open-duckdb.ts';
import { daysFrom, NEVER, storeBill, type SimpleCharge } from './stored-bill.ts';

const RUNAWAY = '210000000007';
let opened: TemporaryStore;
let collected: Set<string>;

beforeEach(async () => {
  opened = await openDuckDb();
  collected = new Set();
});
afterEach(async () => {
  await opened[Symbol.asyncDispose]();
});

/** Some services of two accounts, and what one of them does in its last days. */
function bill(
  to: string,
  extra: (day: string) => readonly SimpleCharge[] = () => [],
): SimpleCharge[] {
  return daysFrom('2026-07-01', to).flatMap((day, index) => {
    const weekend = new Date(day).getUTCDay() % 6 === 0;
    const noise = ((index * 37) % 11) / 10;
    return [
      { day, amount: (weekend ? 60 : 100) + noise, account: RUNAWAY, resource: 'i-usual' },
      {
        day,
        amount: 40 + noise,
        service: 'Amazon Simple Storage Service',
        usageType: 'EU-TimedStorage',
      },
      { day, amount: 5, category: 'Tax', service: 'Tax' },
      ...extra(day),
    ];
  });
}

async function collect(
  charges: readonly SimpleCharge[],
  day: string,
  final: readonly string[] = ['2026-07', '2026-08', '2026-09'],
): Promise<readonly ShownAnomaly[]> {
  // Final months are collected once.
  const open = charges.filter((charge) => !collected.has(charge.day.slice(0, 7)));
  await storeBill(opened.store, open, { collectedAt: `${day}T06:00:00Z`, final });
  for (const month of final) collected.add(month);
  await detectAnomalies({
    store: opened.store,
    signal: NEVER,
    now: () => Date.parse(`${day}T06:01:00Z`),
  });
  return anomalies();
}

async function anomalies(): Promise<readonly ShownAnomaly[]> {
  return (await anomalyReport(opened.store, {}, NEVER)).anomalies;
}

/** The anomalies that an analysis of everything from the first day finds. */
async function analysedFromStart(
  charges: readonly SimpleCharge[],
  day: string,
): Promise<readonly string[]> {
  await using other = await openDuckDb();
  await storeBill(other.store, charges, {
    collectedAt: `${day}T06:00:00Z`,
    final: ['2026-07', '2026-08', '2026-09'],
  });
  await detectAnomalies({
    store: other.store,
    signal: NEVER,
    now: () => Date.parse(`${day}T06:01:00Z`),
  });
  return (await anomalyReport(other.store, {}, NEVER)).anomalies.map(content);
}

/** Without its id, and when it was seen. */
function content(anomaly: ShownAnomaly | undefined): string {
  const rest = { ...anomaly, firstSeen: '', lastSeen: '', id: '' };
  return JSON.stringify(rest, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}

const runaway =
  (from: string, amount = 400) =>
  (day: string): readonly SimpleCharge[] =>
    day < from
      ? []
      : [
          {
            day,
            amount,
            account: RUNAWAY,
            usageType: 'EU-BoxUsage:p4d.24xlarge',
            resource: 'i-runaway',
          },
        ];

test('a runaway service is found, day by day as one anomaly, and explained by its instance', async () => {
  const all = bill('2026-10-31', runaway('2026-10-20'));
  const until = (day: string): readonly SimpleCharge[] => all.filter((charge) => charge.day <= day);

  expect(await collect(until('2026-10-19'), '2026-10-20')).toEqual([]);
  const [partial, ...others] = await collect(until('2026-10-20'), '2026-10-21');
  expect(others).toEqual([]);
  expect(partial).toMatchObject({ isProvisional: true, state: 'open', startsOn: '2026-10-20' });

  const ids = new Set([partial?.id]);
  for (const day of ['22', '23', '24', '25', '26', '27', '28', '29', '30', '31']) {
    const found = await collect(until(`2026-10-${Number(day) - 1}`), `2026-10-${day}`);
    expect(found).toHaveLength(1);
    ids.add(found[0]?.id);
  }

  const [found] = await anomalies();
  expect(ids.size).toBe(1);
  expect(found).toMatchObject({
    ...{
      source: 'longshore',
      account: RUNAWAY,
      direction: 'up',
      severity: 'high',
      basis: 'EffectiveCost',
    },
    ...{
      startsOn: '2026-10-20',
      isProvisional: false,
      isNewLevel: true,
      state: 'closed',
      currency: 'USD',
    },
    explanation: {
      dimension: 'usage_type',
      within: 'resource',
      parts: [
        {
          name: 'EU-BoxUsage:p4d.24xlarge',
          kind: 'new',
          parts: [{ name: 'i-runaway', kind: 'new' }],
        },
      ],
    },
  });
  expect(await analysedFromStart(until('2026-10-30'), '2026-10-31')).toEqual([content(found)]);
});

test('restated days are analysed again: what is no anomaly any more is gone', async () => {
  const spike = (amount: number) =>
    bill('2026-10-31', (day) => (day === '2026-10-20' ? runaway(day, amount)(day) : []));

  const before = await collect(spike(500), '2026-11-01');
  expect(before).toHaveLength(1);
  const after = await collect(spike(1), '2026-11-02');

  expect(after.map(content)).toEqual(await analysedFromStart(spike(1), '2026-11-02'));
  expect(after).toEqual([]);
  const [run] = await allRows(opened.store, 'select replayed, series from anomaly_runs', NEVER);
  expect(run).toEqual([1, 2]);
});

test('restated days bring an anomaly to light, in a service that was not there before', async () => {
  expect(await collect(bill('2026-10-25'), '2026-10-26')).toEqual([]);
  const late = bill('2026-10-26', (day) =>
    day >= '2026-10-15'
      ? [{ day, amount: 30, service: 'Amazon SageMaker', usageType: 'EU-Train' }]
      : [],
  );

  const found = await collect(late, '2026-10-27');

  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ rule: 'new-spend', service: 'Amazon SageMaker' });
  expect(found.map(content)).toEqual(await analysedFromStart(late, '2026-10-27'));
});

test('a period of long ago that is imported again has everything analysed again', async () => {
  const all = bill('2026-10-25');
  await collect(all, '2026-10-26');
  const august = all.filter(({ day }) => day.startsWith('2026-08'));
  const other = august.map((charge) =>
    charge.day === '2026-08-20' && charge.category === undefined
      ? { ...charge, amount: 900 }
      : charge,
  );

  await storeBill(opened.store, other, { collectedAt: '2026-10-27T00:00:00Z', final: ['2026-08'] });
  const [done] = await detectAnomalies({
    store: opened.store,
    signal: NEVER,
    now: () => Date.parse('2026-10-27T06:00:00Z'),
  });

  expect(done).toMatchObject({ isFirst: true });
  expect((await anomalies()).filter(({ startsOn }) => startsOn === '2026-08-20')).toHaveLength(2);
});

test('a month that becomes final moves the base, and later days go on', async () => {
  const all = bill('2026-11-12', runaway('2026-11-05'));
  const until = (day: string): readonly SimpleCharge[] => all.filter((charge) => charge.day <= day);
  const final = ['2026-07', '2026-08', '2026-09'];
  await collect(until('2026-11-03'), '2026-11-04', final);
  await collect(until('2026-11-06'), '2026-11-07', [...final, '2026-10']);
  const found = await collect(until('2026-11-11'), '2026-11-12', [...final, '2026-10']);

  expect(found).toHaveLength(1);
  const [run] = await allRows(opened.store, 'select base_day, replayed from anomaly_runs', NEVER);
  expect(run).toEqual(['2026-11-01', 0]);
  expect(found.map(content)).toEqual(await analysedFromStart(until('2026-11-11'), '2026-11-12'));
});

test('a run that was killed before its end is done again from the first day', async () => {
  const all = bill('2026-10-30', runaway('2026-10-20'));
  await collect(
    all.filter(({ day }) => day <= '2026-10-25'),
    '2026-10-26',
  );
  const dying = new Proxy(opened.store, {
    get(store, name) {
      if (name === 'replacePart') return () => Promise.reject(new Error('killed'));
      const member: unknown = Reflect.get(store, name, store);
      return typeof member === 'function' ? (member.bind(store) as unknown) : member;
    },
  });
  const open = all.filter(({ day }) => day >= '2026-10-01');
  await storeBill(opened.store, open, { collectedAt: '2026-10-31T06:00:00Z' });
  await expect(
    detectAnomalies({ store: dying, signal: NEVER, now: () => Date.parse('2026-10-31T06:00:00Z') }),
  ).rejects.toThrow('killed');

  const found = await collect(all, '2026-10-31');

  expect(found.map(content)).toEqual(await analysedFromStart(all, '2026-10-31'));
});

const DAMAGES: readonly (readonly [what: string, change: (state: string) => string])[] = [
  ['is no JSON', (state) => state.slice(0, 100)],
  ['is empty', () => ''],
  ['is null', () => 'null'],
  ['has days that were cut', (state) => state.replace(/"days":"..../, '"days":"')],
  ['is of another version', (state) => state.replace(/"version":\d+/, '"version":1')],
  ['is of another day', (state) => state.replace(/"nextDay":\d+/, '"nextDay":20000')],
];

test.each(DAMAGES)('a state that %s is built again from the charges', async (_, change) => {
  await expectFoundAgain(() => rewrite(ANOMALY_STATES, 'state', change));
});

test('after an upgrade everything is analysed again, and what is known is no news', async () => {
  await expectFoundAgain(async () => {
    await rewrite(ANOMALY_RUNS, 'version', () => '101');
    await rewrite(COST_ANOMALIES, 'detail', (alert) =>
      alert.replace(/"detected":(\d+)/, (_, day) => `"detected":${Number(day) + 1}`),
    ); // by rules of that version
    await rewrite(COST_ANOMALIES, 'id', () => 'its-name');
  }, 'its-name');
});

test('an anomaly that cannot be read is found again', async () => {
  await expectFoundAgain(() => rewrite(COST_ANOMALIES, 'detail', () => '{"rule":"fourth-day"}'));
});

/** Collects, has something happen to what was stored, and collects later days: all is as analysed from the first day. */
async function expectFoundAgain(happen: () => Promise<void>, id?: string): Promise<void> {
  const all = bill('2026-10-31', runaway('2026-10-25'));
  const until = (day: string): readonly SimpleCharge[] => all.filter((charge) => charge.day <= day);
  const [before] = await collect(until('2026-10-28'), '2026-10-29');
  await happen();

  const found = await collect(until('2026-10-30'), '2026-10-31');

  expect(found.map((one) => one.id)).toEqual([id ?? before?.id]);
  expect(found.map(content)).toEqual(await analysedFromStart(until('2026-10-30'), '2026-10-31'));
}

/** Changes a column of all rows that the last run has left. */
async function rewrite(
  table: StoredTable,
  column: string,
  change: (value: string) => string,
): Promise<void> {
  const { columns } = table;
  const part = table.sortedBy === undefined ? 'payer' : 'stored_part';
  const names = columns.map(({ name }) => name).join(', ');
  const rows = await allRows(opened.store, `select ${part}, ${names} from ${table.name}`, NEVER);
  const byPart = new Map<string, StoredValue[][]>();
  for (const [its, ...values] of rows) {
    const changed = values.map((value, index): StoredValue => {
      const { name, type } = columns[index] ?? {};
      if (value === null || typeof value === 'boolean') return value;
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      if (type === 'time') return Date.parse(text);
      if (name === column) return type === 'integer' ? Number(change(text)) : change(text);
      return type === 'integer' || type === 'number' ? Number(text) : text;
    });
    const name = typeof its === 'string' ? its : '';
    byPart.set(name, [...(byPart.get(name) ?? []), changed]);
  }
  for (const [name, changed] of byPart) {
    const batch = changed as unknown as readonly StoredRowOf<StoredTable>[];
    await opened.store.replacePart(table, name, once(batch), NEVER);
  }
}
