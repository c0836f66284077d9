import type { AwsFailure } from '../aws/errors.ts';
import type { Scope } from '../ledger/scope.ts';
import { LongshoreError } from '../lib/errors.ts';
import { TimeLimit } from '../lib/time-limit.ts';

/** Thrown when AWS takes longer to answer for one scope than a run allows. What was read of it before stays. */
export class SlowScopeError extends LongshoreError {
  readonly code = 'slow-scope';
  readonly audience = 'operator';
  readonly failure: AwsFailure;

  constructor(milliseconds: number) {
    const message = `AWS did not answer completely within ${milliseconds / 1_000} s`;
    const remedy = 'it is read again with the next run: if it stays slow, allow more time';
    super(message, { remedy });
    this.failure = { class: 'transient', code: 'SlowScope', message, remedy };
  }
}

/** How long the reads of one scope may take, in milliseconds; undefined for no limit. */
export type ScopeTime = (scope: Pick<Scope, 'kind'>) => number | undefined;

/** The limit of one scope. */
export function scopeTimeLimit(
  scope: Scope,
  {
    signal,
    scopeTime,
  }: { readonly signal: AbortSignal; readonly scopeTime?: ScopeTime | undefined },
): TimeLimit {
  const milliseconds = scopeTime?.(scope);
  return new TimeLimit(signal, milliseconds, () => new SlowScopeError(milliseconds ?? 0));
}
