import { z } from 'zod';
import { decimal, decimalText, parseDecimal, ZERO, type Decimal } from '../money/decimal.ts';
import { PRICE_SOURCES, type Price, type PriceTier } from './price.ts';
import { PRICE_UNITS } from './price-unit.ts';

/** Of the form of the file. A newer one is not read. */
export const PRICE_FILE_VERSION = 1;
/** How the name of a packed file ends. */
export const GZIPPED = '.gz';

/** What the store's decimals hold. */
const ABOVE_ALL = decimal('1e20');

const Amount = z.string().transform((text, context): Decimal => {
  const parsed = parseDecimal(text);
  if (parsed !== undefined && parsed >= ZERO && parsed < ABOVE_ALL) return parsed;
  const problem = parsed === undefined ? 'not a decimal number' : 'not from 0 to below 10^20';
  context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} is ${problem}` });
  return z.NEVER;
});

const Tier = z.object({ from: Amount, to: Amount.optional(), amount: Amount });

/** A price, as a line of a price file has it. */
const PriceRow = z.object({
  service: z.string(),
  sku: z.string(),
  usageType: z.string(),
  unit: z.enum(PRICE_UNITS),
  tiers: z.tuple([Tier], Tier),
  currency: z.string().regex(/^[A-Z]{3}$/),
  publicationDate: z.string(),
  effectiveDate: z.string(),
  source: z.enum(PRICE_SOURCES),
  attributes: z.record(z.string(), z.string()),
});

/** A line of a price file after the first: a price, or the two SKUs of an ambiguous one. */
export const PriceFileRow = z.object({
  region: z.string(),
  kind: z.string(),
  name: z.string(),
  key: z.array(z.string()),
  price: PriceRow.optional(),
  skus: z.tuple([z.string(), z.string()]).optional(),
});

/** The first line of a price file. */
export const PriceFileHead = z.object({
  format: z.literal('longshore-prices'),
  version: z.number(),
  exportedAt: z.iso.datetime(),
  simulated: z.boolean(),
  regions: z.array(
    z.object({
      region: z.string(),
      fetchedAt: z.iso.datetime(),
      currencies: z.array(z.string()),
      publicationDate: z.string(),
      rows: z.number().int().nonnegative(),
    }),
  ),
});

/** The form in a file. Amounts are texts: JSON's numbers are not exact. */
export function rowOf({ tiers, ...price }: Price): z.input<typeof PriceRow> {
  const { service, sku, usageType, unit, currency, publicationDate, effectiveDate, source } = price;
  const [first, ...others] = tiers;
  return {
    service,
    sku,
    usageType,
    unit,
    tiers: [tierRowOf(first), ...others.map(tierRowOf)],
    currency,
    publicationDate,
    effectiveDate,
    source,
    attributes: price.attributes,
  };
}

export function priceOf(row: z.output<typeof PriceRow>, region: string): Price {
  const [first, ...others] = row.tiers;
  return { ...row, region, tiers: [tierOf(first), ...others.map(tierOf)] };
}

function tierRowOf({ from, to, amount }: PriceTier): z.input<typeof Tier> {
  const range = to === undefined ? {} : { to: decimalText(to) };
  return { from: decimalText(from), ...range, amount: decimalText(amount) };
}

function tierOf({ from, to, amount }: z.output<typeof Tier>): PriceTier {
  return { from, to, amount };
}
