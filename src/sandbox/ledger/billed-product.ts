import { codeOf, type ListedProduct, type PriceDimension } from '../prices/listed-product.ts';
import { pricedService, productsOf } from '../prices/price-list.ts';
import type { PriceRegion } from '../prices/regions.ts';
import { exact, type Exact } from './exact.ts';

/** A price from a quantity on. */
export interface Tier {
  readonly from: Exact;
  /** USD for a unit. */
  readonly rate: Exact;
}

/** What the bill charges for: a product of the price list in one region. */
export interface BilledProduct {
  /** `AmazonEC2` */
  readonly serviceCode: string;
  /** As in the attribute `servicename`. */
  readonly serviceName: string;
  /** Undefined for products without one. */
  readonly family: string | undefined;
  readonly usageType: string;
  readonly operation: string;
  readonly sku: string;
  readonly rateCode: string;
  readonly unit: string;
  readonly tiers: readonly [Tier, ...Tier[]];
  /** Price with a reservation of a year without upfront payment. USD for a unit. */
  readonly reservedRate: Exact | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly region: string;
}

/** A product by its usage type without prefix, and by other attributes where several have that. */
export interface ProductQuery {
  readonly service: string;
  /** `EBS:VolumeUsage.gp3`; in the price list it has the region's prefix. */
  readonly usage: string;
  readonly operation?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

const found = new Map<string, BilledProduct | undefined>();

/** The product in a region's price list; undefined when the list does not have it. */
export function billedProduct(query: ProductQuery, region: PriceRegion): BilledProduct | undefined {
  const key = `${region.code} ${JSON.stringify(query)}`;
  if (!found.has(key)) found.set(key, search(query, region));
  return found.get(key);
}

function search(query: ProductQuery, region: PriceRegion): BilledProduct | undefined {
  const service = pricedService(query.service);
  if (service === undefined) return undefined;
  const prefixes = ['', region.prefix, region.newPrefix, region.code];
  const names = prefixes.map((prefix) =>
    prefix === '' ? query.usage : `${prefix}-${query.usage}`,
  );
  const listed = productsOf(service, region).find(
    ({ product: { attributes }, terms }) =>
      names.includes(attributes['usagetype'] ?? '') &&
      terms.OnDemand !== undefined &&
      (query.operation === undefined || attributes['operation'] === query.operation) &&
      Object.entries(query.attributes ?? {}).every(([name, value]) => attributes[name] === value),
  );
  return listed === undefined ? undefined : productOf(listed, region);
}

function productOf({ product, terms }: ListedProduct, region: PriceRegion): BilledProduct {
  const { attributes, sku, productFamily } = product;
  const onDemand = Object.values(terms.OnDemand ?? {}).find(
    ({ effectiveDate }) => Date.parse(effectiveDate) < Date.now(),
  );
  const dimensions = Object.values(onDemand?.priceDimensions ?? {}).sort(
    (one, other) => Number(one.beginRange) - Number(other.beginRange),
  );
  const [first, ...others] = dimensions.map((dimension) => tierOf(dimension, region));
  if (first === undefined) throw new TypeError(`${sku} has no price on demand`);
  const [reserved] = Object.values(terms.Reserved ?? {});
  const [price] = Object.values(reserved?.priceDimensions ?? {});
  return {
    serviceCode: attributes['servicecode'] ?? '',
    serviceName: attributes['servicename'] ?? '',
    family: productFamily,
    usageType: attributes['usagetype'] ?? '',
    operation: attributes['operation'] ?? '',
    sku,
    rateCode: dimensions[0]?.rateCode ?? '',
    unit: dimensions[0]?.unit ?? '',
    tiers: [first, ...others],
    reservedRate: price === undefined ? undefined : tierOf(price, region).rate,
    attributes,
    region: region.code,
  };
}

function tierOf({ beginRange, pricePerUnit }: PriceDimension, { currency }: PriceRegion): Tier {
  return { from: exact(beginRange), rate: exact(pricePerUnit[currency] ?? '0') };
}

/** A charge that the simulated price lists do not have, such as data transfer. */
export function unlistedProduct(
  product: Pick<BilledProduct, 'serviceCode' | 'serviceName' | 'usageType' | 'unit'> &
    Partial<Pick<BilledProduct, 'operation' | 'family' | 'attributes'>>,
  rate: string,
  region: string,
): BilledProduct {
  const sku = codeOf(`${product.serviceCode} ${product.usageType} ${region}`, 16);
  return {
    family: undefined,
    operation: '',
    attributes: {},
    ...product,
    sku,
    rateCode: `${sku}.JRTCKXETXF.6YS6EN2CT7`,
    tiers: [{ from: 0n, rate: exact(rate) }],
    reservedRate: undefined,
    region,
  };
}
