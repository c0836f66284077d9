import type { Estate } from '../estate/estate.ts';
import { unlistedProduct, type BilledProduct } from './billed-product.ts';
import { DAY_MS, HOUR_MS } from './days.ts';
import { exact, ONE, share, times, whole, type Exact } from './exact.ts';
import type { Meter, MeteredResource } from './metered-resource.ts';

const YEAR_HOURS = 8_760n;
/** A Savings Plan's price of what it costs on demand, in percent. */
const PLAN_PRICE = 72n;
/** The plan covers so much of what the reservations leave, in percent. */
const PLAN_SIZE = 80n;
/** How long ago they were bought. Days. */
const AGES = { plan: 300, expiring: 335, older: 200 } as const;
const TERM_DAYS = 365;

interface Common {
  /** Its ARN. */
  readonly arn: string;
  readonly id: string;
  readonly accountId: string;
  /** Milliseconds; the end is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly region: string;
  readonly paymentOption: 'No Upfront' | 'Partial Upfront';
  /** Paid when it was bought. USD. */
  readonly upfrontFee: Exact;
  /** What its fees are charged as. */
  readonly product: BilledProduct;
}

/** A Compute Savings Plan of one year. */
export interface SavingsPlan extends Common {
  readonly type: 'savings-plan';
  /** USD an hour; half of it is paid upfront. */
  readonly hourly: Exact;
  readonly recurringHourly: Exact;
  /** One of the products that it covers. */
  readonly reference: BilledProduct;
}

/** A reservation of instances for one year. */
export interface Reservation extends Common {
  readonly type: 'reservation';
  readonly instanceType: string;
  readonly count: number;
  /** What it applies to. */
  readonly covers: BilledProduct;
  /** For one instance. USD an hour. */
  readonly effectiveHourly: Exact;
  readonly recurringHourly: Exact;
  readonly upfrontHourly: Exact;
}

export type Commitment = SavingsPlan | Reservation;

/** An instance that commitments may cover: Linux on demand on shared hardware. */
export function coverable(resource: MeteredResource): Meter | undefined {
  if (resource.kind !== 'AWS::EC2::Instance') return undefined;
  return resource.meters.find(({ product, isSpot }) => {
    const { attributes } = product;
    return isSpot !== true && attributes['operatingSystem'] === 'Linux' && attributes['tenancy'] === 'Shared';
  }); // prettier-ignore
}

/** The account that bought commitments. They are not shared with others. */
export function committedAccount({ accountIds, managementAccountId }: Estate): string {
  return accountIds[1] ?? managementAccountId;
}

/** What a Savings Plan asks for an hour of a product. */
export function planRate(product: BilledProduct): Exact {
  return share(product.tiers[0].rate, PLAN_PRICE, 100n);
}

/** The commitments of an estate: none when its account has no instance that they could cover. */
export function commitmentsOf(
  estate: Estate,
  resources: readonly MeteredResource[],
): readonly Commitment[] {
  const groups = new Map<string, { product: BilledProduct; count: number }>();
  for (const resource of resources) {
    const product = coverable(resource)?.product;
    if (product?.reservedRate === undefined || resource.end !== Number.POSITIVE_INFINITY) continue;
    const key = `${product.region} ${product.usageType}`;
    const group = groups.get(key) ?? { product, count: 0 };
    group.count += 1;
    groups.set(key, group);
  }
  const [first, second = first] = [...groups.values()].sort(
    (one, other) => other.count - one.count,
  );
  if (first === undefined || second === undefined) return [];
  const accountId = committedAccount(estate);
  const today = estate.today.getTime();
  const expiring = reservation(first.product, first.count + Math.ceil(first.count / 3) + 1, accountId, today - AGES.expiring * DAY_MS, false); // prettier-ignore
  const older = reservation(second.product, Math.max(1, Math.floor(second.count / 2)), accountId, today - AGES.older * DAY_MS, true); // prettier-ignore
  const reserved = new Map([[first, first.count]]);
  if (second !== first) reserved.set(second, older.count);
  const rest = [...groups.values()].reduce(
    (sum, group) =>
      sum + planRate(group.product) * BigInt(group.count - (reserved.get(group) ?? 0)),
    0n,
  );
  const least = exact('0.1');
  const size = share(rest, PLAN_SIZE, 100n);
  return [
    plan(size > least ? size : least, accountId, today - AGES.plan * DAY_MS, first.product),
    expiring,
    older,
  ];
}

function plan(
  size: Exact,
  accountId: string,
  start: number,
  reference: BilledProduct,
): SavingsPlan {
  const cent = ONE / 1_000n; // commitments have three digits
  const recurringHourly = (size / 2n / cent) * cent;
  const id = `5e0f${accountId.slice(-4)}-0000-4000-8000-${accountId}`;
  return {
    type: 'savings-plan',
    arn: `arn:aws:savingsplans::${accountId}:savingsplan/${id}`,
    id,
    accountId,
    start,
    end: start + TERM_DAYS * DAY_MS,
    region: 'global',
    paymentOption: 'Partial Upfront',
    hourly: recurringHourly * 2n,
    recurringHourly,
    reference,
    upfrontFee: recurringHourly * YEAR_HOURS,
    product: unlistedProduct(
      {
        serviceCode: 'ComputeSavingsPlans',
        serviceName: 'Savings Plans for AWS Compute usage',
        usageType: 'ComputeSP:1yrPartialUpfront',
        unit: 'Hrs',
        family: 'ComputeSavingsPlans',
      },
      '0',
      'global',
    ),
  };
}

function reservation(
  covers: BilledProduct,
  count: number,
  accountId: string,
  start: number,
  isPartial: boolean,
): Reservation {
  const effectiveHourly = covers.reservedRate ?? covers.tiers[0].rate;
  const upfrontHourly = isPartial ? effectiveHourly / 2n : 0n;
  const instanceType = covers.attributes['instanceType'] ?? '';
  const id = `${isPartial ? 'a1' : 'b2'}e4${accountId.slice(-4)}-0000-4000-8000-${accountId}`;
  const recurringHourly = effectiveHourly - upfrontHourly;
  return {
    type: 'reservation',
    arn: `arn:aws:ec2:${covers.region}:${accountId}:reserved-instances/${id}`,
    id,
    accountId,
    start,
    end: start + TERM_DAYS * DAY_MS,
    region: covers.region,
    paymentOption: isPartial ? 'Partial Upfront' : 'No Upfront',
    instanceType,
    count,
    covers,
    effectiveHourly,
    recurringHourly,
    upfrontHourly,
    upfrontFee: times(upfrontHourly, whole(count)) * YEAR_HOURS,
    product: {
      ...covers,
      usageType: covers.usageType.replace('BoxUsage:', 'HeavyUsage:'),
      tiers: [{ from: 0n, rate: recurringHourly }],
    },
  };
}

/** The hours of a period in which a commitment is in force. */
export function hoursInForce({ start, end }: Commitment, from: number, to: number): number {
  return Math.max(0, Math.floor((Math.min(end, to) - Math.max(start, from)) / HOUR_MS));
}
