import { SPOT_TAGS } from '../../../cost/findings/ec2/spot-candidate.ts';
import { valued, type ThresholdValues } from '../../../cost/findings/threshold.ts';
import type { RegionStatus } from '../../../cost/prices/region-status.ts';
import type { PaidTotal } from '../../../cost/prices/paid-calls.ts';
import { systemClock } from '../../../lib/clock.ts';
import { LongshoreError, messageOf } from '../../../lib/errors.ts';
import { plural } from '../../../lib/plural.ts';
import type { Store } from '../../../store/store.ts';
import { capacityBlockUses } from '../prices/capacity-block-uses.ts';
import type { CostModels } from '../cost-models.ts';
import type { Prices } from '../prices/open-prices.ts';
import { priceEstate, regionsInUse } from './price-estate.ts';
import { possibleSpotUses } from '../prices/spot-uses.ts';

/** What pricing the store did. */
export interface CostedEstate {
  readonly resources: number;
  /** The state of each region's prices. */
  readonly regions: readonly RegionStatus[];
  /** The paid calls that were made for it. Undefined while nothing may be paid. */
  readonly paid: PaidTotal | undefined;
}

export interface CostEstateOptions {
  readonly store: Store;
  readonly prices: Prices;
  readonly models: CostModels;
  readonly signal: AbortSignal;
  /** Further regions whose prices are brought up to date. @default none */
  readonly regions?: readonly string[];
  /** Says which instances may run on spot. @default the thresholds' own defaults */
  readonly thresholds?: ThresholdValues;
  /** Receives what could not be read: its resources are unpriced, or keep older prices. */
  warn(message: string): void;
  /** Receives what is done now, for a person who waits. */
  onStep?(step: string): void;
}

/** Brings the prices of all regions in use up to date, and prices every resource of the store. */
export async function costEstate(options: CostEstateOptions): Promise<CostedEstate> {
  const { store, prices, models, signal, warn, onStep } = options;
  const inUse = await regionsInUse(store, models.models.keys(), signal);
  const used = [...new Set([...inUse, ...(options.regions ?? [])])];
  onStep?.(`Reading the prices of ${plural(used.length, 'region')}`);
  const regions = await prices.refresh(used, signal);
  for (const { problem, ambiguous, region } of regions) {
    if (problem !== undefined) warn(withFix(problem));
    for (const { key, skus } of ambiguous) {
      warn(`two rows for one price of ${region}, ${key.join(' ')}: ${skus.join(' and ')}`);
    }
  }
  await addSpotPrices(options);
  await addCapacityBlockRates(options);
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
  return { resources, regions, paid: prices.paid };
}

async function addSpotPrices(options: CostEstateOptions): Promise<void> {
  const { store, prices, signal, warn, thresholds = {} } = options;
  const { value: tags } = valued(SPOT_TAGS, thresholds);
  const failed = new Map<string, string[]>();
  for (const use of await possibleSpotUses(store, tags, signal)) {
    try {
      await prices.addSpotPrices(use, signal);
    } catch (error) {
      signal.throwIfAborted();
      const why = withFix(error);
      failed.set(why, [...(failed.get(why) ?? []), use.region]);
    }
  }
  for (const [why, regions] of failed) warn(`no spot prices of ${regions.join(', ')}: ${why}`);
}

async function addCapacityBlockRates(options: CostEstateOptions): Promise<void> {
  const { store, prices, signal, warn, onStep } = options;
  for (const use of await capacityBlockUses(store, signal)) {
    onStep?.(`Reading the capacity blocks of ${use.account}`);
    try {
      await prices.addCapacityBlockRates(use, signal);
    } catch (error) {
      signal.throwIfAborted();
      warn(`no new prices of the capacity blocks of ${use.account}: ${withFix(error)}`);
    }
  }
}

/** What happened, and what to do about it. */
function withFix(error: unknown): string {
  const remedy = error instanceof LongshoreError ? error.remedy : undefined;
  return remedy === undefined ? messageOf(error) : `${messageOf(error)}; fix: ${remedy}`;
}
