import type { Cause, Scope } from './scope.ts';

/** AWS's answer for a resource that a complete listing lacks. */
export type Confirmation =
  | { readonly status: 'gone' }
  | { readonly status: 'exists' }
  /** AWS did not say: the call was denied, throttled, or failed. */
  | { readonly status: 'unknown'; readonly cause: Cause };

/**
 * Asks AWS for resources of one scope, each by its identifiers.
 *
 * @returns one answer for each, in the order given
 */
export type ConfirmGone = (
  scope: Scope,
  missing: readonly (readonly string[])[],
) => Promise<readonly Confirmation[]>;
