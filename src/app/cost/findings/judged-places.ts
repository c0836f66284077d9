import { z } from 'zod';
import {
  RESOURCE_COLUMNS,
  storedResource,
  type StoredResource,
} from '../../../cost/resources/price-resources.ts';
import type { UsageScope } from '../../../cost/usage/usage-scope.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';
import { NO_QUERY_LIMITS } from '../../store/store-reader.ts';
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
}

/** The region of scopes that belong to none. */
const GLOBAL = 'global';
const OWN_REGION = "coalesce(json_text(context, '$.Region'), region)";
const Region = z.tuple([z.string()]);
const FirstSeen = z.string();
const Changed = z.tuple([z.string(), z.string()]);

/** The places of an account, in the order in which usage comes: by region and kind. */
export async function judgedPlaces(given: AccountInputs): Promise<readonly JudgedPlace[]> {
  const { account, scopes, rules } = given;
  const usages = new Map(given.usageScopes.map((one) => [keyOf(one), one]));
  const places: JudgedPlace[] = [];
  for (const scope of scopes) {
    const { kind } = scope;
    if (!rules.has(kind)) continue;
    for (const region of await ownRegions(scope, given)) {
      places.push({ account, region, kind, scope, usage: usages.get(keyOf({ region, kind })) });
    }
  }
  return places.sort(
    (one, other) => order(one.region, other.region) || order(one.kind, other.kind),
  );
}

async function ownRegions(
  { region, kind }: InventoryScope,
  { store, account, signal }: AccountInputs,
): Promise<readonly string[]> {
  if (region !== GLOBAL) return [region];
  const sql = `select distinct ${OWN_REGION} from resources
    where account = ${sqlText(account)} and region = '${GLOBAL}' and kind = '${kind}'`;
  const regions = await allRows(store, sql, signal);
  // Without resources, it still was read: what it had before has ended.
  return regions.length === 0 ? [GLOBAL] : regions.map((row) => Region.parse(row)[0]);
}

/** A resource, and since when the store has it. */
export interface PlacedResource {
  readonly resource: StoredResource;
  readonly firstSeen: number;
}

/** The resources of a place, ordered by id. */
export async function* resourcesAt(
  reader: Pick<Store, 'query'>,
  place: JudgedPlace,
  signal: AbortSignal,
): AsyncGenerator<readonly PlacedResource[], void> {
  const sql = `select ${RESOURCE_COLUMNS}, first_seen from resources where ${conditionOf(place)} order by id`;
  const { rows } = await reader.query(sql, NO_QUERY_LIMITS, signal);
  for await (const batch of rows()) {
    yield batch.map((row) => ({
      resource: storedResource(row.slice(0, -1)),
      firstSeen: Date.parse(FirstSeen.parse(row.at(-1))),
    }));
  }
}

/** When resources of a place changed last, by id; those that never did are not in it. */
export async function lastChanges(
  reader: Pick<Store, 'query'>,
  { account, kind, scope }: JudgedPlace,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const sql = `select id, max(changed_at) from resource_history
    where account = ${sqlText(account)} and region = ${sqlText(scope.region)} and kind = '${kind}' group by id`;
  const changes = new Map<string, number>();
  const { rows } = await reader.query(sql, NO_QUERY_LIMITS, signal);
  for await (const batch of rows()) {
    for (const row of batch) {
      const [id, changedAt] = Changed.parse(row);
      changes.set(id, Date.parse(changedAt));
    }
  }
  return changes;
}

function conditionOf({ account, region, kind, scope }: JudgedPlace): string {
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
