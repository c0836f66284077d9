import type { AwsFailure } from '../../aws/errors.ts';

/**
 * A part of a resource that could not be read. The resource is emitted anyway; the missing part must not be
 * written as empty.
 */
export interface Gap {
  /** The resource's identifier within its kind, from the kind's `idOf`. */
  readonly identifier: string;
  /** The action that failed, or `schema` when AWS's answer did not have the documented format. */
  readonly action: string;
  readonly failure: AwsFailure;
  /** The IAM actions that would close the gap, when it was denied. */
  readonly permissions: readonly string[];
}
