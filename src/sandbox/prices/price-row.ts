/** Where a tier begins, and the price of a unit in it. */
export type RowTier = readonly [from: string, price: string];

/** A row of a price list, before a region gives it its prefix, its SKU and its price. */
export interface PriceRow {
  /** `productFamily`. @default none: some products have none */
  readonly family?: string;
  /** The usage type after its billing prefix. */
  readonly usage: string;
  /**
   * How the usage type names its region: not in us-east-1 (`bare`), everywhere (`named`), with EUW1 for eu-west-1
   * (`new`), by the region's name (`region`), or not at all (`none`). @default bare
   */
  readonly prefix?: 'bare' | 'named' | 'new' | 'region' | 'none';
  readonly operation?: string;
  /** As AWS spells it there: `Hrs`, `hours`, `Hour`. */
  readonly unit: string;
  /** For one unit in us-east-1, in USD; or the tiers, ascending from 0. */
  readonly price: string | readonly RowTier[];
  /** Prices of regions that do not follow the region's share: `{ 'sa-east-1': '0.093' }`. */
  readonly priceIn?: Readonly<Record<string, string>>;
  /** The same price in every region. @default false */
  readonly isFlat?: boolean;
  /** Further attributes of the product. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** The attribute `servicename`, where it is not the service's. */
  readonly serviceName?: string;
  /** @default AWS Region */
  readonly locationType?: string;
  /** Terms besides or instead of the price on demand. @default on demand only */
  readonly terms?: 'with-reserved' | 'reserved-only' | 'with-announced';
  /** The regions that have it. @default all */
  readonly regions?: readonly string[];
}
