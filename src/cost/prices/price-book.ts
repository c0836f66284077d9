import type { MissingPrice, Price } from './price.ts';
import type { PriceNeed } from './price-need.ts';

/** Two rows of the price list for what should be one price. */
export interface AmbiguousPrice {
  readonly skus: readonly [string, string];
}

/** The prices of one region. It is built aside, frozen, and replaced whole. */
export interface RegionPrices {
  readonly region: string;
  /** Milliseconds since the Unix epoch. */
  readonly fetchedAt: number;
  /** By {@link priceKey}. */
  readonly prices: ReadonlyMap<string, Price | AmbiguousPrice>;
  /** By {@link priceKey}: why a price that was asked for is not there. */
  readonly missing?: ReadonlyMap<string, MissingPrice>;
  /**
   * Set while the prices are those of other needs, as after a change of services: what they were selected for, by
   * {@link priceKey} without values. Whether AWS lists anything else is not known yet.
   */
  readonly selectedFor?: ReadonlySet<string>;
}

/** Separates the parts of a key: no attribute has it. */
export const SEPARATOR = '\u001f';

/** Where a price stands in a region's prices: what needs it, under which name, and for which values. */
export function priceKey(kind: string, name: string, values: readonly string[]): string {
  return [kind, name, ...values].join(SEPARATOR);
}

/** What a {@link priceKey} was made of. */
export function priceKeyParts(key: string): {
  readonly kind: string;
  readonly name: string;
  readonly values: readonly string[];
} {
  const [kind = '', name = '', ...values] = key.split(SEPARATOR);
  return { kind, name, values };
}

/** Prices by region. A reader holds a region's prices as they were: a refresh replaces them, and changes none. */
export class PriceBook {
  readonly #regions = new Map<string, RegionPrices>();

  /** What the book has of a region. */
  region(region: string): RegionPrices | undefined {
    return this.#regions.get(region);
  }

  get regions(): Iterable<RegionPrices> {
    return this.#regions.values();
  }

  /** Replaces the prices of a region: readers see the old ones or the new ones, whole. */
  replace(prices: RegionPrices): void {
    this.#regions.set(prices.region, prices);
  }
}

/** What is looked up: for which kind, under which of its names, and with which values. */
export interface PriceQuestion {
  readonly kind: string;
  readonly name: string;
  readonly need: PriceNeed;
  /** One for each attribute of the need's key. */
  readonly values: readonly (string | undefined)[];
}

/** The price in a region, or why there is none. */
export function lookUp(
  prices: RegionPrices | undefined,
  { kind, name, need, values }: PriceQuestion,
): Price | MissingPrice {
  const { unit } = need;
  const known = values.filter((value) => value !== undefined);
  if (known.length < need.key.length) {
    const unknown = need.key.filter((_, index) => values[index] === undefined);
    return { reason: 'no-property', detail: `${unknown.join(' and ')} not known`, unit };
  }
  if (prices === undefined) {
    return { reason: 'no-price-book', detail: 'no prices of this region yet', unit };
  }
  const found = prices.prices.get(priceKey(kind, name, known));
  if (found === undefined) {
    if (prices.selectedFor?.has(priceKey(kind, name, [])) === false) {
      const detail = `${prices.region} has the prices of other services until its next refresh`;
      return { reason: 'no-price-book', detail, unit };
    }
    const of = known.length === 0 ? '' : ` for ${known.join(', ')}`;
    const detail = `no row of ${need.service} in ${prices.region}${of}`;
    return { reason: 'no-price', detail, unit };
  }
  if ('skus' in found) {
    return { reason: 'ambiguous-price', detail: `two rows: ${found.skus.join(' and ')}`, unit };
  }
  return found;
}
