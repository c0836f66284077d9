import { toNumber, ZERO, type Decimal } from '../../../cost/money/decimal.ts';
import { startOfMonth } from '../../../cost/prices/paid-calls.ts';
import { StoredPaidCalls } from '../../../cost/prices/stored-paid-calls.ts';
import type { Store } from '../../../store/store.ts';

/** What paid calls have cost in this calendar month (UTC), as the store has it: it outlives the process. */
export class MonthSpend {
  readonly #now: () => number;
  #last: { readonly month: number; readonly spent: Decimal } | undefined;

  /** @param now milliseconds since the Unix epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** In US dollars; undefined before it was read. */
  get usd(): number | undefined {
    if (this.#last === undefined) return undefined;
    const { month, spent } = this.#last;
    return toNumber(month === startOfMonth(this.#now()) ? spent : ZERO);
  }

  /** @throws {StoreError} when the store cannot be read */
  async read(store: Store, signal: AbortSignal): Promise<void> {
    const month = startOfMonth(this.#now());
    this.#last = { month, spent: await new StoredPaidCalls(store, signal).spent(month) };
  }
}
