import { decimal, roundedText, toNumber } from '../../../cost/money/decimal.ts';

/** Digits after the point of an amount in Port: a number there is a double. */
const DIGITS = 6;

/** An amount of the store, which has more digits, as a property. */
export function amountOf(text: string): number {
  return toNumber(decimal(roundedText(decimal(text), DIGITS)));
}

/** The same, for what may be unknown. */
export function knownAmount(text: string | null): number | undefined {
  return text === null ? undefined : amountOf(text);
}
