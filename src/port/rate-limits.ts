/** Families of calls that share a rate limit. */
export type Family =
  'bulk' | 'single' | 'search' | 'entities' | 'blueprints' | 'other' | 'anonymous';

/** A published limit: requests in five minutes, and the largest burst. */
export interface PublishedLimit {
  readonly limit: number;
  readonly burst: number;
}

/** The window that the limits are given for, in seconds. */
export const WINDOW_SECONDS = 300;

/**
 * Limits of one organization, over all its integrations and users.
 *
 * @see https://docs.port.io/api-reference/rate-limits
 */
export const PUBLISHED_LIMITS: Readonly<Record<Family, PublishedLimit>> = {
  bulk: { limit: 35_000, burst: 3_500 },
  single: { limit: 10_000, burst: 200 },
  search: { limit: 35_000, burst: 3_500 },
  entities: { limit: 35_000, burst: 3_500 },
  blueprints: { limit: 15_000, burst: 1_500 },
  other: { limit: 15_000, burst: 1_500 },
  anonymous: { limit: 100, burst: 10 }, // without a token: requesting one
};
