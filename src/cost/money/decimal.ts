import { InternalError } from '../../lib/errors.ts';

/** Digits after the point. A price of AWS has up to 12, a quantity up to 6: their product is exact. */
const SCALE = 18;
const ONE_UNITS = 10n ** BigInt(SCALE);

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

const FORM =
  /^(?<sign>[+-]?)(?<whole>\d*)(?:\.(?<fraction>\d*))?(?:[eE](?<exponent>[+-]?\d{1,3}))?$/;

/**
 * The exact value of a text or a number.
 *
 * @throws {DecimalError} for anything that is not a decimal number, or a text with more than 18 digits after the point
 */
export function decimal(value: DecimalLike): Decimal {
  if (typeof value === 'bigint') return value;
  const parsed = parseDecimal(String(value)) ?? rounded(value);
  if (parsed === undefined) throw new DecimalError(value);
  return parsed;
}

function rounded(value: DecimalLike): Decimal | undefined {
  return typeof value === 'number' ? parseDecimal(value.toFixed(SCALE)) : undefined;
}

/** As {@link decimal}. @returns undefined for what is not a decimal number of at most 18 digits after the point */
export function parseDecimal(text: string): Decimal | undefined {
  const {
    sign = '',
    whole = '',
    fraction = '',
    exponent = '0',
  } = FORM.exec(text.trim())?.groups ?? {};
  if (whole === '' && fraction === '') return undefined;
  const shift = SCALE - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  const units = shift >= 0 ? digits * 10n ** BigInt(shift) : withoutZeros(digits, -shift);
  if (units === undefined) return undefined;
  return ofUnits(sign === '-' ? -units : units);
}

function withoutZeros(digits: bigint, places: number): bigint | undefined {
  const divisor = 10n ** BigInt(places);
  return digits % divisor === 0n ? digits / divisor : undefined;
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
  const { sign, whole, fraction } = partsOf(value);
  const shown = fraction.replace(/0+$/, '');
  return shown === '' ? `${sign}${whole}` : `${sign}${whole}.${shown}`;
}

/** Rounded half away from zero, with exactly this many digits after the point. Round once, when shown. */
export function roundedText(value: Decimal, digits: number): string {
  const step = 10n ** BigInt(SCALE - digits);
  const { sign, whole, fraction } = partsOf(ofUnits(quotient(value, step) * step));
  return digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${fraction.slice(0, digits)}`;
}

/** The nearest double: for metrics and charts, never for sums. */
export function toNumber(value: Decimal): number {
  return Number(decimalText(value));
}

function partsOf(value: Decimal): {
  readonly sign: string;
  readonly whole: string;
  readonly fraction: string;
} {
  const digits = (value < 0n ? 0n - value : value).toString().padStart(SCALE + 1, '0');
  return {
    sign: value < 0n ? '-' : '',
    whole: digits.slice(0, -SCALE),
    fraction: digits.slice(-SCALE),
  };
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
