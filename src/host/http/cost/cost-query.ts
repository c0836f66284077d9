import { z } from 'zod';
import {
  CHARGE_GROUPS,
  type ChargeFilter,
  type ChargeGroup,
} from '../../../app/cost/bill/charge-groups.ts';
import { chargePeriod, type ChargePeriod } from '../../../app/cost/bill/charge-period.ts';
import { GRANULARITIES } from '../../../app/cost/bill/charge-report.ts';
import type { Basis } from '../../../cost/money/basis.ts';
import { serviceCode } from '../../../cost/billing/service-codes.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import { nearest } from '../../../lib/nearest.ts';
import { invalidField } from './problem.ts';
import { COMMA_LISTS } from './query-values.ts';

/** Bases by what callers write: in short, as `cost show` has them, or by FOCUS's names. */
export const BASES = {
  billed: 'BilledCost',
  effective: 'EffectiveCost',
  list: 'ListCost',
  contracted: 'ContractedCost',
  BilledCost: 'BilledCost',
  EffectiveCost: 'EffectiveCost',
  ListCost: 'ListCost',
  ContractedCost: 'ContractedCost',
} as const satisfies Readonly<Record<string, Basis>>;

export const MOST_ROWS = 10_000;
const DEFAULT_ROWS = 100;
/** All of a request must fit into Node's 16 KB of headers. */
const MOST_VALUES = 20;
const MOST_GROUPS = 5;
/** No AWS bill is older, and longer years are typing errors. */
const CENTURY = /^20/;
/** Printable characters without the backslash, which means different things to the stores. */
export const NAME = /^[ -[\]-~\u00a0-\uffff]*$/;
export const NAME_ERROR = { error: 'must not have a backslash or control characters' };

const text = z.string().max(1_024).regex(NAME, NAME_ERROR);
export const Day = z.iso
  .date({ error: 'must be a day such as 2026-10-31' })
  .regex(CENTURY, { error: 'must be a day from 2000 to 2099' });
const values = (item: z.ZodString) => z.array(item).min(1).max(MOST_VALUES).optional();
const accountId = z
  .string()
  .regex(/^(?:\d{12})?$/, { error: 'must be the 12 digits of an account' });
const region = z
  .string()
  .regex(/^(?:[a-z]{2,5}(?:-[a-z]{1,12}){1,3}-\d{1,2}|global|aws-global)?$/, {
    error: 'must be a region such as eu-west-1; empty for charges without one',
  });

/** Which charges are asked for. */
export const ChargesQuery = z.strictObject({
  start_date: Day.optional().describe(
    'the first day; by default that of last month, or of the month of end_date',
  ),
  end_date: Day.optional().describe(
    'the last day, included; by default that of last month, or today',
  ),
  granularity: z.enum(GRANULARITIES).default('monthly'),
  region: values(region).describe('one or several; empty for charges without a region'),
  account: values(accountId).describe('one or several account ids'),
  resource: values(text).describe('one or several resource ids, as the bill has them'),
  tag: values(text).describe(
    'KEY=VALUE, one or several; those of one key are alternatives, an empty value means charges without the tag',
  ),
  basis: z
    .enum(Object.keys(BASES) as (keyof typeof BASES)[], {
      error: 'must be billed, effective, list or contracted',
    })
    .default('billed'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: 'must be a currency such as USD' })
    .optional()
    .describe('needed where the bill has several'),
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
    .describe(`rows of a page; by default ${DEFAULT_ROWS}, and all for CSV`),
});

/** As {@link ChargesQuery}, for all services and groups. */
export const CostsQuery = ChargesQuery.extend({
  group_by: z
    .array(
      z
        .string()
        .max(300)
        .regex(new RegExp(`^(?:${CHARGE_GROUPS.join('|')}|tag:[ -[\\]-~\\u00a0-\\uffff]+)$`), {
          error: `must be ${CHARGE_GROUPS.join(', ')} or tag:KEY`,
        }),
    )
    .min(1)
    .max(MOST_GROUPS, { error: `must be at most ${MOST_GROUPS}` })
    .register(COMMA_LISTS, { separator: ',' })
    .default(['service'])
    .describe('one or several, repeated or with commas'),
  service: values(text).describe(
    'one or several: codes such as AmazonEC2, names of the bill, or short names such as ec2',
  ),
});
export type ChargesQuery = z.output<typeof ChargesQuery>;
export type CostsQuery = z.output<typeof CostsQuery>;

/** @throws {ApiProblem} for an end before the start */
export function periodOf(
  { start_date: from, end_date: to }: Pick<ChargesQuery, 'start_date' | 'end_date'>,
  now: number,
): ChargePeriod {
  try {
    return chargePeriod(from, to, now, { from: 'start_date', to: 'end_date' });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const field = to === undefined ? 'start_date' : 'end_date';
    throw invalidField(field, error.message);
  }
}

export function groupsOf({
  group_by: names,
}: Pick<CostsQuery, 'group_by'>): readonly ChargeGroup[] {
  return [...new Set(names)].map(
    (name) => CHARGE_GROUPS.find((known) => known === name) ?? { tag: name.slice('tag:'.length) },
  );
}

/**
 * Which charges count, besides their services.
 *
 * @throws {ApiProblem} for a tag without a key
 */
export function filtersOf({
  region: regions,
  account: accounts,
  resource: resources,
  tag: tags = [],
}: Pick<ChargesQuery, 'region' | 'account' | 'resource' | 'tag'>): readonly ChargeFilter[] {
  const byTag = new Map<string, string[]>();
  for (const pair of tags) {
    const at = pair.indexOf('=');
    if (at < 1) throw invalidField('tag', `tag: "${pair}" must be KEY=VALUE`);
    const key = pair.slice(0, at);
    byTag.set(key, [...(byTag.get(key) ?? []), pair.slice(at + 1)]);
  }
  const plain = { region: regions, account: accounts, resource: resources } as const;
  return [
    ...(['region', 'account', 'resource'] as const).flatMap((group) => {
      const given = plain[group];
      return given === undefined ? [] : [{ group, values: given }];
    }),
    ...[...byTag].map(([tag, given]) => ({ group: { tag }, values: given })),
  ];
}

/**
 * The services of a request, as the bill has them.
 *
 * @param storedServices codes and names that the bill has: asked for only where a name is not AWS's
 * @throws {ApiProblem} for a service that neither AWS nor the bill has
 */
export async function serviceFilter(
  names: readonly string[],
  storedServices: () => Promise<ReadonlySet<string>>,
  field = 'service',
): Promise<ChargeFilter> {
  const found: string[] = [];
  for (const name of names) {
    // A name of the bill counts as it is: its charges may have no code.
    const code = serviceCode(name);
    if (name !== '' && code === undefined && !(await storedServices()).has(name)) {
      const close = nearest(name, [...(await storedServices())]);
      const hint = close === undefined ? '' : `; did you mean ${close}?`;
      throw invalidField(field, `${field}: there is no service "${name}"${hint}`);
    }
    found.push(name, ...(code === undefined || code === name ? [] : [code]));
  }
  return { group: 'service', values: [...new Set(found)] };
}

/** Rows of a page. @param isAll whether all are meant when none is said */
export function limitOf(
  { limit, page }: Pick<ChargesQuery, 'limit' | 'page'>,
  isAll: boolean,
): number {
  return limit ?? (isAll && page === undefined ? Infinity : DEFAULT_ROWS);
}
