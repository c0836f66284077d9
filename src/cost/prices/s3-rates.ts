import { dividedBy, plus, ZERO, type Decimal } from '../money/decimal.ts';
import { regionOfPrefix, splitUsageType } from './billing-prefix.ts';
import { dayOf, daysAfter, type CostExplorer, type UsageTypeCost } from './cost-explorer.ts';
import { s3UsageOf, type S3Usage } from './s3-usage-types.ts';

/** Long enough for every class to have some usage, short enough to follow a change of price. */
const DAYS = 30;

/** Cost Explorer's names of S3. Deep Archive has its own. */
const SERVICES = ['Amazon Simple Storage Service', 'Amazon S3 Glacier Deep Archive'];

/** What an account really paid for a usage of S3, on average. */
export interface S3Rate {
  readonly region: string;
  readonly usage: S3Usage;
  /** For one GB-month or one request: cost by quantity, free tier and discounts within. */
  readonly rate: Decimal;
  /** In the whole period. */
  readonly cost: Decimal;
  readonly quantity: Decimal;
  /** ISO 4217 */
  readonly currency: string;
}

/** Effective S3 rates. Basis: unblended cost. */
export interface S3Rates {
  /** First and last day, both included. */
  readonly from: string;
  readonly to: string;
  /** One for each region, usage and currency that has a quantity. */
  readonly rates: readonly S3Rate[];
  /** Billing prefixes of storage or requests that stand for no known region, with the number of rows: no rate is guessed. */
  readonly unknownPrefixes: ReadonlyMap<string, number>;
  /** Rows without cost or quantity. */
  readonly rejected: number;
}

/**
 * The effective rates of the 30 days that ended yesterday. AWS charges for it: one request, as a rule.
 *
 * @throws {SpendCapError} when it would exceed the cap
 * @throws {PriceSourceError} when AWS denies it, or does not answer
 */
export async function s3Rates(
  explorer: CostExplorer,
  now: number,
  signal: AbortSignal,
): Promise<S3Rates> {
  const to = daysAfter(dayOf(now), -1);
  const from = daysAfter(to, 1 - DAYS);
  const { costs, rejected } = await explorer.byUsageType(
    {
      from,
      to,
      granularity: 'MONTHLY', // the sum of the days, in fewer pages
      filter: {
        And: [
          { Dimensions: { Key: 'SERVICE', Values: SERVICES } },
          // What lowers or raises a bill, and not a rate.
          { Not: { Dimensions: { Key: 'RECORD_TYPE', Values: ['Credit', 'Refund', 'Tax'] } } },
        ],
      },
      purpose: 'S3 rates',
    },
    signal,
  );
  return { from, to, ...ratesOf(costs), rejected };
}

/** Rates by region, usage and currency. Usage types of other things, such as data transfer, are left out. */
export function ratesOf(
  costs: readonly UsageTypeCost[],
): Pick<S3Rates, 'rates' | 'unknownPrefixes'> {
  const sums = new Map<string, Omit<S3Rate, 'rate'>>();
  const unknownPrefixes = new Map<string, number>();
  for (const { usageType, cost, quantity, currency } of costs) {
    const { type, region = 'us-east-1' } = splitUsageType(usageType);
    const usage = s3UsageOf(type);
    if (usage === undefined) {
      const prefix = unknownPrefixOf(usageType);
      if (prefix !== undefined) {
        unknownPrefixes.set(prefix, (unknownPrefixes.get(prefix) ?? 0) + 1);
      }
      continue;
    }
    const key = JSON.stringify([region, usage, currency]);
    const before = sums.get(key) ?? { region, usage, currency, cost: ZERO, quantity: ZERO };
    sums.set(key, {
      ...before,
      cost: plus(before.cost, cost),
      quantity: plus(before.quantity, quantity),
    });
  }
  const rates = [...sums.values()].flatMap((sum) =>
    sum.quantity > ZERO ? [{ ...sum, rate: dividedBy(sum.cost, sum.quantity) }] : [],
  );
  return { rates, unknownPrefixes };
}

/** The prefix of a usage of S3 that belongs to no known region. */
function unknownPrefixOf(usageType: string): string | undefined {
  const end = usageType.indexOf('-');
  const prefix = usageType.slice(0, Math.max(end, 0));
  if (prefix === '' || regionOfPrefix(prefix) !== undefined) return undefined;
  return s3UsageOf(usageType.slice(end + 1)) === undefined ? undefined : prefix;
}
