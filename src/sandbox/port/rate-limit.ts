/** Families of Port's rate limits. @see https://docs.port.io/api-reference/rate-limits */
export type Family =
  'bulk' | 'single' | 'search' | 'entities' | 'blueprints' | 'other' | 'anonymous';

/** Requests in each window of five minutes, and the largest burst. */
const LIMITS: Readonly<Record<Family, { readonly limit: number; readonly burst: number }>> = {
  anonymous: { limit: 100, burst: 10 },
  entities: { limit: 35_000, burst: 3_500 },
  search: { limit: 35_000, burst: 3_500 },
  bulk: { limit: 35_000, burst: 3_500 },
  single: { limit: 10_000, burst: 200 },
  blueprints: { limit: 15_000, burst: 1_500 },
  other: { limit: 15_000, burst: 1_500 },
};
const WINDOW_SECONDS = 300;

export interface Admission {
  readonly isAdmitted: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Token buckets with Port's sizes. They always count, and are enforced on request. */
export class PortRateLimits {
  readonly #buckets = new Map<Family, { tokens: number; filledAt: number }>();
  readonly #isEnforced: boolean;
  readonly #isEpoch: boolean;
  readonly #scale: number;

  /**
   * @param isEpoch whether `x-ratelimit-reset` is a point in time, or seconds until it
   * @param scale multiplies Port's limits
   */
  constructor(isEnforced: boolean, isEpoch: boolean, scale = 1) {
    this.#isEnforced = isEnforced;
    this.#isEpoch = isEpoch;
    this.#scale = scale;
  }

  admit(family: Family, now: number): Admission {
    const limit = LIMITS[family].limit * this.#scale;
    const burst = LIMITS[family].burst * this.#scale;
    const rate = limit / WINDOW_SECONDS;
    const bucket = this.#buckets.get(family) ?? { tokens: burst, filledAt: now };
    this.#buckets.set(family, bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.filledAt) / 1_000) * rate);
    bucket.filledAt = now;
    const isAdmitted = bucket.tokens >= 1 || !this.#isEnforced;
    if (isAdmitted) bucket.tokens = Math.max(0, bucket.tokens - 1);
    const wait = Math.max(1, Math.ceil((1 - bucket.tokens) / rate));
    const reset = this.#isEpoch ? Math.ceil(now / 1_000) + wait : wait;
    return {
      isAdmitted,
      headers: {
        'x-ratelimit-period': String(WINDOW_SECONDS),
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(Math.floor(bucket.tokens)),
        'x-ratelimit-reset': String(reset),
      },
    };
  }
}

/** The family of a call. */
export function familyOf(method: string, path: string): Family {
  if (path === '/v1/auth/access_token') return 'anonymous';
  if (path.endsWith('/entities/bulk')) return 'bulk';
  if (path.endsWith('/entities/search') || path.endsWith('/datasource-entities')) return 'search';
  if (method === 'POST' && /^\/v1\/blueprints\/[^/]+\/entities$/.test(path)) return 'single';
  if (path.includes('/entities')) return 'entities';
  return path.startsWith('/v1/blueprints') ? 'blueprints' : 'other';
}
