import { expect, test } from '@jest/globals';
import { RateLimiter, type RateKey } from '../../src/aws/rate-limiter.ts';
import type { TokenBucketLimit } from '../../src/aws/rate-limits.ts';
import type { Clock } from '../../src/lib/clock.ts';

const NEVER = new AbortController().signal;
const LIMIT: TokenBucketLimit = { group: 'g', burst: 1, refillPerSecond: 1 };

/** A clock that stands still; advancing it wakes sleepers. */
class StandingClock implements Clock {
  #now = 0;
  #sleepers: { readonly at: number; wake(): void }[] = [];

  now = (): number => this.#now;

  sleep(milliseconds: number): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.push({ at: this.#now + milliseconds, wake });
    });
  }

  async pass(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
    const due = this.#sleepers.filter(({ at }) => at <= this.#now);
    this.#sleepers = this.#sleepers.filter(({ at }) => at > this.#now);
    for (const { wake } of due) wake();
    await new Promise(setImmediate);
  }
}

function keyOf(account: number): RateKey {
  return { accountId: String(account), region: 'r', service: 's', operation: 'o' };
}

test('with many accounts, no account forgets that its tokens are spent', async () => {
  const clock = new StandingClock();
  const limiter = new RateLimiter(clock, () => LIMIT);
  await limiter.acquire(keyOf(0), NEVER);
  for (let account = 1; account <= 4_200; account += 1)
    await limiter.acquire(keyOf(account), NEVER);
  let waited: number | undefined;
  void limiter.acquire(keyOf(0), NEVER).then((milliseconds) => (waited = milliseconds));

  await clock.pass(999);
  const early = waited;
  await clock.pass(1);

  expect(early).toBeUndefined();
  expect(waited).toBe(1_000);
});

test('a queue with waiting callers is not cleaned up', async () => {
  const clock = new StandingClock();
  const limiter = new RateLimiter(clock, () => LIMIT);
  const served: string[] = [];
  await limiter.acquire(keyOf(0), NEVER);
  void limiter.acquire(keyOf(0), NEVER).then(() => served.push('first'));
  for (let account = 1; account <= 4_200; account += 1)
    await limiter.acquire(keyOf(account), NEVER);
  void limiter.acquire(keyOf(0), NEVER).then(() => served.push('second'));

  await clock.pass(1_000);
  const afterOneSecond = [...served];
  await clock.pass(1_000);

  expect(afterOneSecond).toEqual(['first']);
  expect(served).toEqual(['first', 'second']);
});

test('an aborted signal takes no token', async () => {
  const limiter = new RateLimiter(new StandingClock(), () => LIMIT);
  const aborted = AbortSignal.abort(new Error('stopped'));

  await expect(limiter.acquire(keyOf(0), aborted)).rejects.toThrow('stopped');

  expect(await limiter.acquire(keyOf(0), NEVER)).toBe(0);
});
