import type { Decimal } from '../money/decimal.ts';
import type { PriceUnit } from './price-unit.ts';

export const PRICE_SOURCES = [
  'price-list-api',
  'bulk-file',
  'spot-history',
  'cost-explorer',
  'price-file',
  /** Not AWS's: of the sandbox. */
  'simulated',
] as const;

/** Where a price came from. */
export type PriceSource = (typeof PRICE_SOURCES)[number];

/** The price of a unit within a range of the month's quantity. */
export interface PriceTier {
  /** The quantity at which the tier begins: 0 for the first. */
  readonly from: Decimal;
  /** The quantity at which the next tier begins. The last tier has none. */
  readonly to: Decimal | undefined;
  /** For one unit, in the price's currency. */
  readonly amount: Decimal;
}

/** One unit price, as AWS publishes it. */
export interface Price {
  /** AWS's service code: `AmazonEC2`. */
  readonly service: string;
  readonly sku: string;
  readonly region: string;
  /** With its billing prefix: `EUC1-EBS:VolumeUsage.gp3`. */
  readonly usageType: string;
  readonly unit: PriceUnit;
  /** By quantity, ascending and without holes; at least one. */
  readonly tiers: readonly [PriceTier, ...PriceTier[]];
  /** ISO 4217: USD; CNY in China. */
  readonly currency: string;
  /** When AWS published the price list, in ISO 8601. */
  readonly publicationDate: string;
  /** Since when the price applies, in ISO 8601. */
  readonly effectiveDate: string;
  readonly source: PriceSource;
  /** The attributes of the product that the price was asked to keep: `vcpu`, `memory`. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Why a part of a resource's cost is unknown. It is never 0 for that. */
export type UnpricedReason =
  /** Its quantity is what is used, and there is no measured usage. */
  | 'usage'
  /** The region's price book has no row for it. */
  | 'no-price'
  /** The region has no price book yet. */
  | 'no-price-book'
  /** The price list has two rows for it. */
  | 'ambiguous-price'
  /** AWS did not tell a property that it needs. */
  | 'no-property'
  /** The kind, or this form of it, has no cost model. */
  | 'no-model'
  /** Only a paid API call has the price, and none is allowed. */
  | 'paid-source';

/** A price that cannot be given. */
export interface MissingPrice {
  readonly reason: UnpricedReason;
  /** What is missing, for a person: `no row of AmazonEC2 in eu-west-1 for gp9`. */
  readonly detail: string;
  readonly unit: PriceUnit;
}

export function isMissing(price: Price | MissingPrice): price is MissingPrice {
  return 'reason' in price;
}
