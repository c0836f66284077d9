import { expect, test } from '@jest/globals';
import type { RetryErrorInfo } from '@smithy/types';
import fc from 'fast-check';
import { AwsAccessError } from '../../src/aws/access-error.ts';
import { JitteredRetryStrategy } from '../../src/aws/retry-strategy.ts';

function infoOf(error: Error, retryAfterHint?: Date): RetryErrorInfo {
  const info = { error, errorType: 'TRANSIENT', ...(retryAfterHint && { retryAfterHint }) };
  return info as RetryErrorInfo; // whose `cause` is narrower than an Error's
}

interface Failure {
  readonly name: string;
  readonly code?: string;
  readonly retryAfterHint?: Date;
}

/** Fails repeatedly, and returns the waits of the strategy. */
async function waitsOf(
  failure: Failure,
  options: { maxAttempts?: number; maxElapsedMs?: number; random?: () => number } = {},
): Promise<number[]> {
  const { maxAttempts = 10, maxElapsedMs = 120_000, random = () => 1 } = options;
  let now = 0;
  const strategy = new JitteredRetryStrategy({ maxAttempts, maxElapsedMs }, () => now, random);
  const waits: number[] = [];
  const { retryAfterHint, ...rest } = failure;
  const error = Object.assign(new Error('no'), rest);
  let token = await strategy.acquireInitialRetryToken();
  for (;;) {
    const next = await strategy
      .refreshRetryTokenForRetry(token, infoOf(error, retryAfterHint))
      .catch(() => undefined);
    if (next === undefined) return waits;
    token = next;
    waits.push(token.getRetryDelay());
    now += token.getRetryDelay();
  }
}

test.each([
  ['ThrottlingException', 9],
  ['InternalError', 9],
  ['TimeoutError', 2],
  ['ExpiredToken', 2],
  ['AccessDenied', 0],
  ['ResourceNotFoundException', 0],
  ['NoSuchTagSet', 0],
  ['OptInRequired', 0],
  ['UnrecognizedClientException', 0],
  ['AbortError', 0],
  ['ValidationException', 0],
])('%s is tried again %i times', async (name, retries) => {
  const waits = await waitsOf({ name });

  expect(waits).toHaveLength(retries);
});

test('waits double up to ten seconds, with full jitter', async () => {
  const longest = await waitsOf({ name: 'ThrottlingException' });
  const halves = await waitsOf({ name: 'ThrottlingException' }, { random: () => 0.5 });
  const none = await waitsOf({ name: 'ThrottlingException' }, { random: () => 0 });

  expect(longest).toEqual([300, 600, 1_200, 2_400, 4_800, 9_600, 10_000, 10_000, 10_000]);
  expect(halves).toEqual(longest.map((wait) => wait / 2));
  expect(none).toEqual(longest.map(() => 0));
});

test('transient failures retry sooner; new credentials are used immediately', async () => {
  const transient = await waitsOf({ name: 'InternalError' }, { maxAttempts: 3 });
  const expired = await waitsOf({ name: 'ExpiredToken' });

  expect(transient).toEqual([100, 200]);
  expect(expired).toEqual([0, 0]);
});

test('AWS may ask for a longer wait, within reason', async () => {
  const options = { maxAttempts: 2 };
  const longer = await waitsOf({ name: 'Throttling', retryAfterHint: new Date(5_000) }, options);
  const absurd = await waitsOf({ name: 'Throttling', retryAfterHint: new Date(9e9) }, options);

  expect([longer, absurd]).toEqual([[5_000], [10_000]]);
});

test('failed credentials are not retried, because fetching them already was', async () => {
  const cause = Object.assign(new Error('slow down'), { name: 'Throttling' });
  const strategy = new JitteredRetryStrategy(
    { maxAttempts: 10, maxElapsedMs: 1_000 },
    () => 0,
    () => 0,
  );
  const token = await strategy.acquireInitialRetryToken();
  const error = new AwsAccessError('cannot assume the role', cause, 'run again');

  const retry = strategy.refreshRetryTokenForRetry(token, infoOf(error));

  await expect(retry).rejects.toThrow('no retry');
});

test('attempts and time never exceed their limits', async () => {
  const cases = fc.record({
    maxAttempts: fc.integer({ min: 1, max: 30 }),
    maxElapsedMs: fc.integer({ min: 0, max: 200_000 }),
    draws: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
    name: fc.constantFrom('Throttling', 'InternalError', 'TimeoutError', 'ExpiredToken'),
  });

  await fc.assert(
    fc.asyncProperty(cases, async ({ maxAttempts, maxElapsedMs, draws, name }) => {
      const random = (): number => {
        const drawn = draws.next();
        return drawn.done === true ? 0 : drawn.value;
      };
      const waits = await waitsOf({ name }, { maxAttempts, maxElapsedMs, random });

      expect(waits.length).toBeLessThan(maxAttempts);
      expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(maxElapsedMs);
    }),
  );
});
