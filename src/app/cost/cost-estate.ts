import type { RegionStatus } from '../../cost/prices/region-status.ts';
import { systemClock } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import { plural } from '../../lib/plural.ts';
import type { Store } from '../../store/store.ts';
import type { CostModels } from './cost-models.ts';
import type { Prices } from './open-prices.ts';
import { priceEstate, regionsInUse } from './price-estate.ts';
import { spotUses } from './spot-uses.ts';

/** What pricing the store did. */
export interface CostedEstate {
  readonly resources: number;
  /** The state of each region's prices. */
  readonly regions: readonly RegionStatus[];
}

export interface CostEstateOptions {
  readonly store: Store;
  readonly prices: Prices;
  readonly models: CostModels;
  readonly signal: AbortSignal;
  /** Receives what could not be read: its resources are unpriced, or keep older prices. */
  warn(message: string): void;
  /** Receives what is done now, for a person who waits. */
  onStep?(step: string): void;
}

/** Brings the prices of all regions in use up to date, and prices every resource of the store. */
export async function costEstate(options: CostEstateOptions): Promise<CostedEstate> {
  const { store, prices, models, signal, warn, onStep } = options;
  const used = await regionsInUse(store, models.models.keys(), signal);
  onStep?.(`Reading the prices of ${plural(used.length, 'region')}`);
  const regions = await prices.refresh(used, signal);
  for (const { problem, ambiguous, region } of regions) {
    if (problem !== undefined) warn(problem.message);
    for (const { key, skus } of ambiguous) {
      warn(`two rows for one price of ${region}, ${key.join(' ')}: ${skus.join(' and ')}`);
    }
  }
  await addSpotPrices(options);
  onStep?.('Pricing the stored resources');
  const resources = await priceEstate(
    store,
    {
      models: models.models,
      freeKinds: models.freeKinds,
      prices: (region) => prices.book.region(region),
      now: systemClock.now,
    },
    signal,
  );
  return { resources, regions };
}

async function addSpotPrices({ store, prices, signal, warn }: CostEstateOptions): Promise<void> {
  for (const use of await spotUses(store, signal)) {
    try {
      await prices.addSpotPrices(use, signal);
    } catch (error) {
      signal.throwIfAborted();
      warn(`no spot prices of ${use.region}: ${messageOf(error)}`);
    }
  }
}
