import { organizationAccount } from '../../estate/organization.ts';
import type { Handler } from '../../services/handler.ts';
import type { Ledger } from '../ledger.ts';
import type { LedgerOptions } from '../ledger-options.ts';
import { getAnomalies, getAnomalyMonitors } from './anomalies.ts';
import { getCostForecast, getUsageForecast } from './forecast.ts';
import {
  getSavingsPlansCoverage,
  getSavingsPlansUtilization,
  getSavingsPlansUtilizationDetails,
} from './plan-reports.ts';
import {
  getReservationPurchaseRecommendation,
  getRightsizingRecommendation,
  getSavingsPlansPurchaseRecommendation,
} from './recommendations.ts';
import { getReservationCoverage, getReservationUtilization } from './reservation-reports.ts';
import { getCostCategories, getDimensionValues, getTags } from './values.ts';
import { getCostAndUsage } from './cost-and-usage.ts';
import { checkAccess, type ExplorerHandler } from './requests.ts';
import { getCostAndUsageWithResources } from './with-resources.ts';

const OPERATIONS: Readonly<Record<string, ExplorerHandler>> = {
  GetAnomalies: getAnomalies,
  GetAnomalyMonitors: getAnomalyMonitors,
  GetCostAndUsage: getCostAndUsage,
  GetCostAndUsageWithResources: getCostAndUsageWithResources,
  GetCostCategories: getCostCategories,
  GetCostForecast: getCostForecast,
  GetDimensionValues: getDimensionValues,
  GetReservationCoverage: getReservationCoverage,
  GetReservationPurchaseRecommendation: getReservationPurchaseRecommendation,
  GetReservationUtilization: getReservationUtilization,
  GetRightsizingRecommendation: getRightsizingRecommendation,
  GetSavingsPlansCoverage: getSavingsPlansCoverage,
  GetSavingsPlansPurchaseRecommendation: getSavingsPlansPurchaseRecommendation,
  GetSavingsPlansUtilization: getSavingsPlansUtilization,
  GetSavingsPlansUtilizationDetails: getSavingsPlansUtilizationDetails,
  GetTags: getTags,
  GetUsageForecast: getUsageForecast,
};

/** Cost Explorer over a ledger. */
export function costExplorer(
  ledger: Ledger,
  options: LedgerOptions,
): Readonly<Record<string, Handler>> {
  return Object.fromEntries(
    Object.entries(OPERATIONS).map(([name, operation]): [string, Handler] => [
      name,
      (input, context) => {
        const accountNames = (id: string): string =>
          organizationAccount(context.estate, id).Name ?? id;
        const explorer = { ...context, ledger, options, accountNames };
        checkAccess(explorer);
        return operation(input, explorer);
      },
    ]),
  );
}
