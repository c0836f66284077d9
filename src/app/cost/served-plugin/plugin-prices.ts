import { LRUCache } from 'lru-cache';
import { readOwnPrices, type OwnPrices, type PricePlanOptions } from '../engine/price-plan.ts';
import { planPrices } from '../engine/plan-prices.ts';
import {
  describedUsage,
  DescribedTypes,
  planOf,
  type Described,
} from '../../../cost/engine/plugins/serve/described-resource.ts';
import { PluginRefusal } from '../../../cost/engine/plugins/serve/plugin-refusal.ts';
import { regionOf } from '../../../cost/engine/plans/region-names.ts';
import {
  projectPlan,
  regionsOf,
  type ProjectedResource,
} from '../../../cost/engine/projection/project-plan.ts';
import type { CostModel } from '../../../cost/models/define-cost-model.ts';
import type { RegionPrices } from '../../../cost/prices/price-book.ts';
import { loadCostModels, type CostModels } from '../cost-models.ts';
import { messageOf } from '../../../lib/errors.ts';

/** Regions whose prices are in memory at once: AWS has some 35. */
const MOST_REGIONS = 40;
/** As often prices are read again, in milliseconds: they change about once a week. */
const PRICES_MS = 6 * 3_600_000;

interface Read {
  readonly prices: RegionPrices | undefined;
}

/** Prices resources that are described one by one. The prices of a region are read when the first needs them. */
export class PluginPrices {
  readonly types: DescribedTypes;
  readonly #models: ReadonlyMap<string, CostModel>;
  readonly #own: OwnPrices;
  readonly #regions: LRUCache<string, Read>;

  private constructor({ models, needs }: CostModels, own: OwnPrices, options: PricePlanOptions) {
    this.#models = models;
    this.types = new DescribedTypes(models);
    this.#own = own;
    this.#regions = new LRUCache({
      max: MOST_REGIONS,
      ttl: PRICES_MS,
      fetchMethod: async (region) => {
        const found = await planPrices({ ...options, needs, regions: [region] });
        for (const problem of found.problems) options.warn(problem);
        return { prices: found.regions.get(region) };
      },
    });
  }

  /** @throws {ConfigurationError} for a usage file or a folder of specs that cannot be used */
  static async open(options: PricePlanOptions): Promise<PluginPrices> {
    return new PluginPrices(await loadCostModels(), await readOwnPrices(options), options);
  }

  /** In the order of the resources. @throws {PluginRefusal} while the source of prices does not answer */
  async price(all: readonly Described[]): Promise<readonly ProjectedResource[]> {
    const plan = planOf(all, this.types);
    const prices = new Map<string, RegionPrices | undefined>();
    for (const region of regionsOf(plan, this.#models)) {
      // A replica names its region itself, in words of the caller.
      if (regionOf(region) === undefined) continue;
      prices.set(region, (await this.#read(region)).prices);
    }
    const { specs } = this.#own;
    return projectPlan(plan, {
      models: this.#models,
      prices: (region) => prices.get(region),
      ...(specs.size > 0 && { spec: (name: string) => specs.get(name) }),
      usage: describedUsage,
    });
  }

  /** Are there prices of the region? @throws {PluginRefusal} while the source of prices does not answer */
  async hasPrices(region: string): Promise<boolean> {
    return (await this.#read(region)).prices !== undefined;
  }

  async #read(region: string): Promise<Read> {
    try {
      return (await this.#regions.fetch(region)) ?? { prices: undefined };
    } catch (error) {
      throw new PluginRefusal(
        'unavailable',
        `the prices of ${region} could not be read: ${messageOf(error)}`,
        { cause: error, remedy: 'give a price file with --prices' },
      );
    }
  }
}
