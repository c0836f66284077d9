import { errorCode } from '../lib/error-code.ts';
import { ConfigurationError, LongshoreError, messageOf } from '../lib/errors.ts';
import type { RunStatus } from '../ledger/ledger.ts';

/** The exit codes of commands. */
export const EXIT = { complete: 0, error: 1, usage: 2, incomplete: 3, cancelled: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code for a run's status. */
export function exitCodeOf(status: RunStatus): ExitCode {
  switch (status) {
    case 'complete':
      return EXIT.complete;
    case 'incomplete':
      return EXIT.incomplete;
    case 'cancelled':
      return EXIT.cancelled;
    case 'failed':
      return EXIT.error;
  }
}

/** Text of an error for users: the problem and its fix, never a stack trace. */
export function describeError(error: unknown): {
  readonly text: string;
  readonly exitCode: ExitCode;
} {
  if (error instanceof LongshoreError) {
    const remedy = error.remedy === undefined ? '' : `\n  fix: ${error.remedy}`;
    const exitCode = error instanceof ConfigurationError ? EXIT.usage : EXIT.error;
    return { text: `longshore: ${error.message}${remedy}`, exitCode };
  }
  const message = messageOf(error);
  if (isAddressInUse(error)) {
    return {
      text: `longshore: ${message}\n  fix: stop the process that listens there, or choose another port: LONGSHORE_HTTP_PORT for serve, --port for sandbox`,
      exitCode: EXIT.usage,
    };
  }
  return {
    text: `longshore: unexpected error: ${message}\n  fix: set LONGSHORE_DEBUG=1 to show where it happened, and report it`,
    exitCode: EXIT.error,
  };
}

function isAddressInUse(error: unknown): boolean {
  return errorCode(error) === 'EADDRINUSE';
}
