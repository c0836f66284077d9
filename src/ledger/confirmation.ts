import type { Cause, Scope } from './scope.ts';

/** AWS's answer about a resource that is missing from a complete listing. */
export type Confirmation =
  | { readonly status: 'gone' }
  | { readonly status: 'exists' }
  /** Of a record that is not AWS's: nothing proves that it is over. This does not speak against others of its scope. */
  | { readonly status: 'unproven'; readonly detail: string }
  /** AWS did not answer: the call was denied or throttled, or failed. */
  | { readonly status: 'unknown'; readonly cause: Cause };

/**
 * Looks up resources of one scope in AWS by their identifiers.
 *
 * @returns one answer for each, in the same order
 */
export type ConfirmGone = (
  scope: Scope,
  missing: readonly (readonly string[])[],
) => Promise<readonly Confirmation[]>;
