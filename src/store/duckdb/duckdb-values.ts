import {
  DuckDBMapType,
  DuckDBMapValue,
  DuckDBTimestampTZValue,
  DuckDBTypeId,
  JsonDuckDBValueConverter,
  type DuckDBValueConverter,
  type Json,
} from '@duckdb/node-api';
import { withoutTrailingZeros } from '../../lib/scaled-decimal.ts';
import { isoTime, safeInteger } from '../query-values.ts';

type Convert = DuckDBValueConverter<Json>;

const MICROSECONDS = 1_000_000n;
/** In 2242: numbers are exact up to there. */
const LATEST_MS = 2 ** 33 * 1_000;

const integer: Convert = (value) => safeInteger(BigInt(String(value)));

const decimal: Convert = (value) => withoutTrailingZeros(String(value));

const localTime: Convert = (value) => timeText(String(value));

/** The library's own text of it is in the time zone of the machine. */
const time: Convert = (value) => {
  if (!(value instanceof DuckDBTimestampTZValue)) return null;
  const milliseconds = Number(value.micros) / 1_000;
  // Most times have no microseconds; a number has those of all years that ISO has four digits for.
  if (Number.isInteger(milliseconds) && Math.abs(milliseconds) < LATEST_MS) {
    return new Date(milliseconds).toISOString();
  }
  const fraction = ((value.micros % MICROSECONDS) + MICROSECONDS) % MICROSECONDS;
  const seconds = new Date(Number((value.micros - fraction) / 1_000n));
  if (Number.isNaN(seconds.getTime())) return String(value); // infinity
  return timeText(
    `${seconds.toISOString().slice(0, -'.000Z'.length)}.${fraction.toString().padStart(6, '0')}`,
  );
};

const map: Convert = (value, type, convert) => {
  if (!(value instanceof DuckDBMapValue) || !(type instanceof DuckDBMapType)) return null;
  return Object.fromEntries(
    value.entries.map(({ key, value: entry }) => [
      String(key),
      convert(entry, type.valueType, convert),
    ]),
  );
};

/** Where the library's converter for JSON gives something else than ClickHouse does. */
const OWN = new Map<DuckDBTypeId, Convert>([
  [DuckDBTypeId.BIGINT, integer],
  [DuckDBTypeId.UBIGINT, integer],
  [DuckDBTypeId.HUGEINT, integer],
  [DuckDBTypeId.UHUGEINT, integer],
  [DuckDBTypeId.DECIMAL, decimal],
  [DuckDBTypeId.TIMESTAMP, localTime],
  [DuckDBTypeId.TIMESTAMP_S, localTime],
  [DuckDBTypeId.TIMESTAMP_MS, localTime],
  [DuckDBTypeId.TIMESTAMP_NS, localTime],
  [DuckDBTypeId.TIMESTAMP_TZ, time],
  [DuckDBTypeId.MAP, map],
]);

/**
 * Converts the values of results to what JSON can hold: integers are numbers while a number holds them, decimals
 * are texts without zeros at the end, times are ISO
 * text in UTC, maps are objects.
 */
export const convertDuckDbValue: Convert = (value, type, convert) => {
  if (value === null) return null;
  return (OWN.get(type.typeId) ?? JsonDuckDBValueConverter)(value, type, convert);
};

/** `infinity`, and years that ISO has no text for, stay as they are. */
function timeText(text: string): string {
  return /^\d{4}-/.test(text) ? isoTime(text) : text;
}
