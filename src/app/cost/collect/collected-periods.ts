import { z } from 'zod';
import { BILL_COLLECTIONS } from '../../../store/cost-tables.ts';
import { chargesPart } from '../../../store/charges.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';

/** What the store has of a payer account's billing period. */
export interface CollectedPeriod {
  readonly account: string;
  /** `2026-10` */
  readonly period: string;
  readonly source: string;
  readonly sourceName: string;
  /** Milliseconds since the Unix epoch. */
  readonly collectedAt: number;
  /** All of its charges are. */
  readonly isFinal: boolean;
  /** What it was collected from: `s3://…/focus-Manifest.json`; undefined for an import from disk. */
  readonly location: string | undefined;
  /** Of that, which version. */
  readonly version: string | undefined;
}

/** A collection that has just ended. */
export type NewCollection = Omit<CollectedPeriod, 'isFinal' | 'location' | 'version'> & {
  readonly location: string;
  readonly version: string;
  readonly charges: number;
};

const Charges = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string().transform(Date.parse),
  z.union([z.boolean(), z.number()]).transform(Boolean),
]);
const TimeText = z.string().transform(Date.parse);
const Collection = z.tuple([
  ...[z.string(), z.string(), z.string(), z.string(), z.string(), z.string()],
  TimeText,
] as [
  ...[z.ZodString, z.ZodString, z.ZodString, z.ZodString, z.ZodString, z.ZodString],
  typeof TimeText,
]);

/** Every period that the store has, by the name of its part. Nothing where there is no store. */
export async function collectedPeriods(
  store: Pick<Store, 'query'> | undefined,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, CollectedPeriod>> {
  const found = new Map<string, CollectedPeriod>();
  if (store === undefined) return found;
  const records = await allRows(
    store,
    'select account, period, source, source_name, location, version, collected_at from bill_collections',
    signal,
  );
  const collections = new Map(
    records.map((row) => {
      const [account, period, source, sourceName, location, version, collectedAt] =
        Collection.parse(row);
      const collection = { account, period, source, sourceName, location, version, collectedAt };
      return [chargesPart(account, period), collection] as const;
    }),
  );
  // A month may have had no charges.
  for (const [part, collection] of collections) found.set(part, { ...collection, isFinal: false });
  const rows = await allRows(
    store,
    `select any_value(BillingAccountId), any_value(source_period), any_value(source), any_value(source_name),
       any_value(collected_at), min(is_final)
     from charges group by stored_part`,
    signal,
  );
  for (const row of rows) {
    const [account, period, source, sourceName, collectedAt, isFinal] = Charges.parse(row);
    const part = chargesPart(account, period);
    const record = collections.get(part);
    // Something else may have replaced the charges since: an import from disk.
    const isSame = record?.collectedAt === collectedAt;
    found.set(part, {
      ...{ account, period, source, sourceName, collectedAt, isFinal },
      location: isSame ? record.location : undefined,
      version: isSame ? record.version : undefined,
    });
  }
  return found;
}

/** Remembers what a period was collected from, after its charges were stored. */
export async function recordCollection(
  store: Store,
  collection: NewCollection,
  signal: AbortSignal,
): Promise<void> {
  const { account, period, source, sourceName, location, version, charges, collectedAt } =
    collection;
  async function* rows() {
    yield await Promise.resolve([
      [account, period, source, sourceName, location, version, charges, collectedAt],
    ] as const);
  }
  await store.replacePart(BILL_COLLECTIONS, chargesPart(account, period), rows(), signal);
}
