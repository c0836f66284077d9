import type { Basis } from '../money/basis.ts';
import { decimalText } from '../money/decimal.ts';
import { hourlyOf, type PricedComponent, type UnpricedComponent } from '../models/estimate.ts';
import type { Price } from '../prices/price.ts';
import type { ResourceCostRow } from '../../store/cost-tables.ts';
import type { PricedResource, ResourceMeasurement, StoredResource } from './price-resources.ts';

/** A price list has list costs alone. */
const BASIS: Basis = 'ListCost';

/**
 * The rows of `resource_costs` for a resource: one for each component, priced or not. A resource that costs nothing
 * has none.
 *
 * @param pricedAt milliseconds since the Unix epoch
 */
export function costRows(
  { resource, estimate: { priced, unpriced }, measured }: PricedResource,
  pricedAt: number,
): ResourceCostRow[] {
  return [
    ...priced.map((component) => pricedRow(resource, component, measured, pricedAt)),
    ...unpriced.map((component) => unpricedRow(resource, component, pricedAt)),
  ];
}

function pricedRow(
  { account, region, kind, id, arn, name, tags }: StoredResource,
  { name: component, quantity, price, monthly, usage }: PricedComponent,
  measured: ResourceMeasurement | undefined,
  pricedAt: number,
): ResourceCostRow {
  return [
    ...([account, region, kind, id, arn, name, tags, component, price.unit] as const),
    ...([decimalText(quantity), amountText(price)] as const),
    ...([decimalText(monthly), decimalText(hourlyOf(monthly)), price.currency] as const),
    ...([BASIS, dateOf(price), price.source, null] as const),
    ...([
      usage === undefined || measured === undefined ? null : measuredText(measured),
      pricedAt,
    ] as const),
  ];
}

/** `usage of 2026-11-08 to 2026-11-21` */
function measuredText({ from, until }: ResourceMeasurement): string {
  const day = (time: number): string => new Date(time).toISOString().slice(0, 'YYYY-MM-DD'.length);
  return `usage of ${day(from)} to ${day(until - 1)}`;
}

function unpricedRow(
  { account, region, kind, id, arn, name, tags }: StoredResource,
  { name: component, unit, price, reason, detail }: UnpricedComponent,
  pricedAt: number,
): ResourceCostRow {
  const known = price === undefined ? ([null, null, null] as const) : factsOf(price);
  const [amount, currency, source] = known;
  return [
    ...([account, region, kind, id, arn, name, tags, component, unit ?? null] as const),
    ...([null, amount, null, null, currency] as const),
    ...([BASIS, price === undefined ? null : dateOf(price), source] as const),
    ...([reason, detail, pricedAt] as const),
  ];
}

function factsOf(price: Price): readonly [string, string, string] {
  return [amountText(price), price.currency, price.source];
}

/** What the first unit costs: `prices` has the other tiers. */
function amountText({ tiers }: Price): string {
  return decimalText(tiers[0].amount);
}

/** Some lists do not say when they were published. */
function dateOf({ publicationDate }: Price): number | null {
  const time = Date.parse(publicationDate);
  return Number.isNaN(time) ? null : time;
}
