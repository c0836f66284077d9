import { z } from 'zod';
import {
  findingServices,
  knownServices,
  serviceHint,
} from '../../../app/cost/findings/finding-services.ts';
import { FINDING_STATE_NAMES } from '../../../app/cost/findings/finding-states.ts';
import {
  OPPORTUNITY_SORTS,
  OPPORTUNITY_VERDICTS,
  type OpportunityFilter,
  type OpportunitySort,
} from '../../../app/cost/findings/opportunity-report.ts';
import { FINDING_TYPES, LEVELS } from '../../../cost/findings/finding.ts';
import { decimal } from '../../../cost/money/decimal.ts';
import { ChargesQuery, MOST_ROWS, NAME, NAME_ERROR } from './cost-query.ts';
import { invalidField } from './problem.ts';

const MOST_VALUES = 20;
const DEFAULT_ROWS = 100;

const some = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).max(MOST_VALUES);
const word = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: `must be ${words.join(', ')}` });

/** Which opportunities are asked for. */
export const OpportunitiesQuery = z.strictObject({
  type: some(word(FINDING_TYPES)).optional(),
  service: some(z.string().min(1).max(200).regex(NAME, NAME_ERROR))
    .optional()
    .describe('one or several: EC2, rds, AmazonS3'),
  account: some(
    z.string().regex(/^\d{12}$/, { error: 'must be the 12 digits of an account' }),
  ).optional(),
  region: some(
    z.string().regex(/^(?:[a-z]{2,5}(?:-[a-z]{1,12}){1,3}-\d{1,2}|global|aws-global)$/, {
      error: 'must be a region such as eu-west-1',
    }),
  ).optional(),
  priority: some(word(LEVELS)).optional(),
  min_saving: z
    .string()
    .regex(/^\d{1,12}(?:\.\d{1,10})?$/, { error: 'must be an amount a month, such as 50 or 12.50' })
    .optional()
    .describe('the least monthly saving'),
  verdict: some(word(OPPORTUNITY_VERDICTS)).default(['yes']),
  state: some(word(FINDING_STATE_NAMES)).default(['open']),
  advisor: some(z.string().min(1).max(100).regex(NAME, NAME_ERROR))
    .optional()
    .describe('longshore, or whose advice it is: compute-optimizer, cost-optimization-hub, …'),
  sort: z
    .string()
    .regex(new RegExp(`^(?:${OPPORTUNITY_SORTS.join('|')})(?::asc|:desc)?$`), {
      error: `must be ${OPPORTUNITY_SORTS.join(', ')}, with :asc or :desc`,
    })
    .default('monthly_saving')
    .describe('the greatest first; with `:asc` the smallest'),
  currency: ChargesQuery.shape.currency.describe('needed where savings are in several'),
  page: z
    .string()
    .regex(/^(?:[1-9]\d{0,6}|[0-9a-f]{32}-\d{1,7})$/, {
      error: 'must be a page number, or `next` of the previous answer',
    })
    .optional()
    .describe('`next` of the previous answer, or a page number'),
  limit: z
    .int({ error: `must be a number from 1 to ${MOST_ROWS}` })
    .min(1)
    .max(MOST_ROWS)
    .optional()
    .describe(`opportunities of a page; by default ${DEFAULT_ROWS}, and all for CSV`),
});
export type OpportunitiesQuery = z.output<typeof OpportunitiesQuery>;

/**
 * @param stored the services that the stored opportunities have: asked for only where services are named
 * @throws {ApiProblem} for a service that neither a rule nor the store has
 */
export async function opportunityFilter(
  query: OpportunitiesQuery,
  stored: () => Promise<readonly string[]>,
): Promise<OpportunityFilter> {
  const { min_saving: least, service } = query;
  return {
    types: query.type,
    services: service === undefined ? undefined : await servicesOf(service, await stored()),
    accounts: query.account,
    regions: query.region,
    priorities: query.priority,
    verdicts: query.verdict,
    states: query.state,
    advisors: query.advisor,
    minSaving: least === undefined ? undefined : decimal(least),
    currency: query.currency,
  };
}

async function servicesOf(
  names: readonly string[],
  stored: readonly string[],
): Promise<readonly string[]> {
  const known = await knownServices(stored);
  return names.flatMap((name) => {
    const found = findingServices([name], known);
    if (found.length > 0) return found;
    throw invalidField(
      'service',
      `service: no rule is about "${name}"; ${serviceHint(name, known)}`,
    );
  });
}

export function sortOf({ sort }: Pick<OpportunitiesQuery, 'sort'>): {
  readonly sort: OpportunitySort;
  readonly isAscending: boolean;
} {
  const [name, direction] = sort.split(':');
  const known = OPPORTUNITY_SORTS.find((one) => one === name) ?? 'monthly_saving';
  return { sort: known, isAscending: direction === 'asc' };
}
