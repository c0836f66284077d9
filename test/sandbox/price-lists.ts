import { z } from 'zod';

const Term = z.object({
  sku: z.string(),
  offerTermCode: z.string(),
  effectiveDate: z.iso.datetime(),
  termAttributes: z.record(z.string(), z.string()),
  priceDimensions: z.record(
    z.string(),
    z.object({
      rateCode: z.string(),
      unit: z.string(),
      beginRange: z.string(),
      endRange: z.string(),
      description: z.string(),
      appliesTo: z.array(z.string()),
      pricePerUnit: z.record(z.string(), z.string()),
    }),
  ),
});

/** The offers of a product, by term code. */
export const Terms = z.record(z.string(), Term);
export type Terms = z.output<typeof Terms>;

export const Product = z.object({
  sku: z.string().regex(/^[0-9A-Z]{16}$/),
  productFamily: z.string().optional(),
  attributes: z.record(z.string(), z.string()),
});

const ListedProduct = z.object({
  product: Product,
  serviceCode: z.string(),
  version: z.string(),
  publicationDate: z.iso.datetime(),
  terms: z.object({ OnDemand: Terms.optional(), Reserved: Terms.optional() }),
});

export type Listed = z.output<typeof ListedProduct>;

/** An entry of `PriceList`, which the SDK gives as a `String` object. */
export const ListedJson = z
  .unknown()
  .transform((text): unknown => JSON.parse(String(text)))
  .pipe(ListedProduct);

/** Entries are `String` objects of the SDK. */
export function entriesOf(page: {
  readonly PriceList?: readonly unknown[] | undefined;
}): readonly unknown[] | undefined {
  return page.PriceList;
}
