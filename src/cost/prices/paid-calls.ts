import pLimit from 'p-limit';
import { LongshoreError } from '../../lib/errors.ts';
import { decimalText, minus, plus, ZERO, type Decimal } from '../money/decimal.ts';

/** Requests that AWS charges for. */
export interface PaidCall {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** As in IAM: `ce`. */
  readonly service: string;
  /** `GetCostAndUsage` */
  readonly operation: string;
  readonly requests: number;
  /** For all requests together. */
  readonly amount: Decimal;
  /** ISO 4217 */
  readonly currency: string;
  /** What they were for: `S3 rates`. */
  readonly purpose: string;
}

/** The record of paid requests. It outlives the process. */
export interface PaidCalls {
  /**
   * What was spent since a time.
   *
   * @param since milliseconds since the Unix epoch
   */
  spent(since: number): Promise<Decimal>;
  /** Resolves when the record is written. */
  record(call: PaidCall): Promise<void>;
}

/** What paid requests cost together. All are charged in US dollars. */
export interface PaidTotal {
  readonly requests: number;
  readonly amount: Decimal;
}

/** Keeps a record, and counts what it gets. */
export class CountedPaidCalls implements PaidCalls {
  readonly #calls: PaidCalls;
  #total: PaidTotal = { requests: 0, amount: ZERO };

  constructor(calls: PaidCalls) {
    this.#calls = calls;
  }

  /** What was recorded here so far. */
  get total(): PaidTotal {
    return this.#total;
  }

  spent(since: number): Promise<Decimal> {
    return this.#calls.spent(since);
  }

  async record(call: PaidCall): Promise<void> {
    await this.#calls.record(call);
    const { requests, amount } = this.#total;
    this.#total = { requests: requests + call.requests, amount: plus(amount, call.amount) };
  }
}

/** Thrown instead of a paid request that would exceed the month's cap: nothing was sent. The user raises the cap. */
export class SpendCapError extends LongshoreError {
  readonly code = 'spend-cap';
  readonly audience = 'user';
  readonly cap: Decimal;
  /** In this month, so far. */
  readonly spent: Decimal;

  constructor({ service, operation, amount, currency }: PaidCall, cap: Decimal, spent: Decimal) {
    super(
      `did not call ${service}:${operation} for ${decimalText(amount)} ${currency}: ` +
        `${decimalText(spent)} of the ${decimalText(cap)} ${currency} allowed this month is spent`,
      { remedy: 'raise LONGSHORE_SPEND_CAP_USD, or wait for the next month (UTC)' },
    );
    this.cap = cap;
    this.spent = spent;
  }
}

export interface SpendCapOptions {
  readonly calls: PaidCalls;
  /** For a calendar month in UTC, in US dollars. Nothing is paid without one. */
  readonly monthlyCap: Decimal;
  now(): number;
}

/**
 * Allows paid requests up to a monthly cap. A request is recorded before it is sent, so that the record never has less
 * than was spent, even after a crash.
 */
export class SpendCap {
  readonly #options: SpendCapOptions;
  /** Two requests at once would both see room for one. */
  readonly #oneByOne = pLimit(1);

  constructor(options: SpendCapOptions) {
    this.#options = options;
  }

  /** How much may still be spent this month. */
  async left(): Promise<Decimal> {
    const { calls, monthlyCap, now } = this.#options;
    return minus(monthlyCap, await calls.spent(startOfMonth(now())));
  }

  /**
   * Records a request that is about to be sent.
   *
   * @throws {SpendCapError} when it would exceed the cap
   */
  async pay(call: Omit<PaidCall, 'at'>): Promise<void> {
    await this.#oneByOne(async () => {
      const { calls, monthlyCap, now } = this.#options;
      const paid = { ...call, at: now() };
      const spent = await calls.spent(startOfMonth(paid.at));
      if (plus(spent, paid.amount) > monthlyCap) throw new SpendCapError(paid, monthlyCap, spent);
      await calls.record(paid);
    });
  }
}

/** The first moment of a time's calendar month in UTC. Both in milliseconds since the Unix epoch. */
export function startOfMonth(time: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}
