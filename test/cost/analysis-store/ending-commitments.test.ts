import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  forecastReport,
  forecastReportJson,
  type ForecastReport,
} from '../../../src/app/cost/analysis/forecast-report.ts';
import { storeCommitments } from '../../../src/app/cost/collect/stored-commitments.ts';
import type { Commitment } from '../../../src/cost/explorer/commitments.ts';
import { dayNumber } from '../../../src/cost/analysis/calendar-day.ts';
import { decimal } from '../../../src/cost/money/decimal.ts';
import { openDuckDb, type TemporaryStore } from '../../helpers/open-duckdb.ts';
import { daysFrom, NEVER, PAYER, storeBill } from './stored-bill.ts'; // prettier-ignore

const FEE = { CommitmentDiscountId: 'plan', ChargeFrequency: 'One-Time' };

let opened: TemporaryStore;
beforeAll(async () => {
  opened = await openDuckDb();
  const charges = daysFrom('2026-07-01', '2026-10-31').flatMap((day) => [
    { day, amount: 100 },
    ...(day === '2026-07-01' ? [{ day, amount: 730, category: 'Purchase', more: FEE }] : []),
  ]);
  await storeBill(opened.store, charges, { collectedAt: '2026-11-04T06:00:00Z' });
  const plan: Commitment = {
    ...{ type: 'savings-plan', id: 'plan', account: PAYER, region: undefined, what: 'COMPUTE_SP' },
    ...{ paymentOption: 'Partial Upfront', endsAt: '2026-11-09T12:00:00.000Z' },
    ...{ utilization: decimal('90'), cost: decimal('310'), netSavings: decimal('155') },
  };
  const commitments = [
    plan,
    { ...plan, id: 'silent', netSavings: undefined },
    { ...plan, id: 'later', endsAt: '2027-02-01T00:00:00.000Z' },
  ];
  await storeCommitments(
    opened.store,
    {
      ...{ payer: PAYER, period: '2026-10', currency: 'USD', commitments },
      coverage: { savingsPlans: undefined, reservations: undefined },
      readAt: Date.parse('2026-11-02T00:00:00Z'),
    },
    NEVER,
  );
});
afterAll(async () => {
  await opened[Symbol.asyncDispose]();
});

type Basis = 'EffectiveCost' | 'BilledCost' | 'ListCost';

function forecastOf(basis: Basis, filters: { group: 'account'; values: string[] }[] = []): Promise<ForecastReport> {
  const question = { groups: ['service' as const], filters, basis, to: dayNumber('2026-10-30') };
  return forecastReport(opened.store, question, NEVER);
} // prettier-ignore

/** What is expected on a day, in whole dollars. */
function expectedOn(report: ForecastReport, day: string): number | undefined {
  const [total] = report.totals;
  if (total?.forecast.status !== 'forecast') return undefined;
  const found = total.forecast.days.find((one) => one.day === dayNumber(day));
  return found === undefined ? undefined : Math.round(found.expected);
}

test('what a commitment saved comes back after its end, in the totals', async () => {
  const report = await forecastOf('EffectiveCost');

  expect(report.ending).toMatchObject([
    { id: 'plan', lastDay: dayNumber('2026-11-09'), dailyIncrease: 5, upfrontFee: decimal('730') },
    { id: 'silent', dailyIncrease: undefined, upfrontFee: undefined },
  ]);
  expect(['2026-11-09', '2026-11-10', '2026-11-29'].map((day) => expectedOn(report, day))).toEqual([
    100, 105, 105,
  ]);
  const [group] = report.groups;
  expect(group?.forecast.status === 'forecast' && Math.round(group.forecast.total.expected)).toBe(3_000); // prettier-ignore
  expect(JSON.stringify(forecastReportJson(report))).toContain('"lastDay":"2026-11-09","dailyIncrease":5,"upfrontFee":"730"'); // prettier-ignore
});

test('billed cost has the whole usage back; list prices and filtered bills have nothing', async () => {
  expect(expectedOn(await forecastOf('BilledCost'), '2026-11-12')).toBe(115);
  expect((await forecastOf('ListCost')).ending[0]).toMatchObject({ dailyIncrease: 0 });
  const filtered = await forecastOf('EffectiveCost', [{ group: 'account', values: [PAYER] }]);
  expect(filtered.ending).toEqual([]);
  expect(expectedOn(filtered, '2026-11-12')).toBe(100);
});
