import { describe, expect, test } from '@jest/globals';
import { forecastFigures, harshFigures, ledgerFigures } from '../../../bench/analysis/measured.ts';
import { readLedgers } from '../../../bench/analysis/ledger.ts';
import { realBillAlerts } from '../../../bench/analysis/measure-real-bill.ts';
import { nabScore } from '../../../bench/analysis/nab.ts';
import { dateOf } from '../../../src/cost/analysis/calendar-day.ts';
import { missedFigures } from './missed-figures.ts';

const DATA = process.env['LONGSHORE_TEST_DATA'];

// Where LONGSHORE_TEST_DATA is not set, labelled-ledgers.test.ts has synthetic ledgers.
(DATA === undefined ? describe.skip : describe)('data from outside (LONGSHORE_TEST_DATA)', () => {
  const data = DATA ?? '';

  test('ledgers are analysed as well as required', async () => {
    const ledgers = [...(await readLedgers(data))];
    const named = (isHarsh: boolean) =>
      ledgers.filter(([name]) => name.includes('harsh') === isHarsh).map(([, ledger]) => ledger);

    expect(
      missedFigures([...ledgerFigures(named(false)), ...forecastFigures(named(false))]),
    ).toEqual([]);
    expect(missedFigures(harshFigures(named(true)))).toEqual([]);
  });

  test('a real bill of 67 USD has one alert: its new EKS cluster', async () => {
    const bill = await realBillAlerts(data);

    expect(bill?.alerts.map(({ service, rule, start }) => [service, rule, dateOf(start)])).toEqual([
      ['Amazon Elastic Container Service for Kubernetes', 'new-spend', '2024-04-19'],
    ]);
  });

  test('NAB’s standard profile scores at least 58', async () => {
    const nab = await nabScore(data);

    expect(nab?.series).toBe(28);
    expect(nab?.score).toBeGreaterThan(58);
  });
});
