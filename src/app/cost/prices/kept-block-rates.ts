import { minus, ZERO } from '../../../cost/money/decimal.ts';
import type { PaidTotal } from '../../../cost/prices/paid-calls.ts';
import type { Clock } from '../../../lib/clock.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { Store } from '../../../store/store.ts';
import { capacityBlockUses } from './capacity-block-uses.ts';
import type { Prices } from './open-prices.ts';

/** The store says whether the bill must be read again: once a day. */
const CHECK_MS = 60 * 60_000;
/** After a failure. A question that fails may have cost as much as one that is answered. */
const RETRY_MS = 6 * 60 * 60_000;

export interface KeptBlockRatesOptions {
  readonly store: Store;
  readonly prices: Prices;
  readonly clock: Clock;
  /** Called with what was paid, after the calls. */
  onPaid(paid: PaidTotal): void;
  warn(message: string): void;
}

/** Keeps the prices of the capacity blocks that instances run in up to date, account by account. */
export class KeptBlockRates {
  readonly #options: KeptBlockRatesOptions;
  readonly #dueAt = new Map<string, number>();
  #isWaiting = false;
  #paid: PaidTotal = { requests: 0, amount: ZERO };

  constructor(options: KeptBlockRatesOptions) {
    this.#options = options;
  }

  /** The last refresh left out blocks whose region had no prices yet. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /**
   * Brings the prices of accounts that are due up to date.
   *
   * @returns whether any account was due
   * @throws {StoreError} when the store cannot be read
   */
  async refresh(signal: AbortSignal): Promise<boolean> {
    const { store, prices, clock, warn } = this.#options;
    let wasDue = false;
    this.#isWaiting = false;
    for (const use of await capacityBlockUses(store, signal)) {
      if ((this.#dueAt.get(use.account) ?? 0) > clock.now()) continue;
      if (use.blocks.some(({ region }) => prices.book.region(region) === undefined)) {
        this.#isWaiting = true;
        continue;
      }
      wasDue = true;
      try {
        await prices.addCapacityBlockRates(use, signal);
        this.#dueAt.set(use.account, clock.now() + CHECK_MS);
      } catch (error) {
        signal.throwIfAborted();
        this.#dueAt.set(use.account, clock.now() + RETRY_MS);
        warn(`no new prices of the capacity blocks of ${use.account}: ${messageOf(error)}`);
      }
    }
    this.#tellPaid();
    return wasDue;
  }

  #tellPaid(): void {
    const { prices, onPaid } = this.#options;
    const { paid = this.#paid } = prices;
    const requests = paid.requests - this.#paid.requests;
    if (requests > 0) onPaid({ requests, amount: minus(paid.amount, this.#paid.amount) });
    this.#paid = paid;
  }
}
