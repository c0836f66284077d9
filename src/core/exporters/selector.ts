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
  /** Run for every resource; naming them in a mapping has no effect. */
  readonly defaults: readonly string[];
  readonly options: readonly string[];
  /** The number of options that one resource block may name. */
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

/** The part of a mapping's `selector` that controls reading from AWS. */
export interface Selector {
  /** A jq boolean on the raw item. It decides what reaches Port, not what is read. */
  readonly query: string;
  readonly regionPolicy: { readonly allow: readonly string[]; readonly deny: readonly string[] };
  /** The optional actions that the mapping includes. */
  readonly includeActions: readonly string[];
  /** Accounts read at once for this kind; undefined for no limit of its own. */
  readonly maxConcurrentAccounts?: number | undefined;
  /** Raw items get what they cost by list prices. @default false */
  readonly includeCosts?: boolean | undefined;
  /** How much of a history is read; undefined for kinds that have none. */
  readonly window?: HistoryWindow | undefined;
}

/**
 * The schema of a kind's selector. Of the named actions, only the kind's options are kept: default actions
 * run anyway, and {@link unknownActions} reports the rest.
 */
export function selectorSchema(
  { options, most }: ActionNames,
  { hasHistory = false } = {},
): z.ZodType<Selector> {
  const fields = z.object({
    query: z.string({ error: 'a jq expression is required; "true" selects every resource' }),
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
    includeCosts: z.boolean({ error: 'must be true or false' }).optional(),
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
  'includeCosts',
  'since',
  'maxPerParent',
];

/** Unknown keys are accepted, because Ocean may know them; misspellings of ours are rejected. */
const WELL_SPELT = z.unknown().superRefine((selector, context) => {
  if (typeof selector !== 'object' || selector === null) return;
  for (const key of Object.keys(selector)) {
    const similar = KEYS.includes(key) ? undefined : nearest(key, KEYS);
    if (similar === undefined) continue;
    const message = `unknown key; did you mean ${similar}?`;
    context.addIssue({ code: 'custom', path: [key], message });
  }
});

const NO_HISTORY = z.undefined({ error: 'this kind has no history to limit' }).optional();

/** An action in a mapping that the kind does not have. */
export interface UnknownAction {
  /** Its place in `includeActions`. */
  readonly index: number;
  /** The problem, and the action that may have been meant. */
  readonly message: string;
}

/** The actions of a selector that the kind does not have. Ocean ignores them, and so does a run. */
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
