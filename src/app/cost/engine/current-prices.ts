import type { Settings } from '../../../config/settings.ts';
import type { RegionPrices } from '../../../cost/prices/price-book.ts';
import type { NeedsByKind } from '../../../cost/prices/price-selection.ts';
import type { SecretMask } from '../../../lib/secret-mask.ts';
import type { PriceStore } from '../../../cost/prices/price-store.ts';
import { loadStoredPrices } from '../../../cost/prices/stored-prices.ts';
import type { Store } from '../../../store/store.ts';
import { StoreError } from '../../../store/store-error.ts';
import { runtimeOpener } from '../../runtime.ts';
import { findReader } from '../../store/open-reader.ts';
import { openStore } from '../../store/open-store.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { Prices } from '../prices/open-prices.ts';

export interface PlanPricesOptions {
  readonly settings: Settings;
  readonly cwd: string;
  readonly needs: NeedsByKind;
  readonly regions: readonly string[];
  /** Receives the credentials that the Price List API is asked with. */
  readonly secrets: SecretMask;
  readonly signal: AbortSignal;
  onStep(step: string): void;
  warn(message: string): void;
}

/** The prices of a plan's regions. */
export interface PlanPrices {
  readonly regions: ReadonlyMap<string, RegionPrices>;
  /** For a person: why a region has none, or old ones. */
  readonly problems: readonly string[];
}

/** The prices of the store, the Price List API and the public files, in this order. */
export async function currentPrices(options: PlanPricesOptions): Promise<PlanPrices> {
  const { settings, secrets, regions, signal, onStep, warn } = options;
  const open = runtimeOpener({ settings, secrets, failsFast: true, warn });
  await using held = await openedStore(options);
  onStep(`Reading the prices of ${regions.join(', ')}`);
  using prices = await Prices.open({ ...options, ...held.source, open });
  const states = await prices.refresh(regions, signal);
  return {
    regions: new Map([...prices.book.regions].map((one) => [one.region, one])),
    problems: states.flatMap(({ problem }) => (problem === undefined ? [] : [problem.message])),
  };
}

interface OpenedStore extends AsyncDisposable {
  readonly source: { readonly store?: Store; readonly priceStore?: PriceStore };
}

/** The store, if there is one. While another process holds it, its prices are read and none are kept. */
async function openedStore({ settings, cwd, signal }: PlanPricesOptions): Promise<OpenedStore> {
  const reader = await findReader(settings, cwd, signal);
  if (reader === undefined) return { source: {}, [Symbol.asyncDispose]: () => Promise.resolve() };
  await reader[Symbol.asyncDispose](); // it is there
  try {
    const store = await openStore(settings, cwd);
    return { source: { store }, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
  } catch (error) {
    if (!(error instanceof StoreError) || error.problem !== 'locked') throw error;
    const held = await findReader(settings, cwd, signal);
    return {
      source: held === undefined ? {} : { priceStore: readOnly(held) },
      [Symbol.asyncDispose]: async () => await held?.[Symbol.asyncDispose](),
    };
  }
}

function readOnly(reader: StoreReader): PriceStore {
  return {
    load: (region, signal) => loadStoredPrices(reader, region, signal),
    save: () => Promise.resolve(),
  };
}
