import type { AwsFailure } from '../../aws/errors.ts';

/**
 * Something a resource lacks because it could not be read. The resource is emitted all the same; what
 * is missing must not be written as empty.
 */
export interface Gap {
  /** The resource's identifier within its kind: what the kind's `idOf` gives. */
  readonly identifier: string;
  /** The action that failed, or `schema` when AWS's own answer was not of the documented form. */
  readonly action: string;
  readonly failure: AwsFailure;
  /** The IAM actions that would close the gap, when it was a denial. */
  readonly permissions: readonly string[];
}
