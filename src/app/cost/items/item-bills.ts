import { z } from 'zod';
import { arnOf } from '../../../store/resource-facts.ts';
import { usageComponent } from '../../../cost/billing/usage-components.ts';
import { decimal, plus, ZERO, type Decimal } from '../../../cost/money/decimal.ts';
import { billedAmount, type ItemBill } from '../../../cost/resources/item-cost.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import { systemClock } from '../../../lib/clock.ts';
import { allRows } from '../../store/all-rows.ts';
import type { RunStoreAccess, StoreQuestion } from '../../store/run-store-access.ts';
import { billKey } from '../findings/billed-costs.ts';
import type { ItemToPrice } from './enriched-batch.ts';

/** How long the newest month of an account is remembered: a collection may bring another. */
const MONTH_AGE_MS = 10 * 60_000;
/** Ids that EC2 gives: no other resource has the same. */
const EC2_ID = /^[a-z]+-[0-9a-f]{8,17}$/;
const BUCKET = 'AWS::S3::Bucket';
const S3_CODE = 'AmazonS3';

const LastMonth = z.tuple([z.string().nullable()]);
const Charge = z.tuple([
  ...[z.string(), z.string().nullable(), z.string().nullable(), z.string(), z.string()],
  z.union([z.boolean(), z.number()]).transform(Boolean),
  z.string(),
] as [
  ...[
    z.ZodString,
    z.ZodNullable<z.ZodString>,
    z.ZodNullable<z.ZodString>,
    z.ZodString,
    z.ZodString,
  ],
  z.ZodPipe<z.ZodUnion<[z.ZodBoolean, z.ZodNumber]>, z.ZodTransform<boolean, boolean | number>>,
  z.ZodString,
]);

/** The charges of one resource in a month, in one currency. */
interface ResourceBill {
  readonly currency: string;
  readonly source: string;
  isFinal: boolean;
  readonly components: Map<string, Decimal>;
}

/** What resources cost by the bill, in the last month that is over: one question for each batch of items. */
export class ItemBills {
  readonly #questions: StoreQuestion;
  /** By account. */
  readonly #months = new Map<string, { readonly at: number; readonly month: string | undefined }>();

  constructor(access: RunStoreAccess) {
    this.#questions = access.questions(() => new NoStore());
  }

  /**
   * The bills of these items, by item: those that the bill does not name are missing.
   *
   * @throws {StoreError} when the store cannot be read
   */
  async of(
    accountId: string,
    items: readonly ItemToPrice[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<ItemToPrice, ItemBill>> {
    try {
      const month = await this.#monthOf(accountId, signal);
      return month === undefined ? new Map() : await this.#billsIn(month, accountId, items, signal);
    } catch (error) {
      if (error instanceof NoStore) return new Map();
      throw error;
    }
  }

  async #billsIn(
    month: string,
    accountId: string,
    items: readonly ItemToPrice[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<ItemToPrice, ItemBill>> {
    const names = new Map(items.map((item) => [item, namesOf(item, accountId)]));
    const asked = [...new Set([...names.values()].flat())];
    if (asked.length === 0) return new Map();
    const sql = `select ResourceId, x_ServiceCode, x_UsageType, BillingCurrency, sum(EffectiveCost), min(is_final), min(source)
      from charges where SubAccountId = ${sqlText(accountId)} and source_period = ${sqlText(month)} and has_resource
        and ChargeCategory = 'Usage' and ResourceId in (${asked.map(sqlText).join(', ')}) group by 1, 2, 3, 4`;
    const bills = new Map<string, ResourceBill | 'ambiguous'>();
    for (const row of await allRows(this.#questions, sql, signal)) addCharge(bills, row);
    const found = new Map<ItemToPrice, ItemBill>();
    for (const [item, own] of names) {
      const key = own.map((name) => keyOf(name, item.kind)).find((name) => bills.has(name));
      const bill = key === undefined ? undefined : bills.get(key);
      if (bill !== undefined && bill !== 'ambiguous') found.set(item, shown(bill, month));
    }
    return found;
  }

  /** The newest month of the account's bill that is over; undefined for none. */
  async #monthOf(accountId: string, signal: AbortSignal): Promise<string | undefined> {
    const now = systemClock.now();
    const known = this.#months.get(accountId);
    if (known !== undefined && now - known.at < MONTH_AGE_MS) return known.month;
    const current = new Date(now).toISOString().slice(0, 'YYYY-MM'.length);
    const sql = `select max(source_period) from charges where SubAccountId = ${sqlText(accountId)} and source_period < '${current}'`;
    const [row] = await allRows(this.#questions, sql, signal);
    const [found = null] = row === undefined ? [] : LastMonth.parse(row);
    const month = found === null || found === '' ? undefined : found;
    this.#months.set(accountId, { at: now, month });
    return month;
  }
}

class NoStore extends Error {}

/** What the bill may call a resource: its ARN, or an id that no other resource has. */
function namesOf(
  { kind, region, properties, identifiers = [] }: ItemToPrice,
  accountId: string,
): readonly string[] {
  const id = identifiers.at(-1) ?? '';
  const arn = arnOf({ kind, accountId, region }, properties, id);
  const names = arn === undefined ? [] : [arn, billKey(arn)];
  if (EC2_ID.test(id) || (kind === BUCKET && id !== '')) names.push(id);
  return [...new Set(names)];
}

/** A bucket's name counts in charges of S3 only. */
function keyOf(name: string, kind: string): string {
  const isBucketName = kind === BUCKET && !name.startsWith('arn:');
  return isBucketName ? `${S3_CODE} ${name}` : billKey(name);
}

function addCharge(bills: Map<string, ResourceBill | 'ambiguous'>, row: readonly unknown[]): void {
  const [id, service, usageType, currency, amount, isFinal, source] = Charge.parse(row);
  const keys = service === S3_CODE && !id.startsWith('arn:') ? [`${S3_CODE} ${id}`] : [billKey(id)];
  for (const key of keys) {
    const known = bills.get(key);
    if (known === 'ambiguous') continue;
    if (known !== undefined && known.currency !== currency) {
      bills.set(key, 'ambiguous');
      continue;
    }
    const bill = known ?? {
      currency,
      source,
      isFinal: true,
      components: new Map<string, Decimal>(),
    };
    bill.isFinal &&= isFinal;
    const component = usageComponent(usageType);
    bill.components.set(component, plus(bill.components.get(component) ?? ZERO, decimal(amount)));
    bills.set(key, bill);
  }
}

function shown({ currency, source, isFinal, components }: ResourceBill, month: string): ItemBill {
  const parts = [...components].map(([name, amount]) => ({ name, amount }));
  return {
    amount: billedAmount(parts.reduce((sum, { amount }) => plus(sum, amount), ZERO)),
    currency,
    basis: 'EffectiveCost',
    period: month,
    finalUntil: isFinal ? lastDayOf(month) : null,
    source,
    components: parts
      .map(({ name, amount }) => ({ name, amount: billedAmount(amount) }))
      .sort((one, other) => other.amount - one.amount || (one.name < other.name ? -1 : 1)),
  };
}

function lastDayOf(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 'YYYY-MM-DD'.length);
}
