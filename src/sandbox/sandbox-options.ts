import type { Estate, EstateOptions } from './estate/estate.ts';
import type { Fault } from './faults.ts';
import type { Policy } from './iam.ts';
import type { LedgerOptions } from './ledger/ledger-options.ts';
import type { PagingOptions } from './pages.ts';
import type { Bill } from './prices/bill.ts';
import type { Handler } from './services/handler.ts';

/** Options of a sandbox. */
export interface SandboxOptions extends PagingOptions {
  readonly estate: EstateOptions | Estate;
  /** Where to listen on 127.0.0.1. @default any free port */
  readonly port?: number;
  /** How long each answer takes, in milliseconds. @default 0 */
  readonly latencyMs?: number;
  /** Enforce AWS's published rate limits. @default false */
  readonly enforceLimits?: boolean;
  /** Further limits by `service:Operation`, enforced in any case. */
  readonly limits?: Readonly<
    Record<string, { readonly burst: number; readonly refillPerSecond: number }>
  >;
  readonly faults?: readonly Fault[];
  /** How long assumed roles last, in seconds. @default 3600 */
  readonly credentialLifetimeSeconds?: number;
  /** The secret of the sandbox's long-lived key. @default SANDBOX_KEY's */
  readonly secretAccessKey?: string;
  /** The ExternalId that AssumeRole requires. @default none */
  readonly externalId?: string;
  /** Initial permissions of the accounts' roles, by account id; `*` for every account. @default all */
  readonly policies?: Readonly<Record<string, Policy>>;
  /** The time of the bill: what is billed, estimated and final. @default noon of the estate's day */
  readonly now?: () => Date;
  /** What the organization has enabled of AWS's cost services. @default everything */
  readonly ledger?: LedgerOptions;
  /** The lines that Cost Explorer sums. @default those of the ledger */
  readonly bill?: Bill;
  /** Replaces the estate's responses, by `service:Operation`. */
  readonly replies?: Readonly<Record<string, Handler>>;
}
