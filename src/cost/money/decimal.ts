import { InternalError } from '../../lib/errors.ts';
import {
  DECIMAL_SCALE,
  roundedDecimal,
  scaledDecimal,
  scaledDecimalText,
  withoutTrailingZeros,
} from '../../lib/scaled-decimal.ts';

const ONE_UNITS = 10n ** BigInt(DECIMAL_SCALE);

declare const scaled: unique symbol;

/** An exact decimal number with 18 digits after the point, as the store's `DECIMAL(38, 18)`. */
export type Decimal = bigint & { readonly [scaled]: true };

/**
 * A decimal, a text such as `0.0960000000` or `1e-7`, or a number by its shortest decimal form (rounded at the 18th
 * digit after the point: a measured average may have more).
 */
export type DecimalLike = Decimal | number | string;

export const ZERO = ofUnits(0n);
export const ONE = ofUnits(ONE_UNITS);

/**
 * The exact value of a text or a number.
 *
 * @throws {DecimalError} for anything that is not a decimal number, or a text with more than 18 digits after the point
 */
export function decimal(value: DecimalLike): Decimal {
  if (typeof value === 'bigint') return value;
  if (Number.isSafeInteger(value)) return ofUnits(BigInt(value) * ONE_UNITS); // most quantities
  const parsed = parseDecimal(String(value)) ?? rounded(value);
  if (parsed === undefined) throw new DecimalError(value);
  return parsed;
}

function rounded(value: DecimalLike): Decimal | undefined {
  return typeof value === 'number' ? parseDecimal(value.toFixed(DECIMAL_SCALE)) : undefined;
}

/** As {@link decimal}. @returns undefined for what is not a decimal number of at most 18 digits after the point */
export function parseDecimal(text: string): Decimal | undefined {
  const units = scaledDecimal(text);
  return units === undefined ? undefined : ofUnits(units);
}

/** As {@link parseDecimal}, for doubles of others: digits after the 18th are rounded, half away from zero. */
export function parseRounded(text: string): Decimal | undefined {
  const units = roundedDecimal(text);
  return units === undefined ? undefined : ofUnits(units);
}

/** Exact. */
export function sumOf(values: Iterable<Decimal>): Decimal {
  let units = 0n;
  for (const value of values) units += value;
  return ofUnits(units);
}

/** Exact. */
export function plus(one: Decimal, other: Decimal): Decimal {
  return ofUnits(one + other);
}

/** Exact. */
export function minus(one: Decimal, other: Decimal): Decimal {
  return ofUnits(one - other);
}

/** The product, rounded half away from zero at the 18th digit: exact for a price and a quantity. */
export function times(one: Decimal, other: Decimal): Decimal {
  return ofUnits(quotient(one * other, ONE_UNITS));
}

/** The quotient, rounded half away from zero at the 18th digit. */
export function dividedBy(one: Decimal, other: Decimal): Decimal {
  return ofUnits(quotient(one * ONE_UNITS, other));
}

export function smaller(one: Decimal, other: Decimal): Decimal {
  return one < other ? one : other;
}

/** All its digits, without zeros at the end: `0.096`. */
export function decimalText(value: Decimal): string {
  return withoutTrailingZeros(scaledDecimalText(value));
}

/** Rounded half away from zero, with exactly this many digits after the point. Round once, when shown. */
export function roundedText(value: Decimal, digits: number): string {
  const step = 10n ** BigInt(DECIMAL_SCALE - digits);
  const text = scaledDecimalText(quotient(value, step) * step);
  const whole = text.length - DECIMAL_SCALE - 1;
  return text.slice(0, digits === 0 ? whole : whole + 1 + digits);
}

/** The nearest double: for metrics and charts, never for sums. */
export function toNumber(value: Decimal): number {
  return Number(decimalText(value));
}

function quotient(units: bigint, divisor: bigint): bigint {
  const isNegative = units < 0n !== divisor < 0n;
  const size = units < 0n ? -units : units;
  const by = divisor < 0n ? -divisor : divisor;
  const rounded = (size + by / 2n) / by;
  return isNegative ? -rounded : rounded;
}

function ofUnits(units: bigint): Decimal {
  return units as Decimal;
}

/** Thrown for a text that is not a decimal number: data from outside is parsed with {@link parseDecimal} instead. */
export class DecimalError extends InternalError {
  constructor(value: unknown) {
    super(`${JSON.stringify(String(value))} is not a decimal number of at most 18 digits`);
  }
}
