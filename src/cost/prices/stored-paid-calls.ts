import { z } from 'zod';
import { PAID_CALLS } from '../../store/cost-tables.ts';
import type { QueryLimits, Store } from '../../store/store.ts';
import { decimal, decimalText, plus, ZERO, type Decimal } from '../money/decimal.ts';
import type { PaidCall, PaidCalls } from './paid-calls.ts';
import { sqlTime } from './sql-time.ts';

const LIMITS: QueryLimits = { timeoutMs: 60_000, rows: 1 };
const Sum = z.tuple([z.string().nullable()]);

/** Keeps the record of paid calls in the table `paid_calls`. */
export class StoredPaidCalls implements PaidCalls {
  readonly #store: Store;
  readonly #signal: AbortSignal;

  /** @param signal stops queries */
  constructor(store: Store, signal: AbortSignal) {
    this.#store = store;
    this.#signal = signal;
  }

  /** @throws {StoreError} when the store cannot be read: then nothing may be paid */
  async spent(since: number): Promise<Decimal> {
    const sql = `select sum(amount) from paid_calls where called_at >= '${sqlTime(since)}'`;
    const result = await this.#store.query(sql, LIMITS, this.#signal);
    let spent = ZERO;
    for await (const batch of result.rows()) {
      for (const row of batch) {
        const [sum] = Sum.parse(row);
        spent = plus(spent, decimal(sum ?? '0'));
      }
    }
    return spent;
  }

  /** @throws {StoreError} when the store cannot be written: then nothing may be paid */
  async record(call: PaidCall): Promise<void> {
    const { at, service, operation, requests, amount, currency, purpose } = call;
    const exact = decimalText(amount);
    await this.#store.appendRows(PAID_CALLS, [
      [at, service, operation, requests, exact, currency, purpose],
    ]);
  }
}
