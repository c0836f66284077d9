import { isNativeError } from 'node:util/types';

/** Who must act on an error: the user, the operator of the platform, or the developers. */
export type Audience = 'user' | 'operator' | 'developer';

export interface LongshoreErrorOptions {
  /** The error that led to this one. */
  readonly cause?: unknown;
  /** The fix: one sentence, as an instruction. */
  readonly remedy?: string;
}

/**
 * The root of every error that Longshore throws on purpose. A subclass sets `code` and `audience`; the
 * message has the problem and its place, `remedy` the fix.
 */
export abstract class LongshoreError extends Error {
  /** A stable name for programs: `configuration`, `resource-not-found`, … */
  abstract readonly code: string;
  abstract readonly audience: Audience;
  readonly remedy: string | undefined;

  constructor(message: string, options: LongshoreErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.remedy = options.remedy;
  }
}

/** Thrown for a setting, a flag, a file or a mapping that cannot be used. The user fixes it. Exit code 2. */
export class ConfigurationError extends LongshoreError {
  readonly code = 'configuration';
  readonly audience = 'user';
}

/** Thrown when the output cannot be written: no space, no permission, a closed pipe. Exit code 1. */
export class OutputError extends LongshoreError {
  readonly code = 'output';
  readonly audience = 'operator';
}

/** Thrown when our own code breaks a contract. The user can only report it. Exit code 1. */
export class InternalError extends LongshoreError {
  readonly code = 'internal';
  readonly audience = 'developer';
}

/** The message of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error || isNativeError(error) ? error.message : String(error);
}
