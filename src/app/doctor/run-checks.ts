import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { abortable } from '../../lib/aborted.ts';
import { LongshoreError, messageOf } from '../../lib/errors.ts';
import type { Check, CheckResult, Finding } from './check.ts';
import type { DoctorContext } from './doctor-context.ts';
import { NotChecked } from './not-checked.ts';

/** Extra time for a check to assemble its findings after its timeout, in milliseconds. */
const GRACE_MS = 1_000;

/**
 * Runs all checks at once, and yields their findings in the order of the checks.
 *
 * @param timeoutMs the longest time of each check
 * @throws the signal's reason when it was aborted
 */
export async function* runChecks(
  checks: readonly Check[],
  context: DoctorContext,
  timeoutMs: number,
  signal: AbortSignal,
): AsyncGenerator<Finding, void> {
  setMaxListeners(0, signal); // every check listens to it
  const running = checks.map((check) => ({
    check,
    results: resultsOf(check, context, timeoutMs, signal),
  }));
  for (const { results } of running) results.catch(() => undefined); // a rejection is awaited below
  for (const { check, results } of running) {
    for (const result of await results) yield { check: check.name, ...result };
  }
}

async function resultsOf(
  check: Check,
  context: DoctorContext,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const own = AbortSignal.any([signal, timeout]);
  setMaxListeners(0, own);
  const over = new AbortController();
  try {
    return await Promise.race([
      abortable(check.run(context, own), signal),
      sleep(timeoutMs + GRACE_MS, undefined, { signal: over.signal }).then(() => {
        throw timeout.reason;
      }),
    ]);
  } catch (error) {
    signal.throwIfAborted();
    return [timeout.aborted ? tooLate(timeoutMs) : failed(error)];
  } finally {
    over.abort();
  }
}

function tooLate(timeoutMs: number): CheckResult {
  const seconds = timeoutMs / 1_000;
  return {
    status: 'unknown',
    message: `no result within ${seconds} s`,
    fix: `check the network, or wait longer: --timeout ${Math.max(60, Math.ceil(seconds * 2))}`,
  };
}

function failed(error: unknown): CheckResult {
  const fix = error instanceof LongshoreError ? error.remedy : undefined;
  return {
    status: error instanceof NotChecked ? 'unknown' : 'failed',
    message: messageOf(error),
    ...(fix !== undefined && { fix }),
  };
}
