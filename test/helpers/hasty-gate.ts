import { AttemptGate } from '../../src/aws/attempt-gate.ts';
import { RateLimiter } from '../../src/aws/rate-limiter.ts';
import { systemClock, type Clock } from '../../src/lib/clock.ts';

const FASTER = 1_000;

/** A clock on which a second is a millisecond. */
const HASTY: Clock = {
  now: () => systemClock.now() * FASTER,
  sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / FASTER, signal),
};

/** A gate that AWS's published rates hardly slow: for tests that check which calls are made, not their pace. */
export function hastyGate(concurrency: number): AttemptGate {
  return new AttemptGate({ clock: systemClock, limiter: new RateLimiter(HASTY), concurrency });
}
