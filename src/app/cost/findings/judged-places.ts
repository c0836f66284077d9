import { z } from 'zod';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import type { UsageScope } from '../../../cost/usage/usage-scope.ts';
import { allRows } from '../../store/all-rows.ts';
import type { AccountInputs } from './account-inputs.ts';
import type { InventoryScope } from './stored-scopes.ts';

/** The resources of one kind in one region of an account. */
export interface JudgedPlace {
  readonly account: string;
  /** Where the resources are: a bucket is listed for the whole account, and has a region of its own. */
  readonly region: string;
  readonly kind: string;
  readonly scope: InventoryScope;
  readonly usage: UsageScope | undefined;
  /** How many there are. */
  readonly resources: number;
}

/** The region of scopes that belong to none. */
const GLOBAL = 'global';
const OWN_REGION = "coalesce(json_text(context, '$.Region'), region)";
/** The region of a resource's place, in SQL. */
export const PLACE_REGION = `case when region = '${GLOBAL}' then ${OWN_REGION} else region end`;
const Counted = z.tuple([z.string(), z.string(), z.string(), z.coerce.number()]);

/** The places of an account, ordered by region and kind. */
export async function judgedPlaces(given: AccountInputs): Promise<readonly JudgedPlace[]> {
  const { account, scopes, rules } = given;
  const usages = new Map(given.usageScopes.map((one) => [keyOf(one), one]));
  const judged = scopes.filter(({ kind }) => rules.has(kind));
  const counts = await countsOf(judged, given);
  const places = judged.flatMap((scope): readonly JudgedPlace[] => {
    const { kind } = scope;
    // Without resources, it still was read: what it had before has ended.
    const regions = counts.get(keyOf(scope)) ?? new Map([[scope.region, 0]]);
    return [...regions].map(([region, resources]) => {
      return {
        account,
        region,
        kind,
        scope,
        usage: usages.get(keyOf({ region, kind })),
        resources,
      };
    });
  });
  return places.sort(
    (one, other) => order(one.region, other.region) || order(one.kind, other.kind),
  );
}

/** How many resources there are, by scope and by their own region. */
async function countsOf(
  scopes: readonly InventoryScope[],
  { store, account, signal }: AccountInputs,
): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const counts = new Map<string, Map<string, number>>();
  const kinds = [...new Set(scopes.map(({ kind }) => kind))];
  if (kinds.length === 0) return counts;
  const sql = `select region, kind, ${PLACE_REGION}, count(*)
    from resources where account = ${sqlText(account)} and kind in (${kinds.map(sqlText).join(', ')}) group by 1, 2, 3`;
  for (const row of await allRows(store, sql, signal)) {
    const [region, kind, own, count] = Counted.parse(row);
    const key = keyOf({ region, kind });
    counts.set(key, (counts.get(key) ?? new Map<string, number>()).set(own, count));
  }
  return counts;
}

/** What resources of a place have in the table of resources. */
export function conditionOf({ account, region, kind, scope }: JudgedPlace): string {
  const own = scope.region === GLOBAL ? ` and ${OWN_REGION} = ${sqlText(region)}` : '';
  return `account = ${sqlText(account)} and region = ${sqlText(scope.region)} and kind = '${kind}'${own}`;
}

function keyOf({ region, kind }: Pick<UsageScope, 'region' | 'kind'>): string {
  return `${region} ${kind}`;
}

function order(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
