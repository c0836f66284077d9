import type { Settings } from '../../../config/settings.ts';
import { allPriceNeeds } from '../../../cost/models/price-needs.ts';
import { needsFingerprint } from '../../../cost/prices/needs-fingerprint.ts';
import { priceKeyParts, type RegionPrices } from '../../../cost/prices/price-book.ts';
import type { NeedsByKind } from '../../../cost/prices/price-selection.ts';
import type { PriceStore, StoredPrices } from '../../../cost/prices/price-store.ts';
import { isSpotKey } from '../../../cost/prices/spot-price.ts';
import { loadStoredPrices, StoredPriceBook } from '../../../cost/prices/stored-prices.ts';
import { findReader } from '../../store/open-reader.ts';
import { openStore } from '../../store/open-store.ts';
import type { RunStoreAccess } from '../../store/run-store-access.ts';

export interface RunPriceStoreOptions {
  readonly settings: Settings;
  readonly cwd: string;
  /** What the kinds of the run need. */
  readonly needs: NeedsByKind;
  /** One at a time may have the file of the store. */
  readonly access: Pick<RunStoreAccess, 'exclusively'>;
}

/**
 * The prices of a store for a run that prices some kinds. The store is open only while it is read or written: it
 * belongs to other commands. A store that does not exist is not made.
 */
export class RunPriceStore implements PriceStore {
  readonly #options: RunPriceStoreOptions;
  readonly #needs: string;
  /** Regions whose prices may be saved: the store is there, and has no prices of more kinds. */
  readonly #mayBeSaved = new Set<string>();

  constructor(options: RunPriceStoreOptions) {
    this.#options = options;
    this.#needs = needsFingerprint(options.needs);
  }

  /** @throws {StoreError} when the store cannot be read */
  load(region: string, signal: AbortSignal): Promise<StoredPrices | undefined> {
    return this.#options.access.exclusively(() => this.#load(region, signal));
  }

  /** @throws {StoreError} when the store cannot be written */
  async save(stored: StoredPrices, signal: AbortSignal): Promise<void> {
    if (!this.#mayBeSaved.has(stored.prices.region)) return;
    await this.#options.access.exclusively(async () => {
      const { settings, cwd, needs } = this.#options;
      await using store = await openStore(settings, cwd);
      await new StoredPriceBook(store, needs).save(stored, signal);
    });
  }

  async #load(region: string, signal: AbortSignal): Promise<StoredPrices | undefined> {
    const { settings, cwd } = this.#options;
    const reader = await findReader(settings, cwd, signal);
    if (reader === undefined) return undefined;
    await using opened = reader;
    const stored = await loadStoredPrices(opened, region, signal);
    if (stored === undefined || stored.needs === this.#needs) {
      this.#mayBeSaved.add(region);
      return stored;
    }
    if (stored.needs === needsFingerprint(await allPriceNeeds())) {
      return { ...stored, prices: this.#ownPrices(stored.prices), needs: this.#needs };
    }
    this.#mayBeSaved.add(region); // they are of another version, or of other kinds
    return undefined;
  }

  /** Without those of other kinds: the run never reads them, and would miss them after a refresh. */
  #ownPrices({ prices, ...region }: RegionPrices): RegionPrices {
    const { needs } = this.#options;
    const own = [...prices].filter(([key]) => isSpotKey(key) || needs.has(priceKeyParts(key).kind));
    return { ...region, prices: new Map(own) };
  }
}
