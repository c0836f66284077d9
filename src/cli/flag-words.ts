import { z } from 'zod';

/** The words that flags take: commands check them, and shells complete them. */
export const SINKS = ['ndjson', 'port', 'store'] as const;
export const QUERY_FORMATS = ['table', 'json', 'ndjson', 'csv', 'parquet'] as const;
export const DEMO_SIZES = ['small', 'large'] as const;
export const SANDBOX_SIZES = ['small', 'medium', 'large', 'reference'] as const;

/** One of these words; the error lists them: `must be ndjson, port or store`. */
export function oneOf<const Word extends string>(words: readonly Word[]): z.ZodType<Word> {
  const list = `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
  return z.enum(words, { error: `must be ${list}` });
}
