import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { CHARGES, chargesPart } from '../../../src/store/charges.ts';
import { DuckDbStore } from '../../../src/store/duckdb/duckdb-store.ts';
import type { Store } from '../../../src/store/store.ts';
import type { StoredRowOf, StoredValue } from '../../../src/store/stored-table.ts';

const DAY_MS = 86_400_000;
/** Five whole days, a while ago: the future is refused. */
export const FIRST = Math.floor(Date.now() / DAY_MS) * DAY_MS - 20 * DAY_MS;
/** A day of these, in ISO 8601. */
export const day = (index: number): string =>
  new Date(FIRST + index * DAY_MS).toISOString().slice(0, 10);

/** A charge of one day. */
export interface Charge {
  readonly index: number;
  readonly amount: string;
  readonly resource?: string;
  readonly service?: string;
  readonly currency?: string;
  readonly team?: string;
}

/** A store in a folder of this name, with these charges. */
export async function storeCharges(
  folder: string,
  name: string,
  charges: readonly Charge[],
): Promise<void> {
  await mkdir(path.join(folder, name));
  const file = path.join(folder, name, 'store.duckdb');
  await using store = await DuckDbStore.open({
    ...{ file, memoryMb: 200, threads: 1, spillMb: 100, readOnly: false },
  });
  await fillCharges(store, charges);
}

/** Puts charges into a store. */
export async function fillCharges(
  store: Pick<Store, 'replacePart'>,
  charges: readonly Charge[],
): Promise<void> {
  const payer = '210000000000';
  const rows = charges.map(
    ({ index, amount, resource, service = 'AmazonEC2', currency = 'USD', team }) => {
      const start = FIRST + index * DAY_MS;
      const values: Readonly<Record<string, StoredValue>> = {
        ...{
          BilledCost: amount,
          EffectiveCost: amount,
          BillingAccountId: payer,
          SubAccountId: payer,
        },
        ...{ BillingCurrency: currency, BillingPeriodStart: FIRST, BillingPeriodEnd: FIRST },
        ...{ ChargePeriodStart: start, ChargePeriodEnd: start + DAY_MS, ChargeCategory: 'Usage' },
        ...{ ResourceId: resource ?? null, ServiceCategory: 'Other', x_ServiceCode: service },
        ...{ Tags: team === undefined ? {} : { team }, source: 'focus-1.2', source_name: 'test' },
        ...{ source_period: day(0).slice(0, 7), collected_at: FIRST, is_final: true },
        has_resource: resource !== undefined,
      };
      return CHARGES.columns.map((column) => values[column.name] ?? null) as unknown as StoredRowOf<
        typeof CHARGES
      >;
    },
  );
  const batch = (async function* () {
    yield await Promise.resolve(rows);
  })();
  const { signal } = new AbortController();
  await store.replacePart(CHARGES, chargesPart(payer, day(0).slice(0, 7)), batch, signal);
}
