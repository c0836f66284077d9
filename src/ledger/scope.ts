/** How a scope ended. Only `complete` proves that every page was read and every resource emitted. */
export const SCOPE_OUTCOMES = [
  'complete',
  'denied',
  'region-disabled',
  'service-absent',
  'throttled',
  'not-aws',
  'not-enabled',
  'failed',
  'cancelled',
] as const;
export type ScopeOutcome = (typeof SCOPE_OUTCOMES)[number];

/** Steps before any resource is read. They can fail, and are reported, like any scope. */
export const DISCOVERY_KINDS = ['accounts', 'credentials', 'regions'] as const;

/**
 * One (kind, account, region), plus the period for kinds read by time: the unit of work, of failure and of
 * proof. Plain data.
 */
export interface Scope {
  /** An ObjectKind, or one of `DISCOVERY_KINDS`. */
  readonly kind: string;
  /** Twelve digits; `*` for the account list itself. */
  readonly accountId: string;
  /** `global` for kinds that are not regional. */
  readonly region: string;
  /** A billing month, `2026-10`; undefined for kinds without periods. */
  readonly period?: string;
}

/** A key for a scope; other fields of the object do not matter. */
export function scopeName({ kind, accountId, region, period = '' }: Scope): string {
  return `${kind}\0${accountId}\0${region}\0${period}`;
}

/** The scope without any other fields. */
export function scopeOf({ kind, accountId, region, period }: Scope): Scope {
  const scope = { kind, accountId, region };
  return period === undefined ? scope : { ...scope, period };
}

/** Are these the same scope? */
export function isSameScope(one: Scope, other: Scope): boolean {
  return scopeName(one) === scopeName(other);
}

/** Why something could not be read, and what to do about it. */
export interface Cause {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** What one action could not read, and for how many resources of the scope. */
export interface ScopeGap extends Cause {
  readonly action: string;
  readonly resources: number;
  /** One of the resources concerned. */
  readonly example: string;
}

/** A scope in the ledger. */
export interface ScopeRecord extends Scope {
  readonly outcome: ScopeOutcome;
  /** Emitted resources, including incomplete ones. */
  readonly resources: number;
  /** Resources emitted without a part that could not be read. */
  readonly incompleteResources: number;
  readonly pages: number;
  /** Requests, including retries. */
  readonly calls: number;
  readonly retries: number;
  readonly throttles: number;
  readonly durationMs: number;
  /** Set unless the outcome is `complete`. */
  readonly error?: Cause;
  readonly gaps: readonly ScopeGap[];
  /** For kinds with a history: how much of it was read. Older records are excluded, not deleted. */
  readonly window?: string;
  /** Known parents that have more records in that time than were read. */
  readonly parentsCut?: number;
  /** For the step that lists an account's regions: the enabled ones. */
  readonly regions?: readonly string[];
  /** For the step that lists the accounts: whether they come from an organization or the settings. */
  readonly listedBy?: 'organization' | 'settings';
}
