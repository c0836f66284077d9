import type { PriceUnit } from './price-unit.ts';

/** What an attribute of a product must be: exactly this, one of these, or a form. An empty text is no such attribute. */
export type AttributeRule = string | readonly string[] | RegExp;

/** The rows of the price list that a cost model needs: which, and what tells one from another. */
export interface PriceNeed {
  /** AWS's service code: `AmazonEC2`. */
  readonly service: string;
  /** Product families; one for most. An empty text is a product without a family. */
  readonly family: string | readonly string[];
  /** The usage type after its billing prefix, whole: never a part of it. @default any */
  readonly usageType?: AttributeRule;
  /** Further attributes, by the names of the price list: `{ capacitystatus: 'Used' }`. */
  readonly where?: Readonly<Record<string, AttributeRule>>;
  /**
   * The attributes that tell one row from another, in the order of the lookup: `['volumeApiName']`. `usagetype` is
   * without its billing prefix here. Empty for the one price of a region.
   */
  readonly key: readonly string[];
  /** Attributes that the price keeps. */
  readonly keep?: readonly string[];
  /** Rows in other units are rejected. */
  readonly unit: PriceUnit;
}

/** The needs of one cost model, by the names under which its components look prices up. */
export type PriceNeeds = Readonly<Record<string, PriceNeed>>;
