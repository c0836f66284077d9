import { DuckDBTimestampTZValue } from '@duckdb/node-api';

/** A name in SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in SQL. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** @param milliseconds since the Unix epoch */
export function timestamp(milliseconds: number): DuckDBTimestampTZValue {
  return new DuckDBTimestampTZValue(BigInt(Math.round(milliseconds)) * 1_000n);
}
