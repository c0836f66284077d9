import pLimit from 'p-limit';
import { LongshoreError } from '../../lib/errors.ts';
import { decimal, decimalText, minus, plus, ZERO, type Decimal } from '../money/decimal.ts';

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
  readonly #onPaid: ((call: PaidCall) => void) | undefined;
  #total: PaidTotal = { requests: 0, amount: ZERO };

  /** @param onPaid called when a call was recorded */
  constructor(calls: PaidCalls, onPaid?: (call: PaidCall) => void) {
    this.#calls = calls;
    this.#onPaid = onPaid;
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
    this.#onPaid?.(call);
  }
}

/** A limit of paid calls, and what of it is spent. */
export interface SpendRoom {
  readonly left: Decimal;
  readonly spent: Decimal;
  /** In US dollars. */
  readonly limit: Decimal;
  /** For a message: `this month`. */
  readonly time: 'this month' | 'today';
  /** What allows more. */
  readonly remedy: string;
}

/** Thrown instead of a paid request that would exceed a limit: nothing was sent. The user raises the limit, or waits. */
export class SpendCapError extends LongshoreError {
  readonly code = 'spend-cap';
  readonly audience = 'user';
  readonly cap: Decimal;
  /** In the month or day of the limit, so far. */
  readonly spent: Decimal;

  constructor(
    { service, operation, amount, currency }: PaidCall,
    { limit, spent, time, remedy }: SpendRoom,
  ) {
    super(
      `did not call ${service}:${operation} for ${decimalText(amount)} ${currency}: ` +
        `${decimalText(spent)} of the ${decimalText(limit)} ${currency} allowed ${time} is spent`,
      { remedy },
    );
    this.cap = limit;
    this.spent = spent;
  }
}

/** How much paid calls may cost, in US dollars. With neither limit, nothing is paid. */
export interface SpendLimits {
  /** For a calendar month in UTC. */
  readonly monthlyCap?: Decimal | undefined;
  /** For a day in UTC. */
  readonly dailyBudget?: Decimal | undefined;
}

/**
 * The limits of the settings, as amounts.
 *
 * @param texts in US dollars
 * @returns undefined when nothing may be paid: no setting allows it, or one forbids it
 */
export function spendLimits({
  monthlyUsd,
  dailyUsd,
}: {
  readonly monthlyUsd: string | undefined;
  readonly dailyUsd: string | undefined;
}): SpendLimits | undefined {
  const monthlyCap = monthlyUsd === undefined ? undefined : decimal(monthlyUsd);
  const dailyBudget = dailyUsd === undefined ? undefined : decimal(dailyUsd);
  const given = [monthlyCap, dailyBudget].filter((limit) => limit !== undefined);
  return given.length === 0 || given.includes(ZERO) ? undefined : { monthlyCap, dailyBudget };
}

export interface SpendCapOptions extends SpendLimits {
  readonly calls: PaidCalls;
  now(): number;
}

/**
 * Allows paid requests up to a monthly cap, a daily budget, or both. A request is recorded before it is sent,
 * so that the record never has less than was spent, even after a crash.
 */
export class SpendCap {
  readonly #options: SpendCapOptions;
  /** Two requests at once would both see room for one. */
  readonly #oneByOne = pLimit(1);

  constructor(options: SpendCapOptions) {
    this.#options = options;
  }

  /** How much may still be spent now, by the limit that allows less. */
  room(): Promise<SpendRoom> {
    return this.#roomAt(this.#options.now());
  }

  /**
   * Records a request that is about to be sent.
   *
   * @throws {SpendCapError} when it would exceed a limit
   */
  async pay(call: Omit<PaidCall, 'at'>): Promise<void> {
    await this.#oneByOne(async () => {
      const { calls, now } = this.#options;
      const paid = { ...call, at: now() };
      const room = await this.#roomAt(paid.at);
      if (paid.amount > room.left) throw new SpendCapError(paid, room);
      await calls.record(paid);
    });
  }

  async #roomAt(at: number): Promise<SpendRoom> {
    const { monthlyCap, dailyBudget } = this.#options;
    const day = dailyBudget === undefined ? undefined : await this.#today(at, dailyBudget);
    if (day !== undefined && monthlyCap === undefined) return day;
    const month = await this.#thisMonth(at, monthlyCap ?? ZERO);
    return day === undefined || month.left < day.left ? month : day;
  }

  async #thisMonth(at: number, limit: Decimal): Promise<SpendRoom> {
    const spent = await this.#options.calls.spent(startOfMonth(at));
    const remedy = 'raise LONGSHORE_SPEND_CAP_USD, or wait for the next month (UTC)';
    return { left: minus(limit, spent), spent, limit, time: 'this month', remedy };
  }

  async #today(at: number, limit: Decimal): Promise<SpendRoom> {
    const spent = await this.#options.calls.spent(startOfDay(at));
    const remedy = 'raise LONGSHORE_COST_API_BUDGET_USD, or wait for the next day (UTC)';
    return { left: minus(limit, spent), spent, limit, time: 'today', remedy };
  }
}

/** The first moment of a time's calendar month in UTC. Both in milliseconds since the Unix epoch. */
export function startOfMonth(time: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

function startOfDay(time: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
}
