import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { Settings } from '../../../config/settings.ts';
import { readYamlFile } from '../../../config/yaml-file.ts';
import { PlanError } from '../../../cost/engine/plans/plan-error.ts';
import type { Plan } from '../../../cost/engine/plans/planned-resource.ts';
import { readPlan } from '../../../cost/engine/plans/read-plan.ts';
import type { PriceFacts } from '../../../cost/engine/output/projected-json.ts';
import type { Assumption } from '../../../cost/engine/projection/assumed-cost.ts';
import {
  projectPlan,
  regionsOf,
  type ProjectedResource,
} from '../../../cost/engine/projection/project-plan.ts';
import {
  totalsOf,
  type ProjectedTotals,
} from '../../../cost/engine/projection/projected-totals.ts';
import { usageFile, type UsageFile } from '../../../cost/engine/projection/usage-file.ts';
import type { RegionPrices } from '../../../cost/prices/price-book.ts';
import { errorCode } from '../../../lib/error-code.ts';
import { ConfigurationError, messageOf } from '../../../lib/errors.ts';
import type { RuntimeOpener } from '../../runtime.ts';
import { loadCostModels } from '../cost-models.ts';
import { planPrices } from './plan-prices.ts';
import { readSpecs } from './read-specs.ts';

export interface ProjectCostsOptions {
  readonly settings: Settings;
  readonly cwd: string;
  /** A file, or `-` for standard input. */
  readonly plan: string;
  stdin(): Readable;
  /** The region of resources that do not tell theirs. */
  readonly region: string | undefined;
  readonly usageFile: string | undefined;
  readonly specFolder: string | undefined;
  readonly assumption: Assumption | undefined;
  /** Opens AWS for the Price List API. */
  readonly open: RuntimeOpener;
  readonly signal: AbortSignal;
  onStep(step: string): void;
  warn(message: string): void;
}

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
 * @throws {ConfigurationError} for a usage file or a folder of specs that cannot be used
 */
export async function projectCosts(options: ProjectCostsOptions): Promise<ProjectedCosts> {
  const { signal, onStep, warn, region, assumption } = options;
  const usage = await usageOf(options);
  const specs = await readSpecs(options.specFolder, options.cwd, warn);
  onStep('Reading the plan');
  const plan = await openedPlan(options, { signal, region });
  const { models, needs } = await loadCostModels();
  const regions = regionsOf(plan, models);
  const found = await planPrices({ ...options, needs, regions });
  for (const problem of found.problems) warn(problem);
  onStep('Pricing the plan');
  const resources = projectPlan(plan, {
    models,
    prices: (name) => found.regions.get(name),
    spec: (name) => specs.get(name),
    assumption,
    ...(usage !== undefined && { usage: (resource) => usage.of(resource) }),
  });
  for (const address of usage?.unused ?? []) {
    warn(`the usage file names ${address}, which is not in the plan`);
  }
  const used = regions.flatMap((name) => found.regions.get(name) ?? []);
  return { plan, resources, totals: totalsOf(resources), prices: factsOf(used) };
}

async function openedPlan(
  { plan: name, cwd, stdin }: ProjectCostsOptions,
  options: { readonly signal: AbortSignal; readonly region: string | undefined },
): Promise<Plan> {
  const { signal } = options;
  try {
    const source = name === '-' ? stdin() : createReadStream(path.resolve(cwd, name), { signal });
    return await readPlan(source, options);
  } catch (error) {
    signal.throwIfAborted();
    if (errorCode(error) === undefined || error instanceof PlanError) throw error;
    throw new PlanError('unreadable', `Could not read the plan ${name}: ${messageOf(error)}`, {
      cause: error,
      remedy: 'give the name of a file, or - for standard input',
    });
  }
}

async function usageOf({
  usageFile: name,
  cwd,
}: ProjectCostsOptions): Promise<UsageFile | undefined> {
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
