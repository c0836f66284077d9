import { BILL_COLUMNS } from '../../../store/charges.ts';
import type { QueryColumn, QueryValue } from '../../../store/store.ts';
import { csvText } from '../../store/row-text.ts';
import { NO_QUERY_LIMITS, type StoreReader } from '../../store/store-reader.ts';
import type { ChargePeriod } from './charge-period.ts';
import { periodSql } from './charge-report.ts';

/** Formats of files in the form of FOCUS. */
export const CHARGE_FILES = ['parquet', 'csv'] as const;
export type ChargeFile = (typeof CHARGE_FILES)[number];

/** Times in FOCUS have no fraction where it says nothing: `2026-10-01T00:00:00Z`. */
const NO_FRACTION = /\.000Z$/;

/**
 * Charges in the columns of FOCUS 1.2 and AWS's own, as a file in pieces. Amounts keep all of their digits.
 *
 * @see https://focus.finops.org/focus-specification/v1-2/
 */
export async function* exportCharges(
  reader: StoreReader,
  format: ChargeFile,
  period: ChargePeriod,
  signal: AbortSignal,
): AsyncGenerator<string | Uint8Array, void> {
  const sql = `select ${BILL_COLUMNS.map(({ name }) => name).join(', ')} from charges where ${periodSql(period)}`;
  if (format === 'parquet') {
    yield* reader.parquet(sql, NO_QUERY_LIMITS, signal);
    return;
  }
  const result = await reader.query(sql, NO_QUERY_LIMITS, signal);
  const text = csvText(result.columns satisfies readonly QueryColumn[]);
  yield text.head;
  for await (const rows of result.rows()) yield text.rows(rows.map(inFocusForm));
}

function inFocusForm(row: readonly QueryValue[]): readonly QueryValue[] {
  return row.map((value, index) =>
    BILL_COLUMNS[index]?.type === 'time' && typeof value === 'string'
      ? value.replace(NO_FRACTION, 'Z')
      : value,
  );
}
