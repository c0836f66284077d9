import { PRICE_BOOKS, PRICES, type PriceBookRow, type PriceRow } from '../../store/cost-tables.ts';
import type { QueryLimits, Store } from '../../store/store.ts';
import { StoreError } from '../../store/store-error.ts';
import type { Price } from './price.ts';
import { needsFingerprint } from './needs-fingerprint.ts';
import { priceKey, priceKeyParts, type AmbiguousPrice, type RegionPrices } from './price-book.ts';
import type { NeedsByKind } from './price-selection.ts';
import type { PriceStore, StoredPrices } from './price-store.ts';
import { sqlTime } from './sql-time.ts';
import { StoredBook, rowOfBook, rowOfPrice, storedPrice } from './stored-price-rows.ts';
import { once } from '../../lib/once.ts';

/** More than any region has. */
const LIMITS: QueryLimits = { timeoutMs: 60_000, rows: 2_000_000 };
const ROWS_PER_BATCH = 1_000;
/** Regions stand in SQL as texts. */
const REGION = /^[a-z0-9-]{1,64}$/;

const BOOK_COLUMNS = 'source, fetched_at, publication_date, prices, ambiguous, rejected, needs';
const PRICE_COLUMNS =
  'kind, name, key, service, sku, usage_type, unit, currency, tiers, attributes, publication_date, effective_date, source, problem';

/** Keeps prices in the tables `prices` and `price_books`. */
export class StoredPriceBook implements PriceStore {
  readonly #store: Store;
  readonly #needs: NeedsByKind;

  constructor(store: Store, needs: NeedsByKind) {
    this.#store = store;
    this.#needs = needs;
  }

  /**
   * The prices as they were saved. Those of other needs say what they were selected for.
   *
   * @throws {StoreError} when the store cannot be read
   */
  async load(region: string, signal: AbortSignal): Promise<StoredPrices | undefined> {
    const stored = await loadStoredPrices(this.#store, region, signal);
    if (stored === undefined || stored.needs === needsFingerprint(this.#needs)) return stored;
    return { ...stored, prices: { ...stored.prices, selectedFor: selectedFor(stored.prices) } };
  }

  /** @throws {StoreError} when the store cannot be written; what was saved before may then be gone */
  async save(stored: StoredPrices, signal: AbortSignal): Promise<void> {
    const { region } = stored.prices;
    if (!REGION.test(region)) {
      const remedy = 'check the names of regions in the settings';
      throw new StoreError('failed', `${region} is not the name of a region`, { remedy });
    }
    await this.#store.replacePart(PRICES, region, this.#priceRows(stored), signal);
    const book: PriceBookRow = rowOfBook(stored);
    await this.#store.replacePart(PRICE_BOOKS, region, once([book]), signal);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the store takes rows as they come
  async *#priceRows({ prices: { prices, region, fetchedAt } }: StoredPrices) {
    let batch: PriceRow[] = [];
    for (const [key, price] of prices) {
      batch.push(rowOfPrice(key, price, { region, fetchedAt, needs: this.#needs }));
      if (batch.length < ROWS_PER_BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }
}

/**
 * The prices of a region, as they were saved.
 *
 * @returns undefined for a region that was never saved, or whose saving was interrupted
 * @throws {StoreError} when the store cannot be read
 */
export async function loadStoredPrices(
  store: Pick<Store, 'query'>,
  region: string,
  signal: AbortSignal,
): Promise<StoredPrices | undefined> {
  if (!REGION.test(region)) return undefined;
  const books = `select ${BOOK_COLUMNS} from price_books where region = '${region}'`;
  let book: StoredBook | undefined;
  for await (const row of rowsOf(store, books, signal)) book = StoredBook.parse(row);
  if (book === undefined) return undefined;
  const { fetchedAt, facts, needs, count } = book;
  // The prices are replaced before their book: with another time, they are of a saving that was interrupted.
  const time = sqlTime(fetchedAt);
  const found = `select ${PRICE_COLUMNS} from prices where region = '${region}' and fetched_at = '${time}'`;
  const prices = new Map<string, Price | AmbiguousPrice>();
  for await (const row of rowsOf(store, found, signal)) {
    const { key, price } = storedPrice(row, region);
    prices.set(key, price);
  }
  if (prices.size !== count) return undefined;
  return { prices: { region, fetchedAt, prices }, facts, needs };
}

function selectedFor({ prices }: RegionPrices): ReadonlySet<string> {
  const found = new Set<string>();
  for (const key of prices.keys()) {
    const { kind, name } = priceKeyParts(key);
    found.add(priceKey(kind, name, []));
  }
  return found;
}

async function* rowsOf(
  store: Pick<Store, 'query'>,
  sql: string,
  signal: AbortSignal,
): AsyncGenerator<readonly unknown[], void> {
  const result = await store.query(sql, LIMITS, signal);
  for await (const batch of result.rows()) yield* batch;
}
