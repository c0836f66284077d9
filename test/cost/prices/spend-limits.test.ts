import { expect, test } from '@jest/globals';
import { decimal, decimalText, plus, ZERO } from '../../../src/cost/money/decimal.ts';
import { SpendCap, spendLimits, type PaidCall, type PaidCalls } from '../../../src/cost/prices/paid-calls.ts'; // prettier-ignore
import { loadSettings } from '../../../src/config/settings.ts';

const CALL = {
  ...{ service: 'ce', operation: 'GetCostAndUsage', requests: 1, currency: 'USD', purpose: 'test' },
  amount: decimal('0.01'),
} as const;

/** What was paid, in memory. */
function memory(): PaidCalls {
  const calls: PaidCall[] = [];
  return {
    spent: (since) =>
      Promise.resolve(
        calls.filter(({ at }) => at >= since).reduce((sum, { amount }) => plus(sum, amount), ZERO),
      ),
    record: (call) => {
      calls.push(call);
      return Promise.resolve();
    },
  };
}

function limitsOf(env: Readonly<Record<string, string>>) {
  return spendLimits(loadSettings({ env }).cost.spendLimits);
}

const MONTH = 'LONGSHORE_SPEND_CAP_USD';
const DAY = 'LONGSHORE_COST_API_BUDGET_USD';

/** Pays until it is refused, on each day. */
async function paidBy(env: Readonly<Record<string, string>>, days: readonly string[]) {
  const limits = limitsOf(env);
  if (limits === undefined) return undefined;
  const calls = memory();
  const requests: number[] = [];
  const reasons: string[] = [];
  for (const day of days) {
    const cap = new SpendCap({ ...limits, calls, now: () => Date.parse(day) });
    let count = 0;
    for (; count < 1_000; count += 1) {
      const refused = await cap.pay(CALL).then(() => undefined, String);
      if (refused === undefined) continue;
      reasons.push(refused);
      break;
    }
    requests.push(count);
    const { left } = await cap.room();
    expect(left < decimal('0.01')).toBe(true);
  }
  return { requests, reasons };
}

const DAYS = ['2026-10-30T23:00:00Z', '2026-10-31T00:00:00Z', '2026-11-01T00:00:00Z'];

test.each([
  ['neither: nothing is paid', {}, undefined],
  ['a month, without a limit for days', { [MONTH]: '0.05' }, [5, 0, 5]],
  ['a day, without a limit for months', { [DAY]: '0.02' }, [2, 2, 2]],
  ['both: each counts', { [MONTH]: '0.05', [DAY]: '0.03' }, [3, 2, 3]],
  ['a cap of 0 forbids what a budget allows', { [MONTH]: '0', [DAY]: '1' }, undefined],
  ['a budget of 0 forbids what a cap allows', { [MONTH]: '5', [DAY]: '0.00' }, undefined],
])('%s', async (_, env, expected) => {
  const paid = await paidBy(env, DAYS);

  expect(paid?.requests).toEqual(expected);
});

test('the refusal names the limit that binds', async () => {
  const paid = await paidBy({ [MONTH]: '0.05', [DAY]: '0.03' }, DAYS);

  expect(paid?.reasons[0]).toContain('0.03 of the 0.03 USD allowed today is spent');
  expect(paid?.reasons[1]).toContain('0.05 of the 0.05 USD allowed this month is spent');
});

test.each([
  [{}, '0'],
  [{ [MONTH]: '20' }, '20'],
  [{ [DAY]: '1.00' }, '31'],
  [{ [DAY]: '0.05' }, '1.55'],
  [{ [DAY]: '1', [MONTH]: '2.50' }, '2.50'],
  [{ [DAY]: '0', [MONTH]: '2.50' }, '0'],
])('%j allows %s USD a month at most', (env, most) => {
  expect(loadSettings({ env }).cost.spendCapUsd).toBe(most);
});

test('20 requests at once stay within both limits', async () => {
  const calls = memory();
  const limits = limitsOf({ [MONTH]: '0.10', [DAY]: '0.07' });
  const cap = new SpendCap({ ...limits, calls, now: () => Date.parse('2026-10-05') });

  const ended = await Promise.allSettled(Array.from({ length: 20 }, () => cap.pay(CALL)));

  expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(7);
  expect(decimalText(await calls.spent(0))).toBe('0.07');
});
