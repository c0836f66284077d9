import { ConfigurationError } from '../../lib/errors.ts';

/**
 * A text in SQL that all stores understand.
 *
 * @throws {ConfigurationError} for a backslash: it is an escape in one of them, and a character in the other
 */
export function sharedText(text: string): string {
  if (!text.includes('\\')) return `'${text.replaceAll("'", "''")}'`;
  throw new ConfigurationError(`"${text}" has a backslash, which is not supported here`, {
    remedy: 'ask with SQL instead: longshore query',
  });
}
