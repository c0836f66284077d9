import type { Settings } from '../../../config/settings.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import type { PaidTotal } from '../../../cost/prices/paid-calls.ts';
import { StoreError } from '../../../store/store-error.ts';
import { allRows } from '../../store/all-rows.ts';
import { openReader } from '../../store/open-reader.ts';
import { openStore } from '../../store/open-store.ts';
import type { Store } from '../../../store/store.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import type { RuntimeOpener } from '../../runtime.ts';
import { costEstate } from './cost-estate.ts';
import { loadCostModels } from '../cost-models.ts';
import { Prices } from '../prices/open-prices.ts';

export interface CostedStoreOptions {
  readonly settings: Settings;
  readonly cwd: string;
  /** Opens AWS for the Price List API. */
  readonly open: RuntimeOpener;
  readonly signal: AbortSignal;
  warn(message: string): void;
  /** Receives what is done now, for a person who waits. */
  onStep?(step: string): void;
}

/** The store, with costs. */
export interface CostedStore extends AsyncDisposable {
  readonly reader: StoreReader;
  /** The paid calls that were made to price it now. Undefined while nothing may be paid. */
  readonly paid: PaidTotal | undefined;
}

/**
 * The store, with the costs of what it has now. While `longshore serve` holds the embedded store, its costs are those
 * that were stored last.
 *
 * @throws {ConfigurationError} when nothing was stored yet, or `longshore serve` holds the store and prices nothing
 * @throws {StoreError} when the store cannot be opened
 */
export async function openCostedStore(options: CostedStoreOptions): Promise<CostedStore> {
  const { settings, cwd, signal } = options;
  const reader = await openReader(settings, cwd, signal);
  await reader[Symbol.asyncDispose](); // it is there
  let store: Store;
  try {
    store = await openStore(settings, cwd);
  } catch (error) {
    if (!(error instanceof StoreError) || error.problem !== 'locked') throw error;
    return costed(await heldStore(options), undefined);
  }
  try {
    const { findingThresholds: thresholds } = settings.cost;
    const models = await loadCostModels();
    using prices = await Prices.open({ ...options, needs: models.needs, store });
    const { paid } = await costEstate({ ...options, store, prices, models, thresholds });
    return costed(store, paid);
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
}

function costed(reader: StoreReader, paid: PaidTotal | undefined): CostedStore {
  return { reader, paid, [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose]() };
}

/** The store that `longshore serve` holds: it can be read, but not priced. */
async function heldStore({
  settings,
  cwd,
  signal,
  warn,
}: CostedStoreOptions): Promise<StoreReader> {
  const reader = await openReader(settings, cwd, signal);
  try {
    const [priced] = await allRows(reader, 'select 1 from resource_costs limit 1', signal);
    if (priced === undefined) {
      throw new ConfigurationError(
        'longshore serve holds the store, and nothing in it is priced yet',
        {
          remedy: 'set LONGSHORE_COST=true for serve, which then prices each run, or stop it first',
        },
      );
    }
    const unused = settings.cost.pricesFile === undefined ? '' : ', and the price file is not used';
    warn(`longshore serve holds the store: these are the costs that were stored last${unused}`);
    return reader;
  } catch (error) {
    await reader[Symbol.asyncDispose]();
    throw error;
  }
}
