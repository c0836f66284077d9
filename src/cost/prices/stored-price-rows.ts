import { z } from 'zod';
import type { PriceBookRow, PriceRow } from '../../store/cost-tables.ts';
import { decimalText, parseDecimal, type Decimal } from '../money/decimal.ts';
import { PRICE_UNITS } from './price-unit.ts';
import type { Price } from './price.ts';
import { PRICE_SOURCES } from './price.ts';
import { priceKey, priceKeyParts, type AmbiguousPrice } from './price-book.ts';
import type { NeedsByKind } from './price-selection.ts';
import type { StoredPrices } from './price-store.ts';

/** Ends a time that has no fraction: AWS writes none. */
const NO_FRACTION = /\.000Z$/;

const Json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
});
const Exact = z.string().transform((text, context): Decimal => {
  const value = parseDecimal(text);
  if (value !== undefined) return value;
  context.addIssue('not a decimal number');
  return z.NEVER;
});
const Time = z.string().transform((text) => text.replace(NO_FRACTION, 'Z'));
const OptionalTime = Time.nullable().transform((time) => time ?? '');
const Tier = z
  .object({ from: Exact, to: Exact.optional(), amount: Exact })
  .transform(({ from, to, amount }) => ({ from, to, amount }));
const Source = z.enum(PRICE_SOURCES);

/** A row of `price_books`, as a query gives it. */
export const StoredBook = z
  .tuple([
    Source,
    z.string(),
    OptionalTime,
    z.number(),
    z.number(),
    Json.pipe(z.record(z.string(), z.number())),
    z.string(),
  ])
  .transform(([source, fetchedAt, publicationDate, prices, ambiguous, rejected, needs]) => ({
    fetchedAt: Date.parse(fetchedAt),
    facts: { source, publicationDate, rejected: new Map(Object.entries(rejected)) },
    needs,
    count: prices + ambiguous,
  }));
export type StoredBook = z.output<typeof StoredBook>;

/** A row of `prices`, as a query gives it. */
const StoredPriceRow = z.tuple([
  z.string(),
  z.string(),
  Json.pipe(z.array(z.string())),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  Json.pipe(z.array(Tier)),
  Json.pipe(z.record(z.string(), z.string())),
  OptionalTime,
  OptionalTime,
  z.string(),
  z.string().nullable(),
]);
const Unit = z.enum(PRICE_UNITS);

/** Under which name the second SKU of an ambiguous price stands among its attributes. */
const OTHER_SKU = 'otherSku';

/**
 * A price from its row.
 *
 * @throws {z.ZodError} for a row that this program did not write
 */
export function storedPrice(
  row: readonly unknown[],
  region: string,
): { readonly key: string; readonly price: Price | AmbiguousPrice } {
  const [kind, name, values, service, sku, usageType, unit, ...rest] = StoredPriceRow.parse(row);
  const [currency, tiers, attributes, publicationDate, effectiveDate, source, problem] = rest;
  const key = priceKey(kind, name, values);
  if (problem !== null) return { key, price: { skus: [sku, attributes[OTHER_SKU] ?? ''] } };
  const [first, ...others] = tiers;
  if (first === undefined) throw new TypeError(`the price ${sku} in ${region} has no tier`);
  const price: Price = {
    service,
    sku,
    region,
    usageType,
    unit: Unit.parse(unit),
    tiers: [first, ...others],
    currency,
    publicationDate,
    effectiveDate,
    source: Source.parse(source),
    attributes,
  };
  return { key, price };
}

/** A price as a row. */
export function rowOfPrice(
  key: string,
  price: Price | AmbiguousPrice,
  table: { readonly region: string; readonly fetchedAt: number; readonly needs: NeedsByKind },
): PriceRow {
  const { region, fetchedAt, needs } = table;
  const { kind, name, values } = priceKeyParts(key);
  const place = [region, kind, name, JSON.stringify(values)] as const;
  if ('skus' in price) {
    const [sku, other] = price.skus;
    const { service = '', unit = '' } = needs.get(kind)?.[name] ?? {};
    const attributes = JSON.stringify({ [OTHER_SKU]: other });
    const problem = `two rows: ${sku} and ${other}`;
    const none = '';
    return [
      ...place,
      service,
      sku,
      none,
      unit,
      none,
      null,
      '[]',
      attributes,
      null,
      null,
      none,
      problem,
      fetchedAt,
    ];
  }
  const { service, sku, usageType, unit, currency, tiers, attributes, source } = price;
  return [
    ...place,
    service,
    sku,
    usageType,
    unit,
    currency,
    decimalText(tiers[0].amount),
    JSON.stringify(
      tiers.map(({ from, to, amount }) => ({
        from: decimalText(from),
        ...(to !== undefined && { to: decimalText(to) }),
        amount: decimalText(amount),
      })),
    ),
    JSON.stringify(attributes),
    timeOf(price.publicationDate),
    timeOf(price.effectiveDate),
    source,
    null,
    fetchedAt,
  ];
}

/** What the prices of a region were made from, as a row. */
export function rowOfBook({ prices, facts, needs }: StoredPrices): PriceBookRow {
  let ambiguous = 0;
  for (const price of prices.prices.values()) if ('skus' in price) ambiguous += 1;
  return [
    prices.region,
    facts.source,
    prices.fetchedAt,
    timeOf(facts.publicationDate),
    prices.prices.size - ambiguous,
    ambiguous,
    JSON.stringify(Object.fromEntries(facts.rejected)),
    needs,
  ];
}

/** Null for a date that says nothing. */
function timeOf(text: string): number | null {
  const time = Date.parse(text);
  const isSane = time >= Date.UTC(1970, 0) && time < Date.UTC(2200, 0);
  return isSane ? time : null;
}
