import { describe, expect, test } from '@jest/globals';
import { ledgerFigures } from '../../../bench/analysis/measured.ts';
import { syntheticLedger } from '../../../bench/analysis/synthetic-ledger.ts';
import { missedFigures } from './missed-figures.ts';

describe('synthetic ledgers with labelled anomalies', () => {
  const ledgers = [syntheticLedger('test-1', 60), syntheticLedger('test-2', 60)];

  test('are the same on every machine', () => {
    expect(syntheticLedger('test-1', 60)).toEqual(ledgers[0]);
    expect(ledgers[0]?.events.length).toBeGreaterThan(60);
  });

  test('are analysed as well as required, and far better than day over day', () => {
    const figures = ledgerFigures(ledgers);

    expect(missedFigures(figures)).toEqual([]);
    const precision = figures.find(({ name }) => name === 'up: precision');
    expect(precision?.value).toBeGreaterThan(10 * (precision?.dayOverDay ?? 1));
  });
});
