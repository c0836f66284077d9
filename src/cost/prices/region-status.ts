import { LongshoreError } from '../../lib/errors.ts';
import type { PriceTableFacts } from './fetched-prices.ts';
import { RefusedPricesError } from './price-guard.ts';
import { priceKeyParts, type RegionPrices } from './price-book.ts';
import { PriceSourceError } from './price-source-error.ts';

/** Two rows of the price list for one price: neither is used. */
export interface AmbiguousKey {
  /** What needs it, under which name, and for which values. */
  readonly key: readonly string[];
  readonly skus: readonly [string, string];
}

/** The state of a region's prices. */
export interface RegionStatus {
  readonly region: string;
  /** `current`: as young as they must be. `kept`: older, because they cannot be refreshed. `missing`: none at all. */
  readonly state: 'current' | 'kept' | 'missing';
  /** Undefined while there are none. */
  readonly facts: PriceTableFacts | undefined;
  /** Milliseconds since the prices were fetched. */
  readonly ageMs: number | undefined;
  readonly prices: number;
  readonly ambiguous: readonly AmbiguousKey[];
  /** Why the last attempt failed, or why the prices could not be loaded or saved. */
  readonly problem: Error | undefined;
  /** Failed refreshes since the last one that succeeded. */
  readonly failures: number;
}

const HOUR_MS = 60 * 60_000;

/**
 * Thrown, or reported, when no source gave the prices of a region. Its last prices stay in use. The operator looks at
 * the causes, one for each source.
 */
export class PriceRefreshError extends LongshoreError {
  readonly code = 'price-refresh';
  readonly audience = 'operator';
  readonly region: string;
  /** Milliseconds since the last prices were fetched; undefined without any. */
  readonly ageMs: number | undefined;

  constructor(region: string, ageMs: number | undefined, failures: readonly SourceFailure[]) {
    const kept =
      ageMs === undefined
        ? 'it has no prices yet'
        : `the last prices are kept, ${Math.round(ageMs / HOUR_MS)} h old`;
    const reasons = failures.map(({ title, error }) => `${title}: ${reasonOf(error)}`).join('; ');
    // A list that was refused was read: its remedy is nearer than that of a source that did not answer.
    const refused = failures.filter(({ error }) => error instanceof RefusedPricesError);
    const [remedy] = [...refused, ...failures].flatMap(({ error }) =>
      error instanceof LongshoreError ? (error.remedy ?? []) : [],
    );
    const [first, ...others] = failures.map(({ error }) => error);
    super(
      `could not refresh the prices of ${region} (${kept}): ${reasons || 'there is no source'}`,
      {
        cause: others.length === 0 ? first : new AggregateError([first, ...others]),
        remedy: remedy ?? 'run again later, or give the prices in a file: --prices FILE',
      },
    );
    this.region = region;
    this.ageMs = ageMs;
  }
}

/** Source and region are named already. */
function reasonOf(error: Error): string {
  return error instanceof PriceSourceError ? error.reason : error.message;
}

/** Why a source did not give the prices of a region. */
export interface SourceFailure {
  /** `the Price List API` */
  readonly title: string;
  readonly error: Error;
}

/** The keys with two rows. */
export function ambiguousKeys({ prices }: RegionPrices): readonly AmbiguousKey[] {
  return [...prices].flatMap(([key, price]) => {
    if (!('skus' in price)) return [];
    const { kind, name, values } = priceKeyParts(key);
    return [{ key: [kind, name, ...values], skus: price.skus }];
  });
}
