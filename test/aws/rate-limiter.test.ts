import { setMaxListeners } from 'node:events';
import { expect, test } from '@jest/globals';
import type { RetryErrorInfo } from '@smithy/types';
import fc from 'fast-check';
import { RateLimiter, type RateKey } from '../../src/aws/rate-limiter.ts';
import type { TokenBucketLimit } from '../../src/aws/rate-limits.ts';
import { JitteredRetryStrategy } from '../../src/aws/retry-strategy.ts';
import { hash32 } from '../../src/lib/random.ts';
import { VirtualClock } from './virtual-clock.ts';

const KEY: RateKey = { accountId: '1', region: 'eu-west-1', service: 'ec2', operation: 'Describe' };
const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);

/** A server that counts as AWS does, and tolerates only rounding. */
class StrictServer {
  readonly #limit: Omit<TokenBucketLimit, 'group'>;
  #tokens: number;
  #filledAt: number;
  attempts = 0;

  constructor(limit: Omit<TokenBucketLimit, 'group'>, now: number) {
    this.#limit = limit;
    this.#tokens = limit.burst;
    this.#filledAt = now;
  }

  admits(now: number): boolean {
    const { burst, refillPerSecond } = this.#limit;
    this.attempts += 1;
    this.#tokens = Math.min(
      burst,
      this.#tokens + ((now - this.#filledAt) / 1_000) * refillPerSecond,
    );
    this.#filledAt = now;
    if (this.#tokens < 1 - 1e-6) return false;
    this.#tokens -= 1;
    return true;
  }
}

test('a published limit is never exceeded, in any order of calls', async () => {
  const sequences = fc.record({
    burst: fc.integer({ min: 1, max: 50 }),
    refillPerSecond: fc.integer({ min: 1, max: 100 }),
    pauses: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3_000 })), {
      minLength: 1,
      maxLength: 150,
    }),
    aborted: fc.array(fc.nat(149), { maxLength: 20 }),
  });

  await fc.assert(
    fc.asyncProperty(sequences, async ({ burst, refillPerSecond, pauses, aborted }) => {
      const clock = new VirtualClock();
      const limiter = new RateLimiter(clock, () => ({ group: 'g', burst, refillPerSecond }));
      const server = new StrictServer({ burst, refillPerSecond }, clock.now());
      let refused = 0;
      const call = async (index: number, startAt: number): Promise<void> => {
        await clock.sleep(startAt);
        const controller = new AbortController();
        const acquired = limiter.acquire(KEY, controller.signal);
        if (aborted.includes(index)) controller.abort(new Error('gone'));
        const isMine = await acquired.then(
          () => true,
          () => false,
        );
        if (!isMine) return;
        const isAdmitted = server.admits(clock.now());
        if (!isAdmitted) refused += 1;
        limiter.answered(KEY, !isAdmitted);
      };
      let at = 0;
      const calls = pauses.map((pause, index) => call(index, (at += pause)));

      await clock.run(Promise.all(calls));

      expect(refused).toBe(0);
    }),
    { numRuns: 200 },
  );
});

test('most of the burst is used immediately, then the refill rate, without a pause', async () => {
  const clock = new VirtualClock();
  const limiter = new RateLimiter(clock, () => ({ group: 'g', burst: 10, refillPerSecond: 20 }));
  const sentAt: number[] = [];
  const call = async (): Promise<void> => {
    await limiter.acquire(KEY, NEVER);
    sentAt.push(clock.now());
  };

  await clock.run(Promise.all(Array.from({ length: 30 }, call)));

  expect(sentAt.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => 0));
  expect(sentAt[29]).toBeGreaterThanOrEqual(1_050);
  expect(sentAt[29]).toBeLessThan(1_080);
});

test('calls with different network delays are not throttled', async () => {
  const clock = new VirtualClock();
  const limit = { burst: 10, refillPerSecond: 10 };
  const limiter = new RateLimiter(clock, () => ({ group: 'g', ...limit }));
  const server = new StrictServer(limit, clock.now());
  let refused = 0;
  const call = async (_: unknown, index: number): Promise<void> => {
    await limiter.acquire(KEY, NEVER);
    await clock.sleep(hash32(String(index)) % 90);
    const isAdmitted = server.admits(clock.now());
    refused += Number(!isAdmitted);
    limiter.answered(KEY, !isAdmitted);
  };

  await clock.run(Promise.all(Array.from({ length: 200 }).map(call)));

  expect(refused).toBe(0);
});

test('buckets are independent: another account, region or group does not wait', async () => {
  const clock = new VirtualClock();
  const limiter = new RateLimiter(clock, (_, operation) => ({
    group: operation.startsWith('List') ? 'list' : 'describe',
    burst: 1,
    refillPerSecond: 1,
  }));
  const others = [
    { ...KEY, accountId: '2' },
    { ...KEY, region: 'us-east-1' },
    { ...KEY, service: 'ecs' },
    { ...KEY, operation: 'ListThings' },
  ];
  await limiter.acquire(KEY, NEVER);

  const waits = await Promise.all(others.map((other) => limiter.acquire(other, NEVER)));
  const sameGroup = limiter.acquire({ ...KEY, operation: 'DescribeOther' }, NEVER);

  expect(waits).toEqual([0, 0, 0, 0]);
  await expect(clock.run(sameGroup)).resolves.toBe(1_000);
});

