import {
  DuckDBMapType,
  DuckDBMapValue,
  JsonDuckDBValueConverter,
  type DuckDBType,
  type DuckDBValue,
  type DuckDBValueConverter,
  type Json,
} from '@duckdb/node-api';

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
  return JsonDuckDBValueConverter(value, type, converter) ?? null;
}

function textOf(key: Json | null): string {
  return typeof key === 'string' ? key : JSON.stringify(key);
}
