import { hash32 } from '../../lib/random.ts';
import { priceText } from './amount.ts';
import type { PriceRow, RowTier } from './price-row.ts';
import type { PriceRegion } from './regions.ts';

/** A price within a range of quantities, as a price list writes it. */
export interface PriceDimension {
  readonly unit: string;
  readonly beginRange: string;
  readonly endRange: string;
  readonly description: string;
  readonly appliesTo: readonly string[];
  readonly rateCode: string;
  readonly pricePerUnit: Readonly<Record<string, string>>;
}

/** An offer of a product. */
export interface Term {
  readonly sku: string;
  readonly offerTermCode: string;
  readonly effectiveDate: string;
  readonly termAttributes: Readonly<Record<string, string>>;
  readonly priceDimensions: Readonly<Record<string, PriceDimension>>;
}

/** A product with its offers by `sku.offerTermCode`, as AWS has them. */
export interface ListedProduct {
  readonly product: {
    readonly productFamily?: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly sku: string;
  };
  readonly terms: {
    readonly OnDemand?: Readonly<Record<string, Term>>;
    readonly Reserved?: Readonly<Record<string, Term>>;
  };
}

/** A service in price lists. */
export interface ListedService {
  /** `AmazonEC2` */
  readonly code: string;
  /** As in the attribute `servicename`. */
  readonly name: string;
}

/** Since when all prices apply; one is announced for later. */
const EFFECTIVE = '2025-12-01T00:00:00Z';
const ANNOUNCED = '2099-01-01T00:00:00Z';
/** What announced prices are of present ones, in percent. */
const RAISE = 130;
/** What a reserved hour is of one on demand, in percent. */
const RESERVED = 63;

/** AWS's codes of hourly offers on demand. */
const ON_DEMAND = { aws: 'JRTCKXETXF', 'aws-cn': '99YE2YK9UR' } as const;
const LATER = 'D5Q7FK3RZP';
const RESERVED_TERM = '4NA7Y494T4';
const RATE = { aws: '6YS6EN2CT7', 'aws-cn': 'Q7UJUT2CE6' } as const;

/** A row in a region: with SKU, prefix and prices. */
export function listedProduct(
  { code, name }: ListedService,
  row: PriceRow,
  region: PriceRegion,
): ListedProduct {
  const attributes = {
    servicecode: code,
    location: region.location,
    locationType: row.locationType ?? 'AWS Region',
    ...row.attributes,
    usagetype: usageTypeOf(row, region),
    operation: row.operation ?? '',
    regionCode: region.code,
    servicename: row.serviceName ?? name,
  };
  const sku = codeOf(`${row.family ?? ''} ${JSON.stringify(attributes)}`, 16);
  return {
    product: {
      ...(row.family !== undefined && { productFamily: row.family }),
      attributes,
      sku,
    },
    terms: termsOf(row, region, sku),
  };
}

/** The usage type, with the prefix that the region has in this row. */
function usageTypeOf({ usage, prefix = 'bare' }: PriceRow, region: PriceRegion): string {
  const before = {
    bare: region.prefix,
    named: region.prefix === '' ? region.newPrefix : region.prefix,
    new: region.newPrefix,
    region: region.code,
    none: '',
  }[prefix];
  return before === '' ? usage : `${before}-${usage}`;
}

function termsOf(row: PriceRow, region: PriceRegion, sku: string): ListedProduct['terms'] {
  const { partition } = region;
  const now = { row, region, sku, code: ON_DEMAND[partition], since: EFFECTIVE };
  const reserved = {
    ...now,
    code: RESERVED_TERM,
    percent: RESERVED,
    termAttributes: {
      LeaseContractLength: '1yr',
      OfferingClass: 'standard',
      PurchaseOption: 'No Upfront',
    },
  };
  if (row.terms === 'reserved-only') return { Reserved: offers(reserved) };
  if (row.terms === 'with-reserved') return { OnDemand: offers(now), Reserved: offers(reserved) };
  if (row.terms === undefined) return { OnDemand: offers(now) };
  const later = offers({ ...now, code: LATER, since: ANNOUNCED, percent: RAISE });
  return { OnDemand: { ...later, ...offers(now) } };
}

interface Offer {
  readonly row: PriceRow;
  readonly region: PriceRegion;
  readonly sku: string;
  readonly code: string;
  readonly since: string;
  /** Of the price on demand. */
  readonly percent?: number;
  readonly termAttributes?: Readonly<Record<string, string>>;
}

function offers({
  row,
  region,
  sku,
  code,
  since,
  percent = 100,
  termAttributes = {},
}: Offer): Record<string, Term> {
  const tiers = tiersOf(row, region);
  const dimensions = tiers.map(([from, price], index): PriceDimension => {
    const rate = index === 0 ? RATE[region.partition] : codeOf(`rate ${index}`, 10);
    const amount = priceText(price, percent);
    return {
      unit: row.unit,
      beginRange: from,
      endRange: tiers[index + 1]?.[0] ?? 'Inf',
      description: `${region.currency} ${amount} per ${row.unit} of ${row.usage} (simulated) - ${region.location}`,
      appliesTo: [],
      rateCode: `${sku}.${code}.${rate}`,
      pricePerUnit: { [region.currency]: amount },
    };
  });
  const term: Term = {
    sku,
    offerTermCode: code,
    effectiveDate: since,
    termAttributes,
    // The price list gives tiers in no order.
    priceDimensions: Object.fromEntries(dimensions.reverse().map((one) => [one.rateCode, one])),
  };
  return { [`${sku}.${code}`]: term };
}

/** A row's tiers in a region. */
function tiersOf(
  { price, priceIn, isFlat = false }: PriceRow,
  { code, percent, currency }: PriceRegion,
): readonly RowTier[] {
  const own = priceIn?.[code];
  if (own !== undefined) return [['0', priceText(own)]];
  const share = isFlat && currency === 'USD' ? 100 : percent;
  const tiers: readonly RowTier[] = typeof price === 'string' ? [['0', price]] : price;
  return tiers.map(([from, amount]) => [from, priceText(amount, share)]);
}

/** So many capital letters and digits, the same for the same text. */
export function codeOf(text: string, length: number): string {
  let code = '';
  for (let part = 0; code.length < length; part += 1) {
    code += hash32(text, part + 1)
      .toString(36)
      .toUpperCase()
      .padStart(7, '0')
      .slice(-6);
  }
  return code.slice(0, length);
}
