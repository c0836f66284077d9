import type { Settings } from '../../config/settings.ts';
import { StoreError } from '../../store/store-error.ts';
import { openReader } from '../store/open-reader.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../../store/store.ts';
import type { StoreReader } from '../store/store-reader.ts';
import type { RuntimeOpener } from '../runtime.ts';
import { costEstate } from './cost-estate.ts';
import { loadCostModels } from './cost-models.ts';
import { Prices } from './open-prices.ts';

export interface CostedStoreOptions {
  readonly settings: Settings;
  readonly cwd: string;
  /** Opens AWS for the Price List API. */
  readonly open: RuntimeOpener;
  readonly signal: AbortSignal;
  warn(message: string): void;
}

/**
 * The store, with the costs of what it has now. While `longshore serve` holds the embedded store, its costs are those
 * of its last run.
 *
 * @throws {ConfigurationError} when nothing was stored yet
 * @throws {StoreError} when the store cannot be opened
 */
export async function openCostedStore(options: CostedStoreOptions): Promise<StoreReader> {
  const { settings, cwd, signal, warn } = options;
  const reader = await openReader(settings, cwd, signal);
  await reader[Symbol.asyncDispose](); // it is there
  let store: Store;
  try {
    store = await openStore(settings, cwd);
  } catch (error) {
    if (!(error instanceof StoreError) || error.problem !== 'locked') throw error;
    warn('longshore serve has the store: these are the costs of its last run');
    return openReader(settings, cwd, signal);
  }
  try {
    const models = await loadCostModels();
    using prices = await Prices.open({ ...options, needs: models.needs, store });
    await costEstate({ store, prices, models, signal, warn });
    return store;
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
}
