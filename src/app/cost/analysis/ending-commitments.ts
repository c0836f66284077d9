import { z } from 'zod';
import { dayNumber, type DayNumber } from '../../../cost/analysis/calendar-day.ts';
import type { KnownItem } from '../../../cost/analysis/forecast/forecast.ts';
import { decimal, plus, toNumber, ZERO, type Decimal } from '../../../cost/money/decimal.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import { allRows } from '../../store/all-rows.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import type { Basis } from '../../../cost/money/basis.ts';
import { storedCommitments } from '../collect/stored-commitments.ts';

const DAY = 'YYYY-MM-DD'.length;

/** A Savings Plan or a reservation that ends within a forecast. */
export interface EndingCommitment {
  readonly type: 'savings-plan' | 'reservation';
  readonly id: string;
  /** The last day that it covers, or covers in part. */
  readonly lastDay: DayNumber;
  readonly currency: string;
  /**
   * How much more usage costs a day afterwards, if nothing is bought. Undefined where Cost Explorer did not say what it
   * saved.
   */
  readonly dailyIncrease: number | undefined;
  /** The upfront fee that was paid for it, if the stored bill goes back to its purchase. */
  readonly upfrontFee: Decimal | undefined;
}

/** What the commands and collections have last stored about commitments that end in a time. */
export async function endingCommitments(
  reader: Pick<StoreReader, 'query'>,
  { from, to, basis }: { readonly from: DayNumber; readonly to: DayNumber; readonly basis: Basis },
  signal: AbortSignal,
): Promise<readonly EndingCommitment[]> {
  const reports = await storedCommitments(reader, signal);
  const ending = reports.flatMap(({ commitments, period, currency }) =>
    commitments.flatMap(({ type, id, endsAt, cost, netSavings }) => {
      if (endsAt === undefined) return [];
      const lastDay = dayNumber(endsAt.slice(0, DAY));
      if (lastDay < from || lastDay >= to) return [];
      const saved = lostSaving(basis, cost, netSavings);
      const dailyIncrease = saved === undefined ? undefined : toNumber(saved) / daysOf(period);
      return [{ type, id, lastDay, currency, dailyIncrease }];
    }),
  );
  const fees = await upfrontFees(reader, ending.map(({ id }) => id), signal); // prettier-ignore
  return ending.map((one) => ({ ...one, upfrontFee: fees.get(one.id) }));
}

/** The days after the end of commitments, with what they add to a series in a currency. */
export function knownItemsOf(
  ending: readonly EndingCommitment[],
  { to, currency }: { readonly to: DayNumber; readonly currency: string },
): readonly KnownItem[] {
  return ending.flatMap(({ id, lastDay, dailyIncrease: amount, currency: its }) => {
    if (amount === undefined || its !== currency) return [];
    const days = Array.from({ length: Math.max(0, to - lastDay) }, (_, n) => lastDay + 1 + n);
    return days.map((day) => ({ day, amount, name: `end of ${id}` }));
  });
}

/**
 * What covered usage costs more without its commitment. In effective cost it carried the commitment's own; it is billed
 * with nothing; public and contracted prices do not change.
 */
function lostSaving(
  basis: Basis,
  cost: Decimal | undefined,
  netSavings: Decimal | undefined,
): Decimal | undefined {
  switch (basis) {
    case 'EffectiveCost':
      return netSavings;
    case 'BilledCost':
      return cost === undefined || netSavings === undefined ? undefined : plus(cost, netSavings);
    case 'ListCost':
    case 'ContractedCost':
      return ZERO;
  }
}

/** @param month `2026-10` */
function daysOf(month: string): number {
  const start = new Date(`${month}-01T00:00:00Z`);
  return new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 0)).getUTCDate();
}

const Fee = z.tuple([z.string(), z.string()]);

async function upfrontFees(
  reader: Pick<StoreReader, 'query'>,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Decimal>> {
  if (ids.length === 0) return new Map();
  const sql = `select CommitmentDiscountId, sum(BilledCost) from charges where ChargeCategory = 'Purchase'
      and ChargeFrequency = 'One-Time' and CommitmentDiscountId in (${ids.map(sqlText).join(', ')})
    group by 1 order by 1`;
  const rows = await allRows(reader, sql, signal);
  return new Map(
    rows.map((row) => {
      const [id, fee] = Fee.parse(row);
      return [id, decimal(fee)];
    }),
  );
}
