import type { AwsFailure } from '../aws/errors.ts';
import { remedyFor } from '../aws/remedy.ts';
import type { Cause, ScopeOutcome } from '../ledger/scope.ts';

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
