import { z } from 'zod';
import { idOfArn } from '../../../../cost/advice/recommendation.ts';
import { decimal, type Decimal } from '../../../../cost/money/decimal.ts';
import { sqlText } from '../../../../cost/usage/query-rows.ts';
import type { Store } from '../../../../store/store.ts';
import { allRows } from '../../../store/all-rows.ts';

/** A recommendation of AWS, as the store has it. */
export interface StoredAdvice {
  readonly source: string;
  /** Unique within its source. */
  readonly id: string;
  readonly region: string;
  readonly kind: string | null;
  /** What names its resource; empty for a purchase. */
  readonly key: string;
  readonly arn: string | null;
  readonly action: string;
  readonly current: string | null;
  readonly recommended: string | null;
  readonly cost: Decimal | undefined;
  readonly savingBefore: Decimal | undefined;
  readonly savingAfter: Decimal | undefined;
  readonly currency: string;
  readonly effort: string | null;
  readonly lookbackDays: number | null;
  /** Milliseconds since the Unix epoch. */
  readonly readAt: number;
}

const maybe = z.string().nullable();
const amount = maybe.transform((text) => (text === null ? undefined : decimal(text)));
const Row = z.tuple([
  z.string(),
  z.string(),
  ...([maybe, maybe, maybe, maybe, z.string(), maybe, maybe] as const),
  ...([amount, amount, amount, z.string(), maybe, z.coerce.number().nullable()] as const),
  z.string(),
]);
const Place = z.tuple([z.string(), z.string()]);
const ACCOUNT = 'coalesce(account, payer)';
const REGION = "coalesce(region, 'global')";

/** Where AWS advises something: accounts with their regions, in order. Purchases are of their payer. */
export async function advicePlaces(
  reader: Pick<Store, 'query'>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const sql = `select distinct ${ACCOUNT}, ${REGION} from aws_recommendations order by 1, 2`;
  const places = new Map<string, string[]>();
  for (const row of await allRows(reader, sql, signal)) {
    const [account, region] = Place.parse(row);
    places.set(account, [...(places.get(account) ?? []), region]);
  }
  return places;
}

/** AWS's advice in an account and region: far less than there are resources. */
export async function adviceAt(
  reader: Pick<Store, 'query'>,
  { account, region }: { readonly account: string; readonly region: string },
  signal: AbortSignal,
): Promise<readonly StoredAdvice[]> {
  const sql = `select source, id, region, kind, resource_id, resource_arn, action, current_configuration,
      recommended_configuration, monthly_cost, saving_before_discounts, saving_after_discounts, currency, effort,
      lookback_days, read_at
    from aws_recommendations where ${ACCOUNT} = ${sqlText(account)} and ${REGION} = ${sqlText(region)}
    order by source, id`;
  return (await allRows(reader, sql, signal)).map((row) => {
    const [source, id, itsRegion, kind, resourceId, fullArn, action, ...others] = Row.parse(row);
    const [current, recommended, cost, savingBefore, savingAfter, currency, ...more] = others;
    const [effort, lookbackDays, readAt] = more;
    const arn = fullArn === null ? null : withoutVersion(fullArn);
    return {
      ...{ source, id, kind, arn, action, current, recommended, cost, savingBefore, savingAfter },
      ...{ currency, effort, lookbackDays, region: itsRegion ?? 'global' },
      key: withoutVersion(idOfArn(arn ?? undefined) ?? resourceId ?? ''),
      readAt: Date.parse(readAt),
    };
  });
}

/** Compute Optimizer names the version of a function; it advises on all of it. */
function withoutVersion(idOrArn: string): string {
  return idOrArn.replace(/:\$LATEST$/, '');
}
