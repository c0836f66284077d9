import type { QueryValue } from '../../../store/store.ts';

/** What spreadsheets take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const AMOUNT = /^[+-]?\d+(?:\.\d+)?$/;

/**
 * A value for a spreadsheet. Whoever may tag or name a resource writes what is in a bill: a text that would be computed is
 * marked as a text by an apostrophe.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function spreadsheetCell(value: QueryValue): QueryValue {
  if (typeof value !== 'string' || !FORMULA.test(value) || AMOUNT.test(value)) return value;
  return `'${value}`;
}
