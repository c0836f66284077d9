import { sumOf, type Decimal } from '../../../src/cost/money/decimal.ts';
import type { PaidCall, PaidCalls } from '../../../src/cost/prices/paid-calls.ts';

/** A record of paid calls that is lost with the test. */
export class MemoryPaidCalls implements PaidCalls {
  readonly calls: PaidCall[] = [];

  spent(since: number): Promise<Decimal> {
    const counted = this.calls.filter(({ at }) => at >= since);
    return Promise.resolve(sumOf(counted.map(({ amount }) => amount)));
  }

  record(call: PaidCall): Promise<void> {
    this.calls.push(call);
    return Promise.resolve();
  }
}
