/** Digits after the point in costs and quantities, as AWS's bills have them. */
const DIGITS = 10;
export const ONE = 10n ** BigInt(DIGITS);

/** An exact decimal: a number of 10^-10 units. */
export type Exact = bigint;

const FORM = /^(?<sign>-?)(?<whole>\d+)(?:\.(?<fraction>\d+))?$/;

/**
 * Reads a decimal; digits after the tenth are cut off.
 *
 * @throws {TypeError} for text that is not a plain decimal
 */
export function exact(text: string): Exact {
  const { sign = '', whole, fraction = '' } = FORM.exec(text)?.groups ?? {};
  if (whole === undefined) throw new TypeError(`${text} is not a decimal`);
  const units = BigInt(whole) * ONE + BigInt(fraction.slice(0, DIGITS).padEnd(DIGITS, '0'));
  return sign === '-' ? -units : units;
}

/** A number of simulated usage or cost, from its shortest decimal form. */
export function exactOf(value: number): Exact {
  return exact(value.toFixed(DIGITS));
}

export function whole(count: number): Exact {
  return BigInt(count) * ONE;
}

/** The product, rounded half up to the tenth digit. */
export function times(one: Exact, other: Exact): Exact {
  return rounded(one * other, ONE);
}

/** A share of an amount, rounded half up to the tenth digit. */
export function share(amount: Exact, part: bigint, total: bigint): Exact {
  return rounded(amount * part, total);
}

/** Rounded half up to cents. */
export function toCents(amount: Exact): Exact {
  const cent = ONE / 100n;
  return rounded(amount, cent) * cent;
}

function rounded(value: bigint, divisor: bigint): bigint {
  const half = divisor / 2n;
  return value >= 0n ? (value + half) / divisor : -((-value + half) / divisor);
}

/** In its shortest spelling: `0.096`, `-5`. */
export function exactText(units: Exact): string {
  const digits = (units < 0n ? -units : units).toString().padStart(DIGITS + 1, '0');
  const fraction = digits.slice(-DIGITS).replace(/0+$/, '');
  const sign = units < 0n ? '-' : '';
  return `${sign}${digits.slice(0, -DIGITS)}${fraction === '' ? '' : `.${fraction}`}`;
}
