import {
  estimatesOf,
  modifiedPlan,
  singleResource,
  type Estimated,
  type SingleResource,
} from '../../../cost/engine/estimate/what-if.ts';
import type { PriceFacts } from '../../../cost/engine/output/projected-json.ts';
import type { PlanNote } from '../../../cost/engine/plans/planned-resource.ts';
import type { UsageFile } from '../../../cost/engine/projection/usage-file.ts';
import { openPlan, type OpenPlanOptions } from './open-plan.ts';
import { pricePlan, readOwnPrices, type PricePlanOptions } from './price-plan.ts';

export type EstimateCostsOptions = Omit<OpenPlanOptions, 'plan'> &
  PricePlanOptions & {
    readonly of:
      | (SingleResource & {
          readonly plan?: undefined;
          /** By the names of a usage file. */
          readonly usage: ReadonlyMap<string, string>;
        })
      | {
          readonly plan: string;
          /** Each `resource:name=value`. */
          readonly changes: readonly string[];
        };
  };

/** What changes to resources cost. */
export interface EstimatedCosts {
  readonly estimates: readonly Estimated[];
  readonly prices: PriceFacts;
  readonly notes: readonly PlanNote[];
}

/**
 * What a resource, or what changes to the resources of a plan would cost.
 *
 * @throws {PlanError} for a plan that cannot be read
 * @throws {ConfigurationError} for a resource or a property that cannot be understood
 */
export async function estimateCosts(options: EstimateCostsOptions): Promise<EstimatedCosts> {
  const { of, onStep } = options;
  const own = await readOwnPrices(options);
  onStep('Reading the plan');
  const whatIf =
    of.plan === undefined
      ? singleResource(of)
      : modifiedPlan(await openPlan({ ...options, plan: of.plan }), of.changes);
  const usage = of.plan === undefined ? withUsage(own.usage, of.usage) : own.usage;
  const { resources, prices } = await pricePlan(whatIf.plan, { ...own, usage }, options);
  return { estimates: estimatesOf(whatIf, resources), prices, notes: whatIf.plan.notes };
}

/** Usage that was given beside the file. */
function withUsage(
  file: UsageFile | undefined,
  given: ReadonlyMap<string, string>,
): UsageFile | undefined {
  if (given.size === 0) return file;
  return {
    unused: file?.unused ?? [],
    of(resource) {
      const inFile = file?.of(resource);
      return (name) => given.get(name) ?? inFile?.(name);
    },
  };
}
