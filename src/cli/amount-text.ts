import { decimal, decimalText, roundedText, type Decimal } from '../cost/money/decimal.ts';

/** The digits of cents. */
const MONEY_DIGITS = 2;

/**
 * An amount for a person, rounded: `12,410.55`.
 *
 * @param digits after the point
 */
export function amountText(amount: Decimal, digits: number = MONEY_DIGITS): string {
  const text = roundedText(amount, digits);
  const point = text.indexOf('.');
  return text.slice(0, point).replaceAll(/\B(?=(?:\d{3})+$)/g, ',') + text.slice(point);
}

/**
 * What paid requests cost, for a person: `0.20 USD`. No digit is left out.
 *
 * @param usd exact
 */
export function paidText(usd: string): string {
  const exact = decimalText(decimal(usd));
  const rounded = roundedText(decimal(usd), MONEY_DIGITS);
  return `${exact.length > rounded.length ? exact : rounded} USD`;
}
