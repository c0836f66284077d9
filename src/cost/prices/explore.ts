import { splitUsageType } from './billing-prefix.ts';
import { PriceListError, type PriceListReader, type ProductFilter } from './price-list.ts';
import type { OnDemandTerms, PriceListFacts, ProductFacts } from './product.ts';
import { offerInForce } from './terms.ts';

/** Distinct usage types that are counted. EC2 has about 10,000 in a region. */
const MOST_USAGE_TYPES = 50_000;
const MOST_ROWS = 100;

export interface ExploreOptions {
  /** Only products of this family; the families are still all counted. */
  readonly family?: string | undefined;
  /** Only usage types with this in them, in any case. For exploring only: prices are selected by whole usage types. */
  readonly usageType?: string | undefined;
  /** Rows at most. @default 100 */
  readonly mostRows?: number | undefined;
  /** Milliseconds since the Unix epoch: which prices are in force. */
  readonly now: number;
}

/** How many products have a value. */
export interface ProductCount {
  readonly name: string;
  readonly products: number;
}

/** A price for one unit, and the quantity at which it begins, both as AWS writes them. */
export interface ExploredTier {
  readonly from: string;
  readonly unit: string;
  /** By currency. */
  readonly amounts: Readonly<Record<string, string>>;
}

/** A product of a price list. */
export interface ExploredRow extends ProductFacts {
  /** Empty without a price on demand. */
  readonly tiers: readonly ExploredTier[];
}

/** What a price list has of a service. */
export interface Exploration {
  /** Undefined for a list without products. */
  readonly list: PriceListFacts | undefined;
  readonly products: number;
  /** Of all products, the largest first. */
  readonly families: readonly ProductCount[];
  /** Of the products that were asked for, without billing prefixes, by name. */
  readonly usageTypes: readonly ProductCount[];
  /** Products that were asked for. */
  readonly matching: number;
  /** The first of them. */
  readonly rows: readonly ExploredRow[];
}

/**
 * Shows what a price list has, for someone who writes a cost model: one pass, in flat memory.
 *
 * @throws {PriceListError} when the list cannot be read to its end
 */
export async function explorePriceList(
  read: PriceListReader,
  { family, usageType, mostRows = MOST_ROWS, now }: ExploreOptions,
): Promise<Exploration> {
  const families = new Map<string, number>();
  const usageTypes = new Map<string, number>();
  const wanted = usageType?.toLowerCase();
  let facts: PriceListFacts | undefined;
  let products = 0;
  let matching = 0;
  const filter: ProductFilter<ProductFacts> = (product, list) => {
    facts = list;
    products += 1;
    count(families, product.productFamily);
    if (family !== undefined && product.productFamily !== family) return undefined;
    const whole = product.attributes['usagetype'] ?? '';
    if (wanted !== undefined && !whole.toLowerCase().includes(wanted)) return undefined;
    matching += 1;
    count(usageTypes, splitUsageType(whole).type);
    return matching > mostRows ? undefined : product;
  };
  const rows: ExploredRow[] = [];
  for await (const { kept, terms } of read(filter)) {
    rows.push({ ...kept, tiers: tiersOf(terms, now) });
  }
  const byNumber = [...families].sort(([, one], [, other]) => other - one);
  const byName = [...usageTypes].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    list: facts,
    products,
    families: byNumber.map(countOf),
    usageTypes: byName.map(countOf),
    matching,
    rows: rows.sort((one, other) => (one.sku < other.sku ? -1 : 1)),
  };
}

function count(counts: Map<string, number>, name: string): void {
  const before = counts.get(name);
  if (before === undefined && counts.size >= MOST_USAGE_TYPES) {
    throw new PriceListError(`The price list has more than ${MOST_USAGE_TYPES} usage types`, {
      remedy: 'give --family or --usage-type',
    });
  }
  counts.set(name, (before ?? 0) + 1);
}

function countOf([name, products]: readonly [string, number]): ProductCount {
  return { name, products };
}

function tiersOf(terms: OnDemandTerms | undefined, now: number): readonly ExploredTier[] {
  const { priceDimensions = {} } = offerInForce(terms, now) ?? {};
  return Object.values(priceDimensions)
    .map(({ beginRange, unit, pricePerUnit }) => ({
      from: beginRange,
      unit,
      amounts: pricePerUnit,
    }))
    .sort((one, other) => Number(one.from) - Number(other.from));
}
