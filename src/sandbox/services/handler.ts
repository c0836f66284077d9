import type { Estate } from '../estate/estate.ts';
import type { Pager } from '../pages.ts';
import type { Bill } from '../prices/bill.ts';
import { ServiceError } from '../wire/call.ts';

/** The caller, the place, and the available data. */
export interface HandlerContext {
  readonly estate: Estate;
  readonly accountId: string;
  /** The caller as AWS names it. */
  readonly callerArn: string;
  readonly region: string;
  readonly pager: Pager;
  /** What the accounts are charged for. @default the ledger */
  readonly bill?: Bill | undefined;
  /** Has a fault removed this resource? It is listed, but then not found. */
  readonly isGone: (resource: string) => boolean;
  /** Does a fault omit this resource from batch responses? */
  readonly isOmitted: (resource: string) => boolean;
  /** Keys for a role, which contain account, role and expiry. */
  readonly issueCredentials: (roleArn: string, sessionName: string) => IssuedCredentials;
}

export interface IssuedCredentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  readonly Expiration: Date;
}

type Input = Readonly<Record<string, unknown>>;

/** A typed function from an operation's input to its output. */
export type Handler = (input: Input, context: HandlerContext) => object;

/** A text member of the input; empty when it is missing. */
export function text(input: Input, name: string): string {
  const value = input[name];
  return typeof value === 'string' ? value : '';
}

/** A member of the input that is a number. */
export function number(input: Input, name: string): number | undefined {
  const value = input[name];
  return typeof value === 'number' ? value : undefined;
}

/** A list of texts in the input; undefined when it is missing. */
export function texts(input: Input, name: string): readonly string[] | undefined {
  const value = input[name];
  if (!Array.isArray(value)) return undefined;
  return value.filter((element): element is string => typeof element === 'string');
}

/**
 * Rejects members of the input that the sandbox does not simulate: ignoring a filter would return wrong
 * results.
 */
export function refuse(input: Input, ...names: readonly string[]): void {
  const given = names.find((name) => input[name] !== undefined);
  if (given === undefined) return;
  throw new ServiceError('UnsupportedOperation', `the sandbox does not know ${given} of this call`);
}
