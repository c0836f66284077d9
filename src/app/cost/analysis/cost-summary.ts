import type { StoreReader } from '../../store/store-reader.ts';
import { findingReport, type FindingReport } from '../findings/finding-report.ts';
import type { ChargeGroup } from '../bill/charge-groups.ts';
import { chargeReport, type ChargeQuestion, type ChargeReport } from '../bill/charge-report.ts';
import { chargeReportJson } from '../bill/charge-report-json.ts';
import {
  allocationReport,
  allocationReportJson,
  type AllocationReport,
} from './allocation-report.ts';
import { anomalyReport, anomalyReportJson, type AnomalyReport } from './anomaly-report.ts';
import {
  budgetReport,
  budgetReportJson,
  type BudgetQuestion,
  type BudgetReport,
} from './budget-report.ts';
import { forecastReport, forecastReportJson, type ForecastReport } from './forecast-report.ts';
import { trendReport, trendReportJson, type TrendReport } from './trend-report.ts';
import { wasteReport, wasteReportJson, type WasteReport } from './waste-report.ts';

/** Findings with the greatest savings that a summary names. */
const TOP_FINDINGS = 10;

export interface SummaryQuestion
  extends Pick<ChargeQuestion, 'period' | 'filters' | 'basis'>, BudgetQuestion {
  /** What the bill is split by; the first group also splits trends and the forecast. @default service */
  readonly groups?: readonly ChargeGroup[] | undefined;
  /** What the bill is allocated by. @default account */
  readonly allocatedBy?: ChargeGroup | undefined;
}

/** Where the money goes, what is unusual, what will come, and what could be saved. */
export interface CostSummary {
  readonly question: SummaryQuestion;
  /** Of the period: the same figures as `cost show`. */
  readonly bill: ChargeReport;
  readonly daily: ChargeReport;
  readonly anomalies: AnomalyReport;
  readonly trends: TrendReport;
  readonly forecast: ForecastReport;
  readonly waste: WasteReport;
  readonly budgets: BudgetReport;
  readonly allocation: AllocationReport;
  readonly topFindings: FindingReport['findings'];
}

/** Everything that the store says of cost. Nothing is asked of AWS. */
export async function costSummary(
  reader: Pick<StoreReader, 'query'>,
  question: SummaryQuestion,
  signal: AbortSignal,
): Promise<CostSummary> {
  const { period, filters, basis, groups = ['service'], allocatedBy = 'account' } = question;
  const asked = { period, filters, basis };
  const series = { groups: groups.slice(0, 1), filters, basis: 'EffectiveCost' } as const;
  const top = {
    verdict: 'yes',
    minSaving: undefined,
    showsAll: false,
    limit: TOP_FINDINGS,
  } as const;
  const all = { types: undefined, services: undefined, accounts: undefined };
  const findings = await findingReport(reader, { ...all, ...top }, signal);
  return {
    question,
    bill: await chargeReport(reader, { ...asked, granularity: 'total', groups }, signal),
    daily: await chargeReport(reader, { ...asked, granularity: 'daily', groups: [] }, signal),
    anomalies: await anomalyReport(reader, { from: period.from, to: period.to }, signal),
    trends: await trendReport(reader, series, signal),
    forecast: await forecastReport(reader, series, signal),
    waste: await wasteReport(reader, signal),
    budgets: await budgetReport(reader, question, signal),
    allocation: await allocationReport(reader, { ...asked, by: allocatedBy }, signal),
    topFindings: findings.findings,
  };
}

/** For programs: amounts are exact texts. */
export function costSummaryJson(summary: CostSummary): object {
  return {
    bill: chargeReportJson(summary.bill),
    anomalies: anomalyReportJson(summary.anomalies),
    trends: trendReportJson(summary.trends),
    forecast: forecastReportJson(summary.forecast),
    waste: wasteReportJson(summary.waste),
    budgets: budgetReportJson(summary.budgets),
    allocation: allocationReportJson(summary.allocation),
    topOpportunities: summary.topFindings,
  };
}
