import { z } from 'zod';
import { judgeRegion } from '../../aws/region-names.ts';
import { nearest } from '../../lib/nearest.ts';
import { WindowFields, type HistoryWindow } from './history-window.ts';

/** The most optional actions that one resource block may name. */
export const MOST_ACTIONS = 3;

const AT_LEAST_ONE = { error: 'must be a whole number of at least 1' };

const Region = z
  .string({ error: 'must be the name of a region, such as eu-west-1' })
  .superRefine((name, context) => {
    const judged = judgeRegion(name);
    if (judged.status !== 'wrong') return;
    context.addIssue({ code: 'custom', message: judged.message });
  });

const Regions = z
  .array(Region, {
    error: 'must be a list of regions, such as [eu-west-1, us-east-1]',
  })
  .default([]);

const RegionPolicy = z.object(
  { allow: Regions, deny: Regions },
  { error: 'must be a map with "allow", "deny" or both, such as { allow: [eu-west-1] }' },
);

/** A mapping's `selector`, as far as it says what to read from AWS. */
export interface Selector {
  /** A jq boolean over the raw item. It decides what reaches Port, not what is read. */
  readonly query: string;
  readonly regionPolicy: { readonly allow: readonly string[]; readonly deny: readonly string[] };
  /** Names of the kind's optional actions. */
  readonly includeActions: readonly string[];
  /** Accounts read at once for this kind; undefined when the mapping does not say: as many as limits allow. */
  readonly maxConcurrentAccounts?: number | undefined;
  /** How much of a history is read; undefined for kinds that have none. */
  readonly window?: HistoryWindow | undefined;
}

/**
 * The schema of a kind's selector. It knows the kind's own optional actions, so that a misspelt one is an
 * error that names the nearest, and not silently ignored.
 */
export function selectorSchema(
  optionalActions: readonly string[],
  { hasHistory = false } = {},
): z.ZodType<Selector> {
  const action = z
    .string({ error: 'must be the name of an action' })
    .superRefine((name, context) => {
      if (optionalActions.includes(name)) return;
      context.addIssue({ code: 'custom', message: unknownAction(name, optionalActions) });
    });
  const fields = z.object({
    query: z.string({ error: 'a jq expression is required; "true" takes every resource' }),
    regionPolicy: RegionPolicy.default({ allow: [], deny: [] }),
    includeActions: z
      .array(action, { error: 'must be a list of actions, such as [ListTagsForResourceAction]' })
      .max(MOST_ACTIONS, { error: `at most ${MOST_ACTIONS} actions can be included` })
      .default([]),
    maxConcurrentAccounts: z.number(AT_LEAST_ONE).int(AT_LEAST_ONE).min(1, AT_LEAST_ONE).optional(),
  });
  if (!hasHistory)
    return WELL_SPELT.pipe(fields.extend({ since: NO_HISTORY, maxPerParent: NO_HISTORY }));
  return WELL_SPELT.pipe(
    fields.extend(WindowFields).transform(({ since, maxPerParent, ...rest }) => ({
      ...rest,
      window: { since, maxPerParent },
    })),
  );
}

const KEYS = [
  'query',
  'regionPolicy',
  'includeActions',
  'maxConcurrentAccounts',
  'since',
  'maxPerParent',
];

/** What Ocean knows and we do not is let pass; what is almost one of our keys would be missed without a word. */
const WELL_SPELT = z.unknown().superRefine((selector, context) => {
  if (typeof selector !== 'object' || selector === null) return;
  for (const key of Object.keys(selector)) {
    const similar = KEYS.includes(key) ? undefined : nearest(key, KEYS);
    if (similar === undefined) continue;
    const message = `unknown key; did you mean ${similar}?`;
    context.addIssue({ code: 'custom', path: [key], message });
  }
});

const NO_HISTORY = z.undefined({ error: 'this kind has no history to bound' }).optional();

function unknownAction(name: string, optionalActions: readonly string[]): string {
  if (optionalActions.length === 0)
    return `unknown action "${name}": this kind has no optional actions`;
  const similar = nearest(name, optionalActions);
  const hint = similar === undefined ? '' : `; did you mean ${similar}?`;
  return `unknown action "${name}"${hint} (valid: ${optionalActions.join(', ')})`;
}
