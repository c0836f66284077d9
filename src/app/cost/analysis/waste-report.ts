import { z } from 'zod';
import { wasteSummary, type WasteRow, type WasteSummary } from '../../../cost/analysis/waste.ts';
import { dateOf, type DayNumber } from '../../../cost/analysis/calendar-day.ts';
import { decimal, decimalText, plus, ZERO, type Decimal } from '../../../cost/money/decimal.ts';
import { allRows } from '../../store/all-rows.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { findingAges } from '../findings/finding-report.ts';
import { billDays, commonDays } from './bill-days.ts';
import { dailySeries } from './daily-series.ts';

/** The month that waste is compared with, in days. */
const MONTH_DAYS = 30;

/** What could be saved each month, in one currency. */
export interface CurrencyWaste extends WasteSummary {
  readonly currency: string;
  /** Findings that make up the total. */
  readonly findings: number;
  /** Recommendations of AWS that add to them. */
  readonly advice: number;
  /** What everything costs in 30 days by the bill, in EffectiveCost. Undefined without a bill in this currency. */
  readonly wholeCost: Decimal | undefined;
}

export interface WasteReport {
  /** By currency. */
  readonly waste: readonly CurrencyWaste[];
  /** Findings whose saving is not known, and resources that could not be judged: in no total. */
  readonly withoutSaving: number;
  readonly unknown: number;
  /** When findings were evaluated: the oldest, in ISO 8601. Null: never, so that nothing is known of waste. */
  readonly evaluatedAt: string | null;
  /** The days of the bill that the share is of. */
  readonly billed: { readonly from: DayNumber; readonly to: DayNumber } | undefined;
}

const Row = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string().nullable(),
  z.coerce.number(),
  z.coerce.number(),
]);
const Counts = z.tuple([z.coerce.number(), z.coerce.number()]);
const OPEN = "(select id as open_id, verdict from optimization_opportunities where state = 'open')";
const RESOURCE = "concat(f.account, '/', f.region, '/', coalesce(f.kind, ''), '/', f.resource_id)";

/** What open findings and AWS's own advice say could be saved, each resource counted once and never above its cost. */
export async function wasteReport(
  reader: Pick<StoreReader, 'query'>,
  signal: AbortSignal,
): Promise<WasteReport> {
  const bill = commonDays(await billDays(reader, signal));
  const billed =
    bill === undefined ? undefined : { from: bill.stableTo - MONTH_DAYS + 1, to: bill.stableTo };
  const costs = new Map<string, Decimal>();
  if (billed !== undefined) {
    const question = { groups: [], filters: [], basis: 'EffectiveCost' } as const;
    for await (const { currency, days } of dailySeries(reader, question, billed, signal)) {
      costs.set(
        currency,
        days.reduce((sum, { amount }) => plus(sum, amount), ZERO),
      );
    }
  }
  // Savings of one resource's findings, and what AWS's advice adds, are counted beside each other: their sum can be saved.
  const rows = await allRows(
    reader,
    `select money, resource, its_service, sum(saving), max(cost), sum(findings), sum(advice) from (
       select f.currency as money, ${RESOURCE} as resource, f.service as its_service, f.monthly_saving as saving,
         f.monthly_cost as cost, 1 as findings, 0 as advice
       from findings as f join ${OPEN} as o on o.open_id = f.id
       where f.verdict = 'yes' and f.monthly_saving is not null and f.currency is not null
       union all
       select f.currency, ${RESOURCE}, f.service, f.monthly_saving, f.monthly_cost, 0, 1
       from aws_opportunities as f join ${OPEN} as o on o.open_id = f.id where f.monthly_saving > 0
     ) as counted group by 1, 2, 3 order by 1, 2, 3`,
    signal,
  );
  const byCurrency = new Map<
    string,
    { readonly rows: WasteRow[]; findings: number; advice: number }
  >();
  for (const row of rows) {
    const [currency, resource, service, saving, cost, findings, advice] = Row.parse(row);
    const its = byCurrency.get(currency) ?? { rows: [], findings: 0, advice: 0 };
    its.rows.push({ resource, service, saving: decimal(saving), cost: decimal(cost ?? saving) });
    its.findings += findings;
    its.advice += advice;
    byCurrency.set(currency, its);
  }
  const [counts] = await allRows(
    reader,
    `select count(*) filter (where f.verdict = 'yes' and f.monthly_saving is null), count(*) filter (where f.verdict = 'unknown')
     from findings as f join ${OPEN} as o on o.open_id = f.id`,
    signal,
  );
  const [withoutSaving, unknown] = Counts.parse(counts ?? [0, 0]);
  return {
    waste: [...byCurrency].map(([currency, { rows: its, findings, advice }]) => {
      const wholeCost = costs.get(currency);
      return { currency, findings, advice, wholeCost, ...wasteSummary(its, wholeCost ?? ZERO) };
    }),
    withoutSaving,
    unknown,
    evaluatedAt: (await findingAges(reader, signal)).evaluatedAt,
    billed,
  };
}

/** For programs: amounts are exact texts. */
export function wasteReportJson({
  waste,
  withoutSaving,
  unknown,
  evaluatedAt,
  billed,
}: WasteReport): object {
  return {
    source: 'open findings and AWS recommendations',
    evaluatedAt,
    period: 'month of 730 hours',
    waste: waste.map(
      ({ currency, total, share, byService, resources, findings, advice, wholeCost }) => ({
        ...{ currency, findings, awsRecommendations: advice, resources },
        monthly: decimalText(total),
        shareOfBill: share ?? null,
        billed:
          billed === undefined || wholeCost === undefined
            ? null
            : {
                from: dateOf(billed.from),
                to: dateOf(billed.to),
                basis: 'EffectiveCost',
                amount: decimalText(wholeCost),
              },
        byService: byService.map((one) => ({
          service: one.service,
          monthly: decimalText(one.total),
        })),
      }),
    ),
    findingsWithoutSaving: withoutSaving,
    unknownFindings: unknown,
  };
}
