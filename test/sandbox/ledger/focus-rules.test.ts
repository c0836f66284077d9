import { expect, test } from '@jest/globals';
import { Estate } from '../../../src/sandbox/estate/estate.ts';
import { SIMULATED_KINDS } from '../../../src/sandbox/kinds/registry.generated.ts';
import { billFacts } from '../../../src/sandbox/ledger/exports/export-row.ts';
import { FOCUS_1_2 } from '../../../src/sandbox/ledger/exports/focus-columns.ts';
import { focusRows } from '../../../src/sandbox/ledger/exports/focus-rows.ts';
import { Ledger } from '../../../src/sandbox/ledger/ledger.ts';
import { violations } from './focus-rules.ts';
import { Clock, ESTATE } from './world.ts';

const DATA = process.env['LONGSHORE_TEST_DATA'] ?? '';
const clock = new Clock('2026-10-20T12:00:00Z');

/** Days with every kind of line: fees of the month, purchases of commitments, credits and refunds. */
const DAYS = ['2026-09-01', '2026-09-10', '2026-09-20', '2025-12-24', '2026-04-03'] as const;

function rows(): Record<string, string>[] {
  const estate = new Estate(ESTATE);
  const ledger = new Ledger(estate, SIMULATED_KINDS, clock.now);
  return estate.accountIds.flatMap((accountId) =>
    DAYS.flatMap((day) => {
      const facts = billFacts(estate, day.slice(0, 7), ledger.refresh());
      const lines = [...ledger.lines(accountId, day)];
      return lines
        .flatMap((line) => focusRows(line, facts))
        .map((row) => Object.fromEntries(FOCUS_1_2.map(({ name }) => [name, row[name] ?? ''])));
    }),
  );
}

// Without LONGSHORE_TEST_DATA there is no rule model to compare with.
(DATA === '' ? test.skip : test)('a FOCUS export breaks no rule of FOCUS 1.2', () => {
  const found = violations(DATA, rows());

  expect(found.map(({ rule, text, rows: count }) => ({ rule, text, count }))).toEqual([]);
});

test('it has charges of every category, and of used and unused commitments', () => {
  const all = rows();

  expect(new Set(all.map(({ ChargeCategory }) => ChargeCategory))).toEqual(
    new Set(['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment']),
  );
  expect(new Set(all.map(({ CommitmentDiscountStatus }) => CommitmentDiscountStatus))).toEqual(
    new Set(['', 'Used', 'Unused']),
  );
  expect(all.some(({ ChargeClass }) => ChargeClass === 'Correction')).toBe(true);
});
