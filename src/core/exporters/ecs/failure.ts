import type { Failure } from '@aws-sdk/client-ecs';

/**
 * Why ECS omitted an item from a batch response. Never thrown: it is the reason of a gap, or means "deleted".
 */
class EcsFailure extends Error {
  override readonly name: string;

  constructor(failure: Failure) {
    super(failure.detail ?? `ECS answered ${failure.reason ?? 'a failure without a reason'}`);
    this.name =
      failure.reason === 'MISSING' ? 'ResourceNotFoundException' : (failure.reason ?? 'Failure');
  }
}

/**
 * An entry of a `failures` list as the answer for its identifier.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
 */
export function failureOf(failure: Failure): { readonly id: string; readonly error: Error } {
  return { id: failure.arn ?? '', error: new EcsFailure(failure) };
}

/** ECS describes deleted resources for some time after they disappear from the listing. */
export function deleted(arn: string): { readonly id: string; readonly error: Error } {
  return failureOf({ arn, reason: 'MISSING', detail: 'it was deleted' });
}
