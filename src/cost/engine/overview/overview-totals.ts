import { plus, ZERO, type Decimal } from '../../money/decimal.ts';
import type { OverviewRow } from './overview-row.ts';

/** The sums of an overview in one currency. */
export interface OverviewTotal {
  readonly currency: string;
  /** By the bill. Undefined where it has nothing of any resource. */
  readonly billed: Decimal | undefined;
  /** A month after the change. */
  readonly projected: Decimal;
  /** The known changes. */
  readonly delta: Decimal;
  readonly savings: Decimal;
}

/** The sums of the rows, by currency. What the stack does not own is in none. */
export function overviewTotals(rows: readonly OverviewRow[]): readonly OverviewTotal[] {
  const totals = new Map<string, Omit<OverviewTotal, 'currency'>>();
  const add = (
    currency: string | undefined,
    name: keyof Omit<OverviewTotal, 'currency'>,
    amount: Decimal | undefined,
  ): void => {
    if (currency === undefined || amount === undefined) return;
    const total = totals.get(currency) ?? NOTHING;
    totals.set(currency, { ...total, [name]: plus(total[name] ?? ZERO, amount) });
  };
  for (const { projected, billed, findings } of rows) {
    if (projected.resource.isExternal) continue;
    const { before, after, difference } = projected;
    for (const { currency, total } of billed) add(currency, 'billed', total);
    add(after?.currency, 'projected', after?.monthly);
    add(after?.currency ?? before?.currency, 'delta', difference);
    for (const { currency, saving } of findings) add(currency, 'savings', saving);
  }
  return [...totals]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([currency, total]) => ({ currency, ...total }));
}

const NOTHING = { billed: undefined, projected: ZERO, delta: ZERO, savings: ZERO };
