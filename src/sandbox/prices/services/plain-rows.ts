import type { PriceRow } from '../price-row.ts';

/** What a row of a table may have besides. */
export type RowDetails = Omit<PriceRow, 'family' | 'usage' | 'unit' | 'price'>;

/** A row that only its usage type tells from others of its family: the columns of a table. */
export type PlainRow = readonly [
  family: string,
  usage: string,
  unit: string,
  price: PriceRow['price'],
  details?: RowDetails,
];

/** The rows of a table; a family without a name is none. */
export function plainRows(
  rows: readonly PlainRow[],
  all: Partial<PriceRow> = {},
): readonly PriceRow[] {
  return rows.map(([family, usage, unit, price, details = {}]) => ({
    ...(family !== '' && { family }),
    usage,
    unit,
    price,
    ...all,
    ...details,
  }));
}

/** Free up to a quantity. */
export function afterFree(quantity: string, price: string): PriceRow['price'] {
  return [
    ['0', '0'],
    [quantity, price],
  ];
}
