import path from 'node:path';
import type { Settings } from '../../../config/settings.ts';
import { readYamlFile } from '../../../config/read-yaml-file.ts';
import type { PriceFacts } from '../../../cost/engine/output/projected-json.ts';
import type { Plan } from '../../../cost/engine/plans/planned-resource.ts';
import type { Assumption } from '../../../cost/engine/projection/assumed-cost.ts';
import {
  projectPlan,
  regionsOf,
  type ProjectedResource,
} from '../../../cost/engine/projection/project-plan.ts';
import { usageFile, type UsageFile } from '../../../cost/engine/projection/usage-file.ts';
import {
  measurableResources,
  PlannedUsage,
  type LiveUsage,
} from '../../../cost/engine/projection/planned-usage.ts';
import type { CostModel } from '../../../cost/models/define-cost-model.ts';
import type { RegionPrices } from '../../../cost/prices/price-book.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import type { SecretMask } from '../../../lib/secret-mask.ts';
import { mayHaveStore } from '../../store/open-store.ts';
import { loadCostModels } from '../cost-models.ts';
import type { PluginSet } from '../../../cost/engine/plugins/plugin-set.ts';
import { onlyPlugin, openPlugins, type PluginSource } from './open-plugins.ts';
import { planPrices } from './plan-prices.ts';
import { pricedByPlugins } from './priced-by-plugins.ts';
import { readSpecs } from './read-specs.ts';

export interface PricePlanOptions {
  readonly settings: Settings;
  readonly cwd: string;
  readonly usageFile: string | undefined;
  readonly specFolder: string | undefined;
  readonly assumption: Assumption | undefined;
  /** @default no plugins */
  readonly plugins?: PluginSource;
  /** Receives the credentials that the Price List API is asked with. */
  readonly secrets: SecretMask;
  readonly signal: AbortSignal;
  onStep(step: string): void;
  warn(message: string): void;
}

/** What prices are taken from, besides AWS's: read before the plan, so that a mistake ends at once. */
export interface OwnPrices {
  readonly usage: UsageFile | undefined;
  readonly specs: Awaited<ReturnType<typeof readSpecs>>;
}

/** A plan with its costs. */
export interface PricedPlan {
  /** In the order of the plan. */
  readonly resources: readonly ProjectedResource[];
  readonly prices: PriceFacts;
}

/** @throws {ConfigurationError} for a usage file or a folder of specs that cannot be used */
export async function readOwnPrices(options: PricePlanOptions): Promise<OwnPrices> {
  const usage = await usageOf(options);
  const specs = await readSpecs(options.specFolder, options.cwd, options.warn);
  return { usage, specs };
}

/**
 * Prices the resources of a plan.
 *
 * @param running plugins that run already. @default they are started, and stopped at the end
 */
export async function pricePlan(
  plan: Plan,
  { usage, specs }: OwnPrices,
  options: PricePlanOptions,
  running?: PluginSet,
): Promise<PricedPlan> {
  const { warn, onStep, assumption } = options;
  const { models, needs } = await loadCostModels();
  await using started = running === undefined ? await openPlugins(plan, options) : undefined;
  const plugins = await pricedByPlugins(plan, running ?? started, models, options);
  const regions = regionsOf(plan, models);
  const found = await planPrices({ ...options, needs, regions });
  for (const problem of found.problems) warn(problem);
  const used = new PlannedUsage(usage, await measuredUsage(plan, models, options));
  onStep('Pricing the plan');
  const projected = projectPlan(plan, {
    models,
    prices: (name) => found.regions.get(name),
    ...(specs.size > 0 && { spec: (name: string) => specs.get(name) }),
    ...(plugins !== undefined && { plugins }),
    onlyPlugin: onlyPlugin(options),
    assumption,
    usage: (resource) => used.of(resource),
  });
  for (const address of usage?.unused ?? []) {
    warn(`the usage file names ${address}, which is not in the plan`);
  }
  const inUse = regions.flatMap((name) => found.regions.get(name) ?? []);
  return { resources: used.told(projected), prices: factsOf(inUse) };
}

/** The store is opened only where there is one, and the plan has resources that it may know. */
async function measuredUsage(
  plan: Plan,
  models: ReadonlyMap<string, CostModel>,
  options: PricePlanOptions,
): Promise<LiveUsage> {
  if (!(await mayHaveStore(options.settings, options.cwd))) return new Map();
  const measurable = measurableResources(plan, models);
  if (measurable.length === 0) return new Map();
  const { liveUsage } = await import('./live-usage.ts');
  return await liveUsage(measurable, options);
}

async function usageOf({ usageFile: name, cwd }: PricePlanOptions): Promise<UsageFile | undefined> {
  if (name === undefined) return undefined;
  const { value } = await readYamlFile(path.resolve(cwd, name));
  const usage = usageFile(value);
  if (!('problem' in usage)) return usage;
  throw new ConfigurationError(`${name} is not a usage file: ${usage.problem}`, {
    remedy: 'write resource_usage: with an address and its usage below it',
  });
}

function factsOf(regions: readonly RegionPrices[]): PriceFacts {
  const sources = new Set<string>();
  let from: string | undefined;
  for (const { prices } of regions) {
    for (const price of prices.values()) {
      if ('skus' in price) continue;
      sources.add(price.source);
      if (from === undefined || price.publicationDate < from) from = price.publicationDate;
    }
  }
  return { from, sources: [...sources].sort(), simulated: sources.has('simulated') };
}
