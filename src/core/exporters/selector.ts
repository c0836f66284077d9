import { z } from 'zod';
import { judgeRegion } from '../../aws/region-names.ts';
import { nearest } from '../../lib/nearest.ts';
import { WindowFields, type HistoryWindow } from './history-window.ts';

/** The most optional actions that one resource block may name of one of Ocean's kinds, as in Ocean. */
export const MOST_ACTIONS = 3;

const COUNT = { error: 'must be a whole number of at least 0' };

/** Ocean's meaning of `maxConcurrentAccounts: 0`. */
const ACCOUNTS_AT_ONCE_FOR_NONE = 5;

/** The names of a kind's actions. */
export interface ActionNames {
  /** Run for every resource; a mapping may name them, to no effect. */
  readonly defaults: readonly string[];
  readonly options: readonly string[];
  /** How many options one resource block may name. */
  readonly most: number;
}

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

const IncludeActions = z.array(z.string({ error: 'must be the name of an action' }), {
  error: 'must be a list of actions, such as [ListTagsForResourceAction]',
});

/** A mapping's `selector`, as far as it says what to read from AWS. */
export interface Selector {
  /** A jq boolean over the raw item. It decides what reaches Port, not what is read. */
  readonly query: string;
  readonly regionPolicy: { readonly allow: readonly string[]; readonly deny: readonly string[] };
  /** The kind's optional actions that are asked for. */
  readonly includeActions: readonly string[];
  /** Accounts read at once for this kind; undefined when the mapping does not say: as many as limits allow. */
  readonly maxConcurrentAccounts?: number | undefined;
  /** How much of a history is read; undefined for kinds that have none. */
  readonly window?: HistoryWindow | undefined;
}

/**
 * The schema of a kind's selector. Of the actions it names, what the kind has as an option is kept: the
 * default ones run anyway, and {@link unknownActions} tells of the others.
 */
export function selectorSchema(
  { options, most }: ActionNames,
  { hasHistory = false } = {},
): z.ZodType<Selector> {
  const fields = z.object({
    query: z.string({ error: 'a jq expression is required; "true" takes every resource' }),
    regionPolicy: RegionPolicy.default({ allow: [], deny: [] }),
    includeActions: IncludeActions.max(most, { error: `at most ${most} actions can be included` })
      .default([])
      .transform((names) => names.filter((name) => options.includes(name))),
    maxConcurrentAccounts: z
      .number(COUNT)
      .int(COUNT)
      .min(0, COUNT)
      .transform((accounts) => (accounts === 0 ? ACCOUNTS_AT_ONCE_FOR_NONE : accounts))
      .optional(),
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

/** Unknown keys pass, since Ocean may know them; a key that is almost one of ours would be ignored silently. */
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

/** An action that a mapping names and the kind does not have. */
export interface UnknownAction {
  /** Its place in `includeActions`. */
  readonly index: number;
  /** What is wrong, and which action may have been meant. */
  readonly message: string;
}

/** The actions of a selector that the kind does not have. Ocean passes them over, and so does a run. */
export function unknownActions(
  selector: unknown,
  { defaults, options }: ActionNames,
): readonly UnknownAction[] {
  const { data } = z
    .looseObject({ includeActions: IncludeActions.default([]) })
    .safeParse(selector);
  return (data?.includeActions ?? []).flatMap((name, index) =>
    defaults.includes(name) || options.includes(name)
      ? []
      : [{ index, message: unknownAction(name, options) }],
  );
}

function unknownAction(name: string, options: readonly string[]): string {
  if (options.length === 0)
    return `unknown action "${name}" is ignored: this kind has no optional actions`;
  const similar = nearest(name, options);
  const hint = similar === undefined ? '' : `; did you mean ${similar}?`;
  return `unknown action "${name}" is ignored${hint} (valid: ${options.join(', ')})`;
}
