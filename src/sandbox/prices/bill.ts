/** What Cost Explorer tells apart. */
export const BILL_DIMENSIONS = [
  'LINKED_ACCOUNT',
  'RECORD_TYPE',
  'REGION',
  'SERVICE',
  'USAGE_TYPE',
] as const;
export type BillDimension = (typeof BILL_DIMENSIONS)[number];

/** A line of the bill: a usage type of a day. */
export interface BillRow {
  readonly dimensions: Readonly<Record<BillDimension, string>>;
  /** USD, unblended. */
  readonly cost: number;
  readonly quantity: number;
  /** Of the quantity: `GB-Month`. */
  readonly unit: string;
}

/** Where the lines of a bill come from. */
export interface Bill {
  /**
   * The lines of a day.
   *
   * @param day `2026-08-01`, in UTC
   */
  rowsOf(day: string): Iterable<BillRow>;
}
