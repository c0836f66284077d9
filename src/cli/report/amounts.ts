import { decimal, toNumber, ZERO, type Decimal } from '../../cost/money/decimal.ts';
import { amountText } from '../amount-text.ts';

/** `12,410.55 USD` */
export function money(amount: Decimal | number, currency: string): string {
  const exact = typeof amount === 'number' ? decimal(rounded(amount)) : amount;
  const isSmall = exact !== ZERO && Math.abs(toNumber(exact)) < 0.005;
  return `${amountText(exact, isSmall ? 6 : 2)} ${currency}`;
}

/** An estimate has no more digits than six. */
function rounded(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}

/** `+12.5 %`; `new` where there was nothing before. */
export function percentText(ratio: number | null | undefined): string {
  if (ratio === undefined || ratio === null) return '–';
  const percent = ratio * 100;
  const digits = Math.abs(percent) < 10 ? 1 : 0;
  return `${percent > 0 ? '+' : ''}${percent.toFixed(digits)} %`;
}

/** `82 %` */
export function shareText(ratio: number | null | undefined): string {
  return ratio === undefined || ratio === null
    ? 'unknown'
    : `${(ratio * 100).toFixed(ratio < 0.1 ? 1 : 0)} %`;
}

/** `+120.00 USD` */
export function changeText(amount: Decimal, currency: string): string {
  return `${amount > ZERO ? '+' : ''}${money(amount, currency)}`;
}
