/** Digits after the point in prices, as AWS writes them. */
const DIGITS = 10;
const ONE = 10n ** BigInt(DIGITS);

/** A price at so many percent, with the ten digits that AWS writes: `0.0480000000`. */
export function priceText(text: string, percent = 100): string {
  return textOf((unitsOf(text) * BigInt(percent)) / 100n);
}

/** A sum of prices, each so many times: an instance, and Windows for its vCPUs. */
export function priceSum(...parts: readonly (readonly [price: string, times: number])[]): string {
  return textOf(parts.reduce((sum, [price, times]) => sum + unitsOf(price) * BigInt(times), 0n));
}

function unitsOf(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole) * ONE + BigInt(fraction.padEnd(DIGITS, '0').slice(0, DIGITS));
}

function textOf(units: bigint): string {
  return `${units / ONE}.${(units % ONE).toString().padStart(DIGITS, '0')}`;
}