test('when the rate drops, calls that already wait use the new rate', async () => {
  const clock = new VirtualClock();
  const limiter = new RateLimiter(clock, () => ({ group: 'g', burst: 1, refillPerSecond: 100 }));
  const sentAt: number[] = [];
  const call = async (): Promise<void> => {
    await limiter.acquire(KEY, NEVER);
    sentAt.push(clock.now());
  };
  const calls = Array.from({ length: 20 }, call);

  limiter.answered(KEY, true);
  await clock.run(Promise.all(calls));

  // A quarter of 100 a second is the deepest cut, and it grows back.
  expect(sentAt.at(-1)).toBeGreaterThan(700);
});

test('a waiting caller can be aborted, and its turn goes to the next', async () => {
  const clock = new VirtualClock();
  const limiter = new RateLimiter(clock, () => ({ group: 'g', burst: 1, refillPerSecond: 1 }));
  const controller = new AbortController();
  await limiter.acquire(KEY, NEVER);
  const waiting = limiter.acquire(KEY, controller.signal);
  const reason = new Error('the run was stopped');

  controller.abort(reason);

  await expect(waiting).rejects.toBe(reason);
  await expect(clock.run(limiter.acquire(KEY, NEVER))).resolves.toBe(1_000);
  await expect(limiter.acquire(KEY, controller.signal)).rejects.toBe(reason);
});

interface Load {
  readonly burst: number;
  readonly refillPerSecond: number;
  readonly calls: number;
  readonly latencyMs: number;
  readonly seed: number;
}

/** 50 workers call a server with an unknown limit, with the retries of the real call path. */
async function learn({ burst, refillPerSecond, calls, latencyMs, seed }: Load): Promise<{
  readonly lost: number;
  readonly attempts: number;
  readonly seconds: number;
}> {
  const clock = new VirtualClock();
  const limiter = new RateLimiter(clock, () => undefined);
  const server = new StrictServer({ burst, refillPerSecond }, clock.now());
  const options = { maxAttempts: 10, maxElapsedMs: 120_000 };
  let state = seed;
  const random = (): number => (state = (state * 16_807 + 11) % 2_147_483_647) / 2_147_483_647;
  const strategy = new JitteredRetryStrategy(options, clock.now, random);
  let lost = 0;
  const call = async (): Promise<void> => {
    for (let token = await strategy.acquireInitialRetryToken(); ;) {
      await limiter.acquire(KEY, NEVER);
      await clock.sleep(latencyMs / 2);
      const isAdmitted = server.admits(clock.now());
      await clock.sleep(latencyMs / 2);
      limiter.answered(KEY, !isAdmitted);
      if (isAdmitted) return;
      const error = Object.assign(new Error(''), { name: 'ThrottlingException' });
      const info = { error, errorType: 'THROTTLING' } as RetryErrorInfo;
      try {
        token = await strategy.refreshRetryTokenForRetry(token, info);
      } catch {
        lost += 1;
        return;
      }
      await clock.sleep(token.getRetryDelay());
    }
  };
  let left = calls;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  await clock.run(Promise.all(Array.from({ length: 50 }, worker)));
  return { lost, attempts: server.attempts, seconds: clock.now() / 1_000 };
}

test('an unknown limit is learned: nothing is lost, and few calls are repeated', async () => {
  const loads = fc.record({
    burst: fc.integer({ min: 1, max: 200 }),
    refillPerSecond: fc.integer({ min: 5, max: 200 }),
    calls: fc.integer({ min: 400, max: 800 }),
    latencyMs: fc.integer({ min: 10, max: 200 }),
    seed: fc.integer({ min: 1, max: 1_000_000 }),
  });

  await fc.assert(
    fc.asyncProperty(loads, async (load) => {
      const { lost, attempts, seconds } = await learn(load);
      const { calls, burst, refillPerSecond, latencyMs } = load;
      const best = Math.max((calls * latencyMs) / 50_000, (calls - burst) / refillPerSecond);
      expect(lost).toBe(0);
      expect(attempts).toBeLessThan(2 * calls);
      expect(seconds).toBeLessThan(1.5 * best + 15);
    }),
    { numRuns: 25 },
  );
});

test('Cost Explorer gets fewer than 400 requests in any hour, also after it has throttled', async () => {
  const clock = new VirtualClock();
  const limiter = new RateLimiter(clock);
  const sentAt: number[] = [];
  const call = async (index: number): Promise<void> => {
    // Its operations share the limit.
    const operation = index % 2 === 0 ? 'GetCostAndUsage' : 'GetAnomalies';
    const key = { ...KEY, service: 'ce', operation };
    await limiter.acquire(key, NEVER);
    sentAt.push(clock.now());
    limiter.answered(key, index === 150);
  };

  const calls = Array.from({ length: 900 }, (_, index) => call(index));
  await clock.run(Promise.all(calls));

  const HOUR_MS = 3_600_000;
  const most = Math.max(
    ...sentAt.map((from) => sentAt.filter((at) => at >= from && at < from + HOUR_MS).length),
  );
  expect(most).toBeLessThanOrEqual(400);
  expect(most).toBeGreaterThan(200);
});
