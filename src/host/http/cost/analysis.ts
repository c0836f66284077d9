import { anomalyReport } from '../../../app/cost/analysis/anomaly-report.ts';
import { billDays, commonDays } from '../../../app/cost/analysis/bill-days.ts';
import { forecastReport, type ForecastReport } from '../../../app/cost/analysis/forecast-report.ts';
import { trendReport, type TrendReport } from '../../../app/cost/analysis/trend-report.ts';
import { wasteReport, type WasteReport } from '../../../app/cost/analysis/waste-report.ts';
import type { ShownAnomaly } from '../../../app/cost/analysis/anomaly-report.ts';
import type { ChargeFilter } from '../../../app/cost/bill/charge-groups.ts';
import type { ChargePeriod } from '../../../app/cost/bill/charge-period.ts';
import { chargeReport, type ChargeReport } from '../../../app/cost/bill/charge-report.ts';
import type { Opportunity } from '../../../app/cost/findings/opportunity.ts';
import { opportunityReport } from '../../../app/cost/findings/opportunity-report.ts';
import type { StoreReader } from '../../../app/store/store-reader.ts';
import { serviceCode } from '../../../cost/billing/service-codes.ts';
import { dayNumber, type DayNumber } from '../../../cost/analysis/calendar-day.ts';
import type { Basis } from '../../../cost/money/basis.ts';

/** Opportunities of an analysis: those that save most. */
const TOP = 10;

export interface AnalysisQuestion {
  readonly period: ChargePeriod;
  /** Services as the bill has them; undefined for all. */
  readonly services: ChargeFilter | undefined;
  /** The same services as opportunities have them. */
  readonly findingServices: readonly string[] | undefined;
  readonly basis: Basis;
}

/** Everything about the cost of a time. The parts of a report, each from the store. */
export interface Analysis {
  readonly bill: ChargeReport;
  readonly anomalies: readonly ShownAnomaly[];
  readonly trends: TrendReport;
  readonly waste: WasteReport;
  readonly forecast: ForecastReport;
  readonly topOpportunities: readonly Opportunity[];
}

export async function analyse(
  reader: Pick<StoreReader, 'query'>,
  question: AnalysisQuestion,
  signal: AbortSignal,
): Promise<Analysis> {
  const { period, services, basis } = question;
  const filters = services === undefined ? [] : [services];
  const groups = ['service'] as const;
  const asked = { period, granularity: 'total', groups, filters, basis } as const;
  const bill = await chargeReport(reader, asked, signal);
  const to = await lastDay(reader, period, signal);
  const found = await anomalyReport(reader, { from: period.from, to: period.to }, signal);
  return {
    bill,
    anomalies: found.anomalies.filter(({ service }) => isOf(service, services)),
    trends: await trendReport(reader, { groups, filters, basis, to }, signal),
    waste: await wasteReport(reader, signal),
    forecast: await forecastReport(reader, { groups: [], filters, basis, to }, signal),
    topOpportunities: await topOpportunities(reader, question, signal),
  };
}

/** The last day of a time that analysis can use. */
async function lastDay(
  reader: Pick<StoreReader, 'query'>,
  { to }: Pick<ChargePeriod, 'to'>,
  signal: AbortSignal,
): Promise<DayNumber | undefined> {
  const days = commonDays(await billDays(reader, signal));
  return days === undefined ? undefined : Math.min(days.stableTo, dayNumber(to));
}

async function topOpportunities(
  reader: Pick<StoreReader, 'query'>,
  { findingServices: services }: Pick<AnalysisQuestion, 'findingServices'>,
  signal: AbortSignal,
): Promise<readonly Opportunity[]> {
  const any = undefined;
  const filter = {
    ...{ types: any, accounts: any, regions: any, priorities: any, minSaving: any, currency: any },
    advisors: any,
    ...{ services, verdicts: ['yes'] as const, states: ['open'] as const },
  };
  const order = { sort: 'monthly_saving', isAscending: false, offset: 0, limit: TOP } as const;
  return (await opportunityReport(reader, { filter, ...order }, signal)).opportunities;
}

/**
 * Is it one of the services? Bills, exports and AWS's monitors name a service in different ways: its code is the same.
 *
 * @param services undefined for all
 */
export function isOf(
  service: string | null,
  services: Pick<ChargeFilter, 'values'> | undefined,
): boolean {
  if (services === undefined) return true;
  if (service === null) return false;
  const { values } = services;
  return values.includes(service) || values.includes(serviceCode(service) ?? service);
}
