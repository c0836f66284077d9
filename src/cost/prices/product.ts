import { z } from 'zod';

/**
 * The prices of one product on demand, as a price list has them.
 *
 * @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
 */
const PriceDimension = z.object({
  unit: z.string(),
  beginRange: z.string().default('0'),
  endRange: z.string().default('Inf'),
  pricePerUnit: z.record(z.string(), z.string()),
});

const Offer = z.object({
  effectiveDate: z.iso.datetime().default('1970-01-01T00:00:00Z'),
  priceDimensions: z.record(z.string(), PriceDimension),
});

/** By offer. The latest that is in force counts. */
export const OnDemandTerms = z.record(z.string(), Offer);

export type OnDemandTerms = z.output<typeof OnDemandTerms>;

/** A product in a price list, before its prices. All attributes are texts. */
export const ProductFacts = z.object({
  sku: z.string().min(1),
  /** Some products have none. */
  productFamily: z.string().default(''),
  attributes: z.record(z.string(), z.string()),
});

export type ProductFacts = z.output<typeof ProductFacts>;

/** The list that a product is in. */
export interface PriceListFacts {
  /** AWS's service code. */
  readonly service: string;
  /** In ISO 8601. */
  readonly publicationDate: string;
}

/** One entry of `PriceList` in the answer of GetProducts, after `JSON.parse`. */
export const PriceListEntry = z.object({
  product: ProductFacts,
  serviceCode: z.string(),
  publicationDate: z.string().default(''),
  terms: z.object({ OnDemand: OnDemandTerms.optional() }).default({}),
});

export type PriceListEntry = z.output<typeof PriceListEntry>;
