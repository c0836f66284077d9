import type { PriceFacts } from '../../../cost/engine/output/projected-json.ts';
import type { Plan } from '../../../cost/engine/plans/planned-resource.ts';
import type { ProjectedResource } from '../../../cost/engine/projection/project-plan.ts';
import {
  totalsOf,
  type ProjectedTotals,
} from '../../../cost/engine/projection/projected-totals.ts';
import { parseFilters } from '../../../cost/engine/results/filters.ts';
import { plannedFilterable } from '../../../cost/engine/results/planned-filterable.ts';
import { openPlan, type OpenPlanOptions } from './open-plan.ts';
import { pricePlan, readOwnPrices, type PricePlanOptions } from './price-plan.ts';

export type ProjectCostsOptions = OpenPlanOptions &
  PricePlanOptions & {
    /** Each `key=value`: only what passes all is shown and counted. */
    readonly filters: readonly string[];
  };

/** What a plan costs. */
export interface ProjectedCosts {
  readonly plan: Plan;
  readonly resources: readonly ProjectedResource[];
  readonly totals: ProjectedTotals;
  readonly prices: PriceFacts;
}

/**
 * Reads a plan and prices it.
 *
 * @throws {PlanError} for a plan that cannot be read
 * @throws {ConfigurationError} for a filter, a usage file or a folder of specs that cannot be used
 */
export async function projectCosts(options: ProjectCostsOptions): Promise<ProjectedCosts> {
  const passes = parseFilters(options.filters);
  const own = await readOwnPrices(options);
  options.onStep('Reading the plan');
  const plan = await openPlan(options);
  const { resources: all, prices } = await pricePlan(plan, own, options);
  const resources =
    options.filters.length === 0
      ? all
      : all.filter(({ resource, service }) => passes(plannedFilterable(resource, service)));
  return { plan, resources, totals: totalsOf(resources), prices };
}
