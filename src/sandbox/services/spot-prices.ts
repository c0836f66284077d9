import { hash32 } from '../../lib/random.ts';
import { LISTED_TYPES } from '../prices/services/ec2-types.ts';
import { ServiceError } from '../wire/call.ts';
import { number, refuse, text, texts, type Handler } from './handler.ts';

/** What runs on spot, with its share of the price on demand, in percent. */
const PRODUCTS = [
  { product: 'Linux/UNIX', percent: 34 },
  { product: 'Red Hat Enterprise Linux', percent: 49 },
  { product: 'SUSE Linux', percent: 46 },
  { product: 'Windows', percent: 71 },
] as const;
const IN_VPC = ' (Amazon VPC)';
/** Prices of EC2-Classic, in percent of those in a VPC. */
const CLASSIC = 150;
const ZONES = ['a', 'b', 'c'] as const;
/** A price changes three times an hour, in milliseconds. */
const CHANGES_EVERY = 20 * 60_000;
/** How far the simulated history goes back; AWS's has 90 days. Milliseconds. */
const HISTORY = 24 * 60 * 60_000;
const MOST_ROWS = 1_000;

interface SpotPrice {
  readonly AvailabilityZone: string;
  readonly InstanceType: string;
  readonly ProductDescription: string;
  readonly SpotPrice: string;
  readonly Timestamp: Date;
}

/**
 * Changes of prices in a period, newest first, and the last one before it.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotPriceHistory.html
 */
export const describeSpotPriceHistory: Handler = (input, { region, pager }) => {
  refuse(input, 'Filters', 'AvailabilityZoneId');
  const now = Date.now();
  const end = Math.min(timeOf(input['EndTime'], now), now);
  const start = Math.max(timeOf(input['StartTime'], now - HISTORY), now - HISTORY);
  if (start > end) {
    throw new ServiceError('InvalidParameterValue', 'StartTime must not be after EndTime');
  }
  const types = texts(input, 'InstanceTypes');
  const products = texts(input, 'ProductDescriptions');
  const zone = text(input, 'AvailabilityZone');
  const rows: SpotPrice[] = [];
  for (const { type, price } of LISTED_TYPES) {
    if (types?.includes(type) === false) continue;
    for (const listed of listedProducts()) {
      if (products?.includes(listed.product) === false) continue;
      for (const letter of ZONES) {
        const place = { type, zone: `${region}${letter}`, ...listed, price: Number(price) };
        if (zone === '' || zone === place.zone) rows.push(...changesOf(place, start, end));
      }
    }
  }
  rows.sort((one, other) => other.Timestamp.getTime() - one.Timestamp.getTime());
  const list = `spot/${region}/${JSON.stringify([start, end, types, products, zone])}`;
  const size = pager.size(number(input, 'MaxResults'), 1, MOST_ROWS);
  const { indices, next = '' } = pager.page(list, rows.length, size, input['NextToken']);
  return { SpotPriceHistory: indices.map((index) => rows[index]), NextToken: next };
};

function listedProducts(): { readonly product: string; readonly percent: number }[] {
  return PRODUCTS.flatMap(({ product, percent }) => [
    { product: `${product}${IN_VPC}`, percent },
    { product, percent: (percent * CLASSIC) / 100 },
  ]);
}

interface SpotPlace {
  readonly type: string;
  readonly zone: string;
  readonly product: string;
  readonly percent: number;
  /** On demand, in USD an hour. */
  readonly price: number;
}

function* changesOf(
  { type, zone, product, percent, price }: SpotPlace,
  start: number,
  end: number,
): Generator<SpotPrice, void> {
  const shift = hash32(`${type} ${zone} ${product}`) % CHANGES_EVERY;
  const first = Math.floor((start - shift) / CHANGES_EVERY);
  for (let change = first; change * CHANGES_EVERY + shift <= end; change += 1) {
    const moved = 90 + (hash32(`${zone} ${type} ${change}`) % 21);
    yield {
      AvailabilityZone: zone,
      InstanceType: type,
      ProductDescription: product,
      SpotPrice: ((price * percent * moved) / 10_000).toFixed(6),
      Timestamp: new Date(change * CHANGES_EVERY + shift),
    };
  }
}

/** Query requests have times as text or as dates. */
function timeOf(value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise;
  const time = value instanceof Date ? value.getTime() : Date.parse(value as string); // as the query has it
  if (Number.isNaN(time)) throw new ServiceError('InvalidParameterValue', 'a time is not valid');
  return time;
}
