import { classify, type AwsFailure } from '../aws/errors.ts';
import { remedyFor } from '../aws/remedy.ts';
import type { Cause, ScopeOutcome } from '../ledger/scope.ts';

/** Why something was not read to its end: what failed, or that the run was stopped. */
export function failureOf(error: unknown, signal: AbortSignal): AwsFailure {
  return unlessStopped(classify(error), signal);
}

/** The failure; when the run was stopped, that, whatever failed before. */
export function unlessStopped(failure: AwsFailure, signal: AbortSignal): AwsFailure {
  return signal.aborted ? { ...failure, class: 'cancelled' } : failure;
}

/** How a step of discovery ends that failed this way: credentials that AWS does not know open nothing. */
export function discoveryOutcome(failure: AwsFailure): Exclude<ScopeOutcome, 'complete'> {
  return failure.class === 'credentials-invalid' ? 'denied' : scopeOutcome(failure);
}

/** How a scope ends whose reading failed this way, once its session's credentials are known to be good. */
export function scopeOutcome(failure: AwsFailure): Exclude<ScopeOutcome, 'complete'> {
  switch (failure.class) {
    case 'denied':
      return 'denied';
    case 'throttled':
      return 'throttled';
    case 'region-disabled':
    case 'credentials-invalid': // good elsewhere: AWS does not know a key in a region that is not enabled
      return 'region-disabled';
    case 'service-absent':
      return 'service-absent';
    case 'not-aws':
      return 'not-aws';
    case 'cancelled':
      return 'cancelled';
    case 'not-found':
    case 'not-configured':
    case 'transient':
    case 'credentials-expired':
    case 'other':
      return 'failed';
  }
}

/** The failure as the report tells it: what AWS said, and what the reader can do. */
export function causeOf(failure: AwsFailure, permissions: readonly string[]): Cause {
  const { code, message } = failure;
  return { code, message, remedy: remedyFor(failure, permissions) };
}
