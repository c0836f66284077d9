import {
  DuckDBMapType,
  DuckDBMapValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  JsonDuckDBValueConverter,
  type DuckDBType,
  type DuckDBValue,
  type DuckDBValueConverter,
  type Json,
} from '@duckdb/node-api';

/** The last time that a `Date` holds. */
const LAST_MS = 8_640_000_000_000_000;

/**
 * A value as JSON has it: whole numbers are numbers as far as JSON's readers keep them exact, and texts beyond;
 * a map is an object.
 */
export function jsonValue(
  value: DuckDBValue,
  type: DuckDBType,
  converter: DuckDBValueConverter<Json>,
): Json {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (value instanceof DuckDBMapValue && type instanceof DuckDBMapType) {
    const { keyType, valueType } = type;
    return Object.fromEntries(
      value.entries.map(({ key, value: member }) => [
        textOf(converter(key, keyType, converter)),
        converter(member, valueType, converter) ?? null,
      ]),
    );
  }
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue) {
    return timeText(value);
  }
  return JsonDuckDBValueConverter(value, type, converter) ?? null;
}

/** ISO 8601 in UTC; microseconds where there are some. */
function timeText(value: DuckDBTimestampTZValue | DuckDBTimestampValue): string {
  const milliseconds = Number(value.micros / 1_000n);
  if (!(Math.abs(milliseconds) <= LAST_MS)) return value.toString(); // infinity, or beyond what Date holds
  const micros = value.micros % 1_000n;
  const text = new Date(milliseconds).toISOString();
  return micros > 0n ? `${text.slice(0, -1)}${String(micros).padStart(3, '0')}Z` : text;
}

function textOf(key: Json | null): string {
  return typeof key === 'string' ? key : JSON.stringify(key);
}
