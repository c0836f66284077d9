import { classify } from '../../aws/errors.ts';
import type { Outcome } from './action.ts';

/**
 * The outcome of a failed call for one item. "Not configured" is a value, not a failure.
 *
 * @throws when the run was cancelled, which is not the item's failure
 */
export function outcomeOfError<Out extends object>(
  error: unknown,
  notConfigured: Out | undefined,
): Outcome<Out> {
  const failure = classify(error);
  if (failure.class === 'cancelled') throw error;
  if (failure.class === 'not-found') return { status: 'gone' };
  if (failure.class === 'not-configured' && notConfigured !== undefined) {
    return { status: 'ok', value: notConfigured };
  }
  return { status: 'failed', error };
}
