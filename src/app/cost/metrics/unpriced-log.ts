import type { ModuleReport } from '../../../cost/metrics/snapshot.ts';
import type { MissingSeriesReason, Unpriced } from '../../../cost/metrics/series.ts';

/** What the log needs of a logger. */
export interface UnpricedLogger {
  warn(fields: object, message: string): void;
  debug(fields: object, message: string): void;
}

/** More different things without a price than this are not remembered, and not named. */
const MOST_REMEMBERED = 10_000;
/** Named of one module and reason after one build. A price list that has changed can lack thousands. */
const MOST_NAMED = 5;

const MESSAGE = 'no price: no series';

/**
 * Names each thing without a price in the log once, however often it is met. Of many at once it names a few, and tells
 * how many others there are: level debug has those.
 */
export class UnpricedLog {
  readonly #logger: UnpricedLogger;
  readonly #logged = new Set<string>();

  constructor(logger: UnpricedLogger) {
    this.#logger = logger;
  }

  /** @param pending reasons that may end within seconds: what is missing for them is named after that */
  note(
    { flag, unpricedKeys }: Pick<ModuleReport, 'flag' | 'unpricedKeys'>,
    pending: ReadonlySet<MissingSeriesReason> = new Set(),
  ): void {
    const keys = unpricedKeys.filter(({ reason }) => !pending.has(reason));
    for (const [reason, found] of this.#newOnes(flag, keys)) {
      if (reason === 'paid-source') {
        this.#logPaid(flag, found);
        continue;
      }
      const named = found.slice(0, MOST_NAMED);
      const others = found.slice(MOST_NAMED);
      for (const { key, detail } of named) {
        this.#logger.warn({ module: flag, reason, key, detail }, MESSAGE);
      }
      for (const { key, detail } of others) {
        this.#logger.debug({ module: flag, reason, key, detail }, MESSAGE);
      }
      if (others.length > 0) {
        const fields = { module: flag, reason, others: others.length };
        this.#logger.warn(fields, `${MESSAGE}; log level debug names the others`);
      }
    }
  }

  /** One cause, the cap, for all accounts: one line. */
  #logPaid(flag: string, found: readonly Unpriced[]): void {
    const keys = found.slice(0, MOST_NAMED).map(({ key }) => key);
    const others = found.length - keys.length;
    const fields = { module: flag, reason: 'paid-source', keys, detail: found[0]?.detail };
    this.#logger.warn({ ...fields, ...(others > 0 && { others }) }, MESSAGE);
  }

  #newOnes(
    flag: string,
    keys: readonly Unpriced[],
  ): ReadonlyMap<MissingSeriesReason, readonly Unpriced[]> {
    const found = new Map<MissingSeriesReason, Unpriced[]>();
    for (const unpriced of keys) {
      const { reason, key } = unpriced;
      if (reason === 'no-price-book') continue; // the log says why its region has no prices
      const name = JSON.stringify([flag, reason, key]);
      if (this.#logged.has(name) || this.#logged.size >= MOST_REMEMBERED) continue;
      this.#logged.add(name);
      const alike = found.get(reason);
      if (alike === undefined) found.set(reason, [unpriced]);
      else alike.push(unpriced);
    }
    return found;
  }
}
