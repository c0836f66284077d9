import { ClickHouseError } from '@clickhouse/client';
import { messageOf } from '../../lib/errors.ts';
import { StoreError, type StoreProblem } from '../store-error.ts';

/** ClickHouse's codes: https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp */
const DENIED = new Set(['164', '497']); // READONLY, ACCESS_DENIED
const WRONG_PASSWORD = new Set(['192', '193', '194', '516']);
const LIMITS = new Set(['158', '159', '160', '167', '241', '306', '307', '394', '396']);
const FULL = new Set(['243']); // NOT_ENOUGH_SPACE
const NO_DATABASE = '81';

/**
 * Failures that pass: too many queries or parts, network between servers, a table that is read-only for a moment,
 * memory that others use, a query that a shutdown has cancelled.
 */
const PASSING = new Set([
  '159',
  '202',
  '209',
  '210',
  '236',
  '241',
  '242',
  '252',
  '319',
  '394',
  '425',
  '999',
]);

/** What was to be done when it failed: the store's own work, or a question of a user. */
export type Purpose = 'store' | 'query';

/** ClickHouse's error as ours. `address` is the server's, without a password. */
export function clickHouseError(
  error: unknown,
  address: string,
  purpose: Purpose = 'store',
): StoreError {
  if (error instanceof StoreError) return error;
  if (!(error instanceof ClickHouseError)) return unreachable(error, address);
  const problem = problemOf(error.code, purpose);
  const message = `${firstLine(error.message)} (code ${error.code})`;
  if (WRONG_PASSWORD.has(error.code)) {
    return new StoreError('unreachable', `the store at ${address} rejected the login: ${message}`, {
      cause: error,
      remedy: 'check the user and the password of the ClickHouse settings',
    });
  }
  return new StoreError(problem, `${SUBJECTS[problem](address)}: ${message}`, {
    cause: error,
    remedy: REMEDIES[problem],
  });
}

/** Can the same request succeed later? */
export function isPassing(error: unknown): boolean {
  if (error instanceof StoreError) return false;
  return error instanceof ClickHouseError ? PASSING.has(error.code) : true;
}

/** Does the database not exist? */
export function isMissingDatabase(error: unknown): boolean {
  return error instanceof ClickHouseError && error.code === NO_DATABASE;
}

type Problem = Extract<StoreProblem, 'query' | 'limit' | 'full' | 'failed'>;

function problemOf(code: string, purpose: Purpose): Problem {
  if (FULL.has(code)) return 'full';
  if (LIMITS.has(code)) return 'limit';
  return purpose === 'query' ? 'query' : 'failed';
}

const SUBJECTS: Readonly<Record<Problem, (address: string) => string>> = {
  query: () => 'the query failed',
  limit: () => 'the query reached a limit',
  full: (address) => `the store at ${address} cannot be written`,
  failed: (address) => `the store at ${address} failed`,
};

const REMEDIES: Readonly<Record<Problem, string>> = {
  query: 'see the tables and their columns: longshore query --tables, --schema <table>',
  limit: 'ask for less at once, or raise the limit',
  full: 'free disk space on the server; what was committed is kept, and the next run adds the rest',
  failed: 'check that the user may create, write and delete in the database, then run again',
};

/** A query that ClickHouse does not allow to a reader. */
export function isDenied(error: unknown): error is ClickHouseError {
  return error instanceof ClickHouseError && DENIED.has(error.code);
}

/** No answer came, or one that is not ClickHouse's. */
function unreachable(error: unknown, address: string): StoreError {
  return new StoreError(
    'unreachable',
    `the store at ${address} does not answer: ${reasonOf(error)}`,
    {
      cause: error,
      remedy: 'check the address, and that the server runs and can be reached from here',
    },
  );
}

/** Connection errors of several addresses have no message of their own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  const reason = firstLine(messageOf(error));
  return reason === '' ? 'the connection failed' : reason;
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).slice(0, 500);
}
