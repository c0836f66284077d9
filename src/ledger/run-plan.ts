/**
 * Receives the work ahead of a run. Accounts are listed early, but their scopes are only known when each
 * account is opened: the number of planned scopes grows during the run.
 */
export type RunPlan =
  /** One more account that the run will open. */
  | { readonly type: 'account' }
  /** All accounts are listed, or listing them failed: no more will follow. */
  | { readonly type: 'accounts-listed' }
  /** An account was opened, successfully or not: all its scopes are planned. */
  | { readonly type: 'account-opened' }
  /** One more scope of this kind that the run will read. */
  | { readonly type: 'scope'; readonly kind: string };
