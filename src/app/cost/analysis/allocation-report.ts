import { allocate, type Allocation } from '../../../cost/analysis/allocation.ts';
import { decimalText, minus, type Decimal } from '../../../cost/money/decimal.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { groupName, valueOrNull, type ChargeGroup } from '../bill/charge-groups.ts';
import { chargeReport, type ChargeQuestion, type ChargeReport } from '../bill/charge-report.ts';

export interface AllocationQuestion extends Pick<ChargeQuestion, 'period' | 'filters' | 'basis'> {
  /** What charges are allocated by: a tag, or the account. */
  readonly by: ChargeGroup;
}

/** Who pays what, in one currency. */
export interface CurrencyAllocation extends Allocation {
  readonly currency: string;
  /** Credits and taxes: of no group, and not in the total of the allocation. */
  readonly credits: Decimal;
  readonly taxes: Decimal;
  /** Groups beyond the most that are kept in memory. */
  readonly otherGroups: Decimal;
  /** The total, credits and taxes: the bill. */
  readonly bill: Decimal;
  /** What is not allocated, by service: the greatest first. */
  readonly unallocatedServices: Allocation['groups'];
}

export interface AllocationReport extends Pick<ChargeReport, 'sources' | 'finalUntil'> {
  readonly question: AllocationQuestion;
  /** By currency. */
  readonly allocations: readonly CurrencyAllocation[];
}

/** Splits the bill by a tag or by account. What has no value is shown as the unallocated part. */
export async function allocationReport(
  reader: Pick<StoreReader, 'query'>,
  question: AllocationQuestion,
  signal: AbortSignal,
): Promise<AllocationReport> {
  const { by, ...rest } = question;
  const asked = { ...rest, granularity: 'total' } as const;
  const report = await chargeReport(reader, { ...asked, groups: [by] }, signal);
  const untagged = await chargeReport(
    reader,
    { ...asked, groups: ['service'], filters: [...rest.filters, { group: by, values: [''] }] },
    signal,
  );
  return {
    question,
    sources: report.sources,
    finalUntil: report.finalUntil,
    allocations: [...report.totals].map(([currency, totals]): CurrencyAllocation => {
      const allocation = allocate(
        report.rows
          .filter((row) => row.currency === currency)
          .map(({ values, amount }) => ({
            value: valueOrNull(by, values[0] ?? '') ?? undefined,
            amount,
          })),
      );
      return {
        ...allocation,
        currency,
        credits: totals.credits,
        taxes: totals.taxes,
        otherGroups: minus(totals.charges, allocation.total),
        bill: totals.total,
        unallocatedServices: untagged.rows
          .filter((row) => row.currency === currency)
          .map(({ values, amount }) => ({ value: values[0] ?? '', amount })),
      };
    }),
  };
}

/** For programs: amounts are exact texts. */
export function allocationReportJson({
  question,
  allocations,
  sources,
  finalUntil,
}: AllocationReport): object {
  const { period, basis, by } = question;
  const groups = (its: Allocation['groups']): object[] =>
    its.map(({ value, amount }) => ({ value, amount: decimalText(amount) }));
  return {
    basis,
    period: { from: period.from, to: period.to, by: period.column },
    allocatedBy: groupName(by),
    allocations: allocations.map((one) => ({
      currency: one.currency,
      groups: groups(one.groups),
      unallocated: decimalText(one.unallocated),
      unallocatedServices: groups(one.unallocatedServices),
      otherGroups: decimalText(one.otherGroups),
      allocatedShare: one.allocatedShare ?? null,
      charges: decimalText(one.total),
      credits: decimalText(one.credits),
      taxes: decimalText(one.taxes),
      bill: decimalText(one.bill),
    })),
    sources,
    finalUntil,
  };
}
