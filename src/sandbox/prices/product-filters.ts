import type { ListedProduct } from './listed-product.ts';

/** How a filter compares, as in the Price List API. */
export const FILTER_TYPES = ['TERM_MATCH', 'EQUALS', 'CONTAINS', 'ANY_OF', 'NONE_OF'] as const;
export type FilterType = (typeof FILTER_TYPES)[number];

/** A filter of GetProducts. */
export interface ProductFilter {
  readonly Type: FilterType;
  /** An attribute, or `productFamily`, `serviceCode`, `sku`, `termType`; in any case. */
  readonly Field: string;
  /** Several are separated by commas, for ANY_OF and NONE_OF. */
  readonly Value: string;
}

/**
 * Does a product pass all filters? A field that no product has selects nothing, and is no error.
 *
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_Filter.html
 */
export function passes(listed: ListedProduct, filters: readonly ProductFilter[]): boolean {
  return filters.every(({ Type, Field, Value }) => {
    const values = valuesOf(listed, Field);
    const list = Value.split(',').map((one) => one.trim());
    switch (Type) {
      case 'TERM_MATCH':
        return values.some((value) => value.toLowerCase() === Value.toLowerCase());
      case 'EQUALS':
        return values.includes(Value);
      case 'CONTAINS':
        return values.some((value) => value.includes(Value));
      case 'ANY_OF':
        return values.some((value) => list.includes(value));
      case 'NONE_OF':
        return !values.some((value) => list.includes(value));
    }
  });
}

/** The values of a field: several only for `termType`. */
export function valuesOf({ product, terms }: ListedProduct, field: string): readonly string[] {
  const wanted = field.toLowerCase();
  if (wanted === 'productfamily')
    return product.productFamily === undefined ? [] : [product.productFamily];
  if (wanted === 'sku') return [product.sku];
  if (wanted === 'termtype') return Object.keys(terms);
  const { attributes } = product;
  const name =
    attributes[field] === undefined
      ? Object.keys(attributes).find((one) => one.toLowerCase() === wanted)
      : field;
  const value = name === undefined ? undefined : attributes[name];
  return value === undefined ? [] : [value];
}
