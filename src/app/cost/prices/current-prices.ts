import { classify, type AwsFailure } from '../../../aws/errors.ts';
import type { RegionPrices } from '../../../cost/prices/price-book.ts';
import { PRICE_PERMISSIONS } from '../../../cost/prices/permissions.ts';
import { abortable } from '../../../lib/aborted.ts';
import { systemClock } from '../../../lib/clock.ts';
import { LongshoreError } from '../../../lib/errors.ts';
import type { Prices } from './open-prices.ts';

/** A spot price that an instance needs. */
export interface SpotNeed {
  readonly type: string;
  /** As EC2 describes the platform: `Linux/UNIX`. */
  readonly product: string;
}

/** Why prices, or the properties that they are for, are missing: for the report. */
export interface PriceProblem {
  readonly failure: AwsFailure;
  /** The IAM actions that may be denied. */
  readonly permissions: readonly string[];
}

/** The prices of regions while resources are read: each region is read when the first resource needs it. */
export class CurrentPrices {
  readonly #prices: Prices;
  readonly #maxAgeMs: number;
  /** By region and spot need: when its prices were read. */
  readonly #spot = new Map<string, number>();
  /** By region: the last change of its spot prices. One at a time: the next one may have nothing left to read. */
  readonly #spotWork = new Map<string, Promise<unknown>>();

  /** @param maxAgeMs older prices are read again, in milliseconds */
  constructor(prices: Prices, maxAgeMs: number) {
    this.#prices = prices;
    this.#maxAgeMs = maxAgeMs;
  }

  region(region: string): RegionPrices | undefined {
    return this.#prices.book.region(region);
  }

  /**
   * Brings the prices of regions up to date. Callers wait for one refresh; after a failure, the next one is later.
   *
   * @returns for each region without any prices, why it has none
   */
  async refresh(
    regions: readonly string[],
    signal: AbortSignal,
  ): Promise<Map<string, PriceProblem>> {
    const statuses = await this.#prices.refresh(regions, signal);
    const missing = statuses.flatMap(({ region, state, problem }) =>
      state === 'missing' && problem !== undefined ? [[region, problemOf(problem)] as const] : [],
    );
    return new Map(missing);
  }

  /**
   * Adds the spot prices that a region's prices lack, or have for too long.
   *
   * @returns why they could not be read
   */
  async addSpotPrices(
    region: string,
    needs: readonly SpotNeed[],
    signal: AbortSignal,
  ): Promise<PriceProblem | undefined> {
    const before = this.#spotWork.get(region) ?? Promise.resolve();
    const work = before.then(() => this.#readSpotPrices(region, needs, signal));
    this.#spotWork.set(region, work);
    return await abortable(work, signal);
  }

  async #readSpotPrices(
    region: string,
    needs: readonly SpotNeed[],
    signal: AbortSignal,
  ): Promise<PriceProblem | undefined> {
    if (signal.aborted) return undefined; // its caller has stopped; the next one must not fail for that
    const now = systemClock.now();
    const open = needs.filter((need) => {
      const readAt = this.#spot.get(keyOf(region, need));
      return readAt === undefined || now - readAt > this.#maxAgeMs;
    });
    if (open.length === 0 || this.region(region) === undefined) return undefined;
    const types = [...new Set(open.map(({ type }) => type))];
    const products = [...new Set(open.map(({ product }) => product))];
    try {
      await this.#prices.addSpotPrices({ region, types, products }, signal);
      for (const need of open) this.#spot.set(keyOf(region, need), now);
      return undefined;
    } catch (error) {
      return problemOf(error);
    }
  }
}

function keyOf(region: string, { type, product }: SpotNeed): string {
  return JSON.stringify([region, type, product]);
}

/** The denied call comes first: an operator can allow it. */
function problemOf(error: unknown): PriceProblem {
  const failures = sourcesOf(error).map(classify);
  const denied = failures.find(({ class: kind }) => kind === 'denied');
  const { message, class: kind } = denied ?? classify(error);
  const remedy = error instanceof LongshoreError ? error.remedy : undefined;
  return {
    failure: {
      class: kind,
      code: 'no-price-book',
      message,
      ...(remedy !== undefined && { remedy }),
    },
    permissions: denied === undefined ? [] : PRICE_PERMISSIONS.free,
  };
}

/** What each source said. */
function sourcesOf(error: unknown): readonly unknown[] {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof AggregateError) return cause.errors;
  return cause === undefined ? [error] : [error, cause];
}
