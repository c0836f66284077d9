import { z } from 'zod';
import type { RegionStatus } from '../../cost/prices/region-status.ts';
import type { PaidTotal } from '../../cost/prices/paid-calls.ts';
import type { SpotUse } from '../../cost/prices/spot-history.ts';
import { systemClock } from '../../lib/clock.ts';
import { LongshoreError, messageOf } from '../../lib/errors.ts';
import { plural } from '../../lib/plural.ts';
import type { Store } from '../../store/store.ts';
import { allRows } from '../store/all-rows.ts';
import type { CapacityBlockUse, UsedBlock } from './block-rates.ts';
import type { CostModels } from './cost-models.ts';
import type { Prices } from './open-prices.ts';
import { priceEstate, regionsInUse } from './price-estate.ts';

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
  /** Receives what could not be read: its resources are unpriced, or keep older prices. */
  warn(message: string): void;
  /** Receives what is done now, for a person who waits. */
  onStep?(step: string): void;
}

const SpotRow = z.tuple([z.string(), z.string(), z.string()]);
const SPOT_INSTANCES = `select distinct region, json_text(properties, '$.InstanceType'),
    coalesce(json_text(properties, '$.PlatformDetails'), 'Linux/UNIX')
  from resources where kind = 'AWS::EC2::Instance' and json_text(properties, '$.InstanceLifecycle') = 'spot'
    and json_text(properties, '$.InstanceType') is not null`;

const BlockRow = z.tuple([z.string(), z.string(), z.string()]);
const BLOCK_INSTANCES = `select distinct account, region, json_text(properties, '$.CapacityReservationId')
  from resources where kind = 'AWS::EC2::Instance'
    and json_text(properties, '$.InstanceLifecycle') = 'capacity-block'
    and coalesce(json_text(properties, '$.CapacityReservationId'), '') <> '' order by 1, 2, 3`;

/** Brings the prices of all regions in use up to date, and prices every resource of the store. */
export async function costEstate(options: CostEstateOptions): Promise<CostedEstate> {
  const { store, prices, models, signal, warn, onStep } = options;
  const used = await regionsInUse(store, models.models.keys(), signal);
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

async function addSpotPrices({ store, prices, signal, warn }: CostEstateOptions): Promise<void> {
  const failed = new Map<string, string[]>();
  for (const use of await spotUses(store, signal)) {
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

/** The capacity blocks that instances run in, by account. */
async function capacityBlockUses(
  store: Store,
  signal: AbortSignal,
): Promise<readonly CapacityBlockUse[]> {
  const uses = new Map<string, UsedBlock[]>();
  for (const row of await allRows(store, BLOCK_INSTANCES, signal)) {
    const [account, region, id] = BlockRow.parse(row);
    uses.set(account, [...(uses.get(account) ?? []), { region, id }]);
  }
  return [...uses].map(([account, blocks]) => ({ account, blocks }));
}

/** The instance types that run on spot, by region. */
async function spotUses(store: Store, signal: AbortSignal): Promise<readonly SpotUse[]> {
  const uses = new Map<string, { types: Set<string>; products: Set<string> }>();
  for (const row of await allRows(store, SPOT_INSTANCES, signal)) {
    const [region, type, product] = SpotRow.parse(row);
    const use = uses.get(region) ?? { types: new Set(), products: new Set() };
    use.types.add(type);
    use.products.add(product);
    uses.set(region, use);
  }
  return [...uses].map(([region, { types, products }]) => ({
    region,
    types: [...types],
    products: [...products],
  }));
}
