import fc from 'fast-check';
import type { StoredRow, StoredRowOf, StoredTable } from '../../src/store/stored-table.ts';

/** A table with a column of every type: declaring it is all that a store needs. */
export const SAMPLE = {
  name: 'sample',
  description: 'rows of a test',
  columns: [
    { name: 'id', type: 'integer' },
    { name: 'order', type: 'text' },
    { name: 'amount', type: 'decimal' },
    { name: 'at', type: 'time' },
    { name: 'document', type: 'json' },
    { name: 'flag', type: 'boolean' },
    { name: 'tags', type: 'tags' },
    { name: 'note', type: 'text', nullable: true },
    { name: 'count', type: 'integer', nullable: true },
    { name: 'price', type: 'decimal', nullable: true },
    { name: 'since', type: 'time', nullable: true },
    { name: 'extra', type: 'json', nullable: true },
    { name: 'is_known', type: 'boolean', nullable: true },
  ],
} as const satisfies StoredTable;

/** The same, for rows that are computed from files. */
export const BULK_SAMPLE = {
  ...SAMPLE,
  name: 'bulk_sample',
  sortedBy: ['note', 'id'],
} as const satisfies StoredTable;

/** What a query gives for a row of the sample. */
export type SampleValues = readonly unknown[];

/** A row, and what a query gives for it. */
export interface SampleRow {
  readonly row: StoredRow;
  readonly values: SampleValues;
}

const MOST = 10n ** 38n - 1n;

interface Pair {
  readonly given: StoredRow[number];
  readonly shown: unknown;
}

const text = fc
  .oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('', "'", '\\', '"', '\t\n'))
  .map((value): Pair => ({ given: value, shown: value }));
const integer = fc
  .oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.maxSafeInteger().map(BigInt))
  .map((value): Pair => {
    const number = Number(value);
    const isSafe = Number.isSafeInteger(number);
    return { given: isSafe ? number : value, shown: isSafe ? number : String(value) };
  });
const decimal = fc
  .oneof(fc.bigInt({ min: -MOST, max: MOST }), fc.integer().map(BigInt), fc.constant(10n ** 18n))
  .map((units): Pair => {
    const given = spelled(units);
    return { given, shown: given.replace(/\.?0+$/, '') };
  });
const time = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2299-12-31'), noInvalidDate: true })
  .map((date): Pair => ({ given: date, shown: date.toISOString() }));
const json = fc.json().map((value): Pair => ({ given: value, shown: value }));
const boolean = fc.boolean().map((value): Pair => ({ given: value, shown: value }));
const tags = fc
  .dictionary(fc.string({ maxLength: 6 }), fc.string({ maxLength: 6 }), {
    maxKeys: 3,
    noNullPrototype: true,
  })
  .map((value): Pair => ({ given: value, shown: value }));

const TYPES = { text, integer, decimal, time, json, boolean, tags };
const NULL: Pair = { given: null, shown: null };

/** Any row of the sample. */
export const sampleRows: fc.Arbitrary<SampleRow> = fc
  .tuple(
    ...SAMPLE.columns.map((column) => {
      const values = TYPES[column.type];
      return 'nullable' in column ? fc.oneof(fc.constant(NULL), values) : values;
    }),
  )
  .map((pairs) => ({
    row: pairs.map(({ given }) => given),
    values: pairs.map(({ shown }) => shown),
  }));

/** With all 18 digits after the point. */
function spelled(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(19, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -18)}.${digits.slice(-18)}`;
}

/** A row of the sample with this number. */
export function sampleRow(id: number, note = ''): StoredRowOf<typeof SAMPLE> {
  return [id, 'x', '0.10', 0, '{}', true, {}, note, null, null, null, null, null];
}
