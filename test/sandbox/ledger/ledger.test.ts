import { expect, test } from '@jest/globals';
import { Estate } from '../../../src/sandbox/estate/estate.ts';
import { SIMULATED_KINDS } from '../../../src/sandbox/kinds/registry.generated.ts';
import { Ledger } from '../../../src/sandbox/ledger/ledger.ts';
import { Truth } from '../../../src/sandbox/ledger/truth.ts';
import { Clock, ESTATE, sum } from './world.ts';

const clock = new Clock('2026-10-20T12:00:00Z');
const estate = new Estate(ESTATE);

function ledger(): Ledger {
  return new Ledger(estate, SIMULATED_KINDS, clock.now);
}
const truth = new Truth(ledger());
const OCTOBER = { from: '2026-10-01', to: '2026-10-21' } as const;

test('the same seed and time give the same lines, in any order of asking', () => {
  const [one, other] = [ledger(), ledger()];
  const [accountId = ''] = estate.accountIds;
  const later = [...one.lines(accountId, '2026-10-12')];
  const earlier = [...one.lines(accountId, '2026-09-12')];

  expect([...other.lines(accountId, '2026-09-12')]).toEqual(earlier);
  expect([...other.lines(accountId, '2026-10-12')]).toEqual(later);
  expect(later.length).toBeGreaterThan(30);
});

test('lines have ids of their own', () => {
  const ids = [...truth.lines(OCTOBER)].map(({ id, accountId }) => `${accountId} ${id}`);

  expect(new Set(ids).size).toBe(ids.length);
});

test.each(['list', 'contracted', 'billed', 'effective'] as const)(
  'every grouping of the %s cost sums to the total',
  (basis) => {
    const total = sum([truth.total({ ...OCTOBER, basis })]);
    const groupings = ['LINKED_ACCOUNT', 'SERVICE', 'REGION', 'USAGE_TYPE', 'RECORD_TYPE', 'day', 'resource', 'tag:team'] as const; // prettier-ignore

    for (const grouping of groupings) {
      const totals = truth.totals({ ...OCTOBER, basis, groupBy: [grouping] });
      expect(sum(totals.map(({ amount }) => amount))).toBe(total);
    }
  },
);

test('over its term, a commitment costs in effect what was paid for it', () => {
  const plan = truth.commitments.find((one) => one.type === 'savings-plan');
  const days = { from: '2025-12-20', to: '2026-10-20' };
  const about = truth.totals({
    ...days,
    basis: 'effective',
    groupBy: ['SAVINGS_PLAN_ARN'],
    where: ({ commitment }) => commitment?.commitment === plan,
  });
  const hours = 24 * ((Date.parse('2026-10-20') - (plan?.start ?? 0)) / 86_400_000);
  const hourly = Number(plan?.hourly ?? 0n) / 1e10;

  expect(about.reduce((all, { amount }) => all + Number(amount), 0)).toBeCloseTo(hours * hourly, 6);
});

test('usage follows the week, and resources come and go', () => {
  const lines = (day: string) =>
    [...truth.lines({ from: day, to: nextDay(day) })].filter(({ product }) => product.usageType.includes('NatGateway-Bytes')); // prettier-ignore
  const [sunday, wednesday] = ['2026-10-11', '2026-10-14'].map((day) => sum(lines(day).map(({ quantity }) => String(quantity)))); // prettier-ignore
  const ended = estate.accountIds
    .flatMap((accountId) => ledger().resourcesOf(accountId))
    .filter(({ end }) => Number.isFinite(end));
  const [gone] = ended.filter(({ end }) => end > Date.parse('2026-01-01'));

  expect(Number(sunday)).toBeLessThan(Number(wednesday));
  const last = new Date((gone?.end ?? 0) + 86_400_000).toISOString().slice(0, 10);
  const after = [...truth.lines({ from: last, to: nextDay(last) })];
  expect(after.some(({ resource }) => resource?.id === gone?.id)).toBe(false);
});

function nextDay(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}

test('labels anomalies that show in the usage', () => {
  const [found] = estate.accountIds.flatMap((accountId) =>
    ['2026-05', '2026-06', '2026-07', '2026-08', '2026-09'].flatMap((month) =>
      truth.anomalies(accountId, month),
    ),
  );
  const cost = (from: string, to: string): number =>
    Number(truth.total({ from, to, basis: 'quantity', where: ({ resource, product }) => resource?.id === found?.resource.id && /Request|Bytes/.test(product.usageType) })); // prettier-ignore

  expect(found).toBeDefined();
  if (found === undefined) return;
  const day = found.firstDay;
  const before = new Date(Date.parse(day) - 7 * 86_400_000).toISOString().slice(0, 10);
  expect(cost(day, nextDay(day))).toBeGreaterThan(1.5 * cost(before, nextDay(before)));
});

test('a function runs away where that is asked for: its truth is labelled, and its usage shows it', () => {
  const counts = { ...ESTATE, 'AWS::Lambda::Function': 4 };
  const wild = new Ledger(new Estate(counts), SIMULATED_KINDS, clock.now, { runaway: true });
  const [found, ...others] = new Truth(wild).runaways();
  const tame = new Truth(new Ledger(new Estate(counts), SIMULATED_KINDS, clock.now));
  const added = (from: string, to: string): number =>
    Number(new Truth(wild).total({ from, to })) - Number(tame.total({ from, to }));

  expect(found).toMatchObject({ firstDay: '2026-09-20', endDay: '2026-09-23' });
  expect(found?.resource.kind).toBe('AWS::Lambda::Function');
  expect(others).toEqual([]);
  expect(tame.runaways()).toEqual([]);
  // What it adds is usage of these three days, and the tax of its month.
  expect(added('2026-09-20', '2026-09-23')).toBeGreaterThan(200);
  expect(added('2026-09-02', '2026-09-20')).toBe(0);
  expect(added('2026-09-23', '2026-10-01')).toBe(0);
  expect(new Truth(wild).anomalies(found?.resource.accountId ?? '', '2026-09')).toContainEqual(
    expect.objectContaining({ resource: found?.resource, firstDay: '2026-09-20' }),
  );
});

test('a day is complete two days later', () => {
  clock.time = '2026-10-20T12:00:00Z';
  const early = truth.total({ from: '2026-10-19', to: '2026-10-20' });
  clock.time = '2026-10-22T12:00:00Z';
  const settled = truth.total({ from: '2026-10-19', to: '2026-10-20' });
  clock.time = '2026-10-30T12:00:00Z';

  expect(truth.total({ from: '2026-10-19', to: '2026-10-20' })).toBe(settled);
  expect(Number(settled)).toBeGreaterThanOrEqual(Number(early));
  clock.time = '2026-10-20T12:00:00Z';
});
