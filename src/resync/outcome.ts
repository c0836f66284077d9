import { classify, type AwsFailure } from '../aws/errors.ts';
import { remedyFor } from '../aws/remedy.ts';
import type { Cause, ScopeOutcome } from '../ledger/scope.ts';

/** Why a scope was not read completely: what failed, or that the run was stopped. */
export function failureOf(error: unknown, signal: AbortSignal): AwsFailure {
  return unlessStopped(classify(error), signal);
}

/** The failure; a stopped run takes precedence over earlier failures. Only it is cancelled: see `SlowScopeError`. */
export function unlessStopped(failure: AwsFailure, signal: AbortSignal): AwsFailure {
  if (signal.aborted) return { ...failure, class: 'cancelled' };
  return failure.class === 'cancelled' ? { ...failure, class: 'transient' } : failure;
}

/** The outcome of a failed discovery step: credentials that AWS does not know open nothing. */
export function discoveryOutcome(failure: AwsFailure): Exclude<ScopeOutcome, 'complete'> {
  return failure.class === 'credentials-invalid' ? 'denied' : scopeOutcome(failure);
}

/** The outcome of a failed scope whose session has valid credentials. */
export function scopeOutcome(failure: AwsFailure): Exclude<ScopeOutcome, 'complete'> {
  switch (failure.class) {
    case 'denied':
      return 'denied';
    case 'throttled':
      return 'throttled';
    case 'region-disabled':
    case 'credentials-invalid': // valid elsewhere: AWS does not know a key in a region that is not enabled
      return 'region-disabled';
    case 'service-absent':
      return 'service-absent';
    case 'not-aws':
      return 'not-aws';
    case 'cancelled':
      return 'cancelled';
    case 'not-configured':
      return 'not-enabled';
    case 'not-found':
    case 'transient':
    case 'credentials-expired':
    case 'other':
      return 'failed';
  }
}

/** The failure for the report: AWS's message and the remedy. */
export function causeOf(failure: AwsFailure, permissions: readonly string[]): Cause {
  const { code, message } = failure;
  return { code, message, remedy: remedyFor(failure, permissions) };
}
