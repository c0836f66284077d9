import { z } from 'zod';
import type { ChargePeriod } from '../../../app/cost/bill/charge-period.ts';
import type { ChargeReport, ChargeTotals } from '../../../app/cost/bill/charge-report.ts';
import { decimalText, minus, sumOf, ZERO, type Decimal } from '../../../cost/money/decimal.ts';
import { invalidField } from './problem.ts';

/** A report in one currency. */
export interface CurrencyReport extends Omit<ChargeReport, 'totals' | 'others'> {
  /** ISO 4217; null while there are no charges. */
  readonly currency: string | null;
  readonly totals: ChargeTotals;
  /** What groups beyond the most that are kept cost. */
  readonly others: Decimal;
}

const Amount = z.string().describe('exact, in the currency');

/** What every answer about the bill says, besides its rows. */
export const BillTotals = z.object({
  total: Amount.describe('the bill of the period: all rows of all pages, and `unallocated`'),
  unallocated: Amount.describe(
    'the part of the total that is in no row: credits, taxes, and groups that were too many',
  ),
  totals: z.object({
    charges: Amount.describe('without credits and taxes'),
    credits: Amount,
    taxes: Amount,
    other_groups: Amount.describe('of groups beyond the first 100,000'),
    without_resource: Amount.describe('the part of the total that is not tied to a resource'),
    charges_without_basis: z
      .int()
      .describe('charges that do not have this basis: they are not in the total'),
  }),
  currency: z.string().nullable().describe('null while there are no charges'),
  basis: z.enum(['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost']),
  period: z.object({
    start_date: z.string(),
    end_date: z.string(),
    by: z
      .enum(['BillingPeriodStart', 'ChargePeriodStart'])
      .describe('whole months are billing periods'),
  }),
  final_until: z.string().nullable().describe('the last billing period whose invoice is issued'),
  sources: z.array(
    z.object({
      period: z.string(),
      source: z.string(),
      name: z.string(),
      collected_at: z.string(),
      is_final: z.boolean(),
    }),
  ),
  next: z.string().nullable().describe('`page` of the next page; null on the last one'),
});

const NO_CHARGES: ChargeTotals = {
  ...{ charges: ZERO, credits: ZERO, taxes: ZERO, total: ZERO, withoutResource: ZERO, unknown: 0 },
};

/**
 * The report in one currency: the one that is asked for, or the only one.
 *
 * @throws {ApiProblem} when there are several, and none is asked for
 */
export function inCurrency(report: ChargeReport, wanted: string | undefined): CurrencyReport {
  const found = [...report.totals.keys()];
  if (wanted === undefined && found.length > 1) {
    throw invalidField('currency', `currency: the bill has ${found.join(' and ')}: say which one`);
  }
  const currency = wanted ?? found[0] ?? null;
  const isMixed = found.length > 1;
  return {
    ...report,
    currency,
    totals: report.totals.get(currency ?? '') ?? NO_CHARGES,
    others: report.others.get(currency ?? '')?.amount ?? ZERO,
    rows:
      isMixed || currency !== found[0]
        ? report.rows.filter((row) => row.currency === currency)
        : report.rows,
  };
}

/** What every answer says. @returns without `next` */
export function billTotals(report: CurrencyReport): Omit<z.output<typeof BillTotals>, 'next'> {
  const { question, totals, others, currency, finalUntil } = report;
  const { charges, credits, taxes, total, withoutResource, unknown } = totals;
  const allocated = sumOf(report.rows.map(({ amount }) => amount));
  return {
    total: decimalText(total),
    unallocated: decimalText(minus(total, allocated)),
    totals: {
      charges: decimalText(charges),
      credits: decimalText(credits),
      taxes: decimalText(taxes),
      other_groups: decimalText(others),
      without_resource: decimalText(withoutResource),
      charges_without_basis: unknown,
    },
    currency,
    basis: question.basis,
    period: periodJson(question.period),
    final_until: finalUntil,
    sources: sourcesJson(report),
  };
}

/** Where the charges of a report came from, as answers have it. */
export function sourcesJson({
  sources,
}: Pick<ChargeReport, 'sources'>): z.output<typeof BillTotals>['sources'] {
  return sources.map(({ period, source, name, collectedAt, isFinal }) => ({
    ...{ period, source, name, collected_at: collectedAt, is_final: isFinal },
  }));
}

/** A period as answers have it. */
export function periodJson({ from, to, column }: ChargePeriod): {
  readonly start_date: string;
  readonly end_date: string;
  readonly by: ChargePeriod['column'];
} {
  return { start_date: from, end_date: to, by: column };
}
