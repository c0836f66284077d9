/** Digits after the point. A price of AWS has up to 12, a quantity up to 6: their product is exact. */
export const DECIMAL_SCALE = 18;

const FORM =
  /^(?<sign>[+-]?)(?<whole>\d*)(?:\.(?<fraction>\d*))?(?:[eE](?<exponent>[+-]?\d{1,3}))?$/;

/**
 * A decimal number as an integer of units of 10^-18: exact.
 *
 * @param text `0.0960000000`, `-5`, `1e-7`
 * @returns undefined for what is not a decimal number of at most 18 digits after the point
 */
export function scaledDecimal(text: string): bigint | undefined {
  return unitsOf(text, (digits, divisor) =>
    digits % divisor === 0n ? digits / divisor : undefined,
  );
}

/** As {@link scaledDecimal}; digits after the 18th are rounded, half away from zero. */
export function roundedDecimal(text: string): bigint | undefined {
  return unitsOf(text, (digits, divisor) => (digits + divisor / 2n) / divisor);
}

function unitsOf(
  text: string,
  divided: (digits: bigint, divisor: bigint) => bigint | undefined,
): bigint | undefined {
  const {
    sign = '',
    whole = '',
    fraction = '',
    exponent = '0',
  } = FORM.exec(text.trim())?.groups ?? {};
  if (whole === '' && fraction === '') return undefined;
  const shift = DECIMAL_SCALE - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  const units = shift >= 0 ? digits * 10n ** BigInt(shift) : divided(digits, 10n ** BigInt(-shift));
  if (units === undefined) return undefined;
  return sign === '-' ? -units : units;
}

/** All digits of a number of units of 10^-18: `-0.096000000000000000`. */
export function scaledDecimalText(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(DECIMAL_SCALE + 1, '0');
  const sign = units < 0n ? '-' : '';
  return `${sign}${digits.slice(0, -DECIMAL_SCALE)}.${digits.slice(-DECIMAL_SCALE)}`;
}

/** A decimal number in its shortest spelling: `0.096` for `0.096000`, `100` for `100.00`. */
export function withoutTrailingZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
