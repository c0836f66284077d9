import { SIMULATED_KINDS } from './kinds/registry.generated.ts';
import type { SimulatedKind } from './simulation/simulated-kind.ts';

/** A token bucket as AWS publishes it. */
interface Limit {
  readonly group: string;
  readonly burst: number;
  readonly refillPerSecond: number;
}

/** One bucket for all of STS. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const STS: Limit = { group: 'sts', burst: 600, refillPerSecond: 600 };

/** AWS publishes no limit of the Price List API; this one is below any that was seen. */
const PRICING: Limit = { group: 'pricing', burst: 10, refillPerSecond: 10 };

const LIMITS: Readonly<Record<string, Limit>> = {
  // https://docs.aws.amazon.com/accounts/latest/reference/quotas.html
  'account:ListRegions': { group: 'regions', burst: 5, refillPerSecond: 5 },
  'pricing:DescribeServices': PRICING,
  'pricing:GetAttributeValues': PRICING,
  'pricing:GetProducts': PRICING,
  'sts:AssumeRole': STS,
  'sts:GetCallerIdentity': STS,
};

/** AWS publishes no limit of Cost Explorer: 400 requests an hour is what callers reckon with. */
const COST_EXPLORER: Limit = { group: 'ce', burst: 400, refillPerSecond: 400 / 3_600 };

/** The limits that the kinds' operations declare. */
function limitsOf(kinds: readonly SimulatedKind[]): Readonly<Record<string, Limit>> {
  const limits: Record<string, Limit> = {};
  for (const [name, rule] of kinds.flatMap(({ calls }) => Object.entries(calls))) {
    if (rule.limit === undefined) continue;
    const { group = name, unpaginated, ...limit } = rule.limit;
    limits[name] = { group, ...limit };
    if (unpaginated === undefined) continue;
    limits[`${name} unpaginated`] = { group: `${group} unpaginated`, ...unpaginated };
  }
  return limits;
}

/** Enforces AWS's published limits, per account, region and group of operations. */
export class RateLimits {
  readonly #buckets = new Map<string, { tokens: number; filledAt: number }>();
  readonly #limits: Readonly<Record<string, Limit>>;
  readonly #costExplorer: Limit | undefined;

  /**
   * @param overrides limits by `service:Operation`, beside or instead of the published ones
   * @param withPublished false for the overrides alone
   */
  constructor(
    overrides: Readonly<Record<string, Omit<Limit, 'group'>>> = {},
    withPublished = true,
  ) {
    this.#costExplorer = withPublished ? COST_EXPLORER : undefined;
    const own = Object.entries(overrides).map(([name, limit]) => [name, { ...limit, group: name }]);
    this.#limits = {
      ...(withPublished && { ...LIMITS, ...limitsOf(SIMULATED_KINDS) }),
      ...(Object.fromEntries(own) as Record<string, Limit>),
    };
  }

  /**
   * Takes a token for a call, if there is one.
   *
   * @param now milliseconds since any fixed point
   * @param isPaginated whether the call has a page size: some limits differ
   */
  admits(
    accountId: string,
    region: string,
    service: string,
    operation: string,
    now: number,
    isPaginated = true,
  ): boolean {
    const own =
      this.#limits[`${service}:${operation}`] ??
      (service === 'ce' ? this.#costExplorer : undefined);
    const unpaginated = isPaginated
      ? undefined
      : this.#limits[`${service}:${operation} unpaginated`];
    const limit = unpaginated ?? own;
    if (limit === undefined) return true;
    const name = `${accountId}/${region}/${service}/${limit.group}`;
    const bucket = this.#buckets.get(name) ?? { tokens: limit.burst, filledAt: now };
    this.#buckets.set(name, bucket);
    const refill = ((now - bucket.filledAt) / 1_000) * limit.refillPerSecond;
    bucket.tokens = Math.min(limit.burst, bucket.tokens + refill);
    bucket.filledAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
