import { ConfigurationError } from '../../../lib/errors.ts';

const FIELDS = ['resource', 'type', 'provider', 'service', 'date'] as const;
const PERIODS = ['daily', 'monthly'] as const;
const TAG = 'tag:';

/** Time buckets: rows with a column for each provider. */
export type PeriodGrouping = (typeof PERIODS)[number];

/** How costs are put together. */
export type Grouping =
  | { readonly by: 'none' }
  | { readonly by: 'field'; readonly field: (typeof FIELDS)[number] }
  | { readonly by: 'tag'; readonly tag: string }
  | { readonly by: 'period'; readonly period: PeriodGrouping };

export const NO_GROUPING: Grouping = { by: 'none' };

/**
 * What `--group-by` means. `tag:team=web` is a filter, and no grouping.
 *
 * @throws {ConfigurationError} for anything else than the words that are known: one group of all would look like a total
 */
export function parseGrouping(text: string): {
  readonly grouping: Grouping;
  readonly filter?: string;
} {
  const name = text.trim();
  if (name === '') return { grouping: NO_GROUPING };
  const field = FIELDS.find((one) => one === name);
  if (field !== undefined) return { grouping: { by: 'field', field } };
  const period = PERIODS.find((one) => one === name);
  if (period !== undefined) return { grouping: { by: 'period', period } };
  const tag = name.startsWith(TAG) ? name.slice(TAG.length).trim() : '';
  if (tag.includes('=') && !tag.startsWith('=')) return { grouping: NO_GROUPING, filter: name };
  if (tag !== '' && !tag.startsWith('=')) return { grouping: { by: 'tag', tag } };
  throw new ConfigurationError(`--group-by: "${text}" is not known`, {
    remedy: `use ${[...FIELDS, ...PERIODS].join(', ')} or tag:KEY`,
  });
}
