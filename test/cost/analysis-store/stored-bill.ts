import { CHARGES, chargesPart } from '../../../src/store/charges.ts';
import type { Store } from '../../../src/store/store.ts';
import type { StoredRowOf, StoredValue } from '../../../src/store/stored-table.ts';
import { dateOf, dayNumber } from '../../../src/cost/analysis/calendar-day.ts';

export const PAYER = '210000000000';
export const NEVER = new AbortController().signal;
const DAY_MS = 86_400_000;

/** A charge of a day; the rest has plain values. */
export interface SimpleCharge {
  /** `2026-10-31` */
  readonly day: string;
  readonly amount: number | string;
  readonly account?: string;
  readonly service?: string;
  readonly region?: string | null;
  readonly usageType?: string;
  readonly resource?: string;
  readonly category?: string;
  readonly currency?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Values of further columns. */
  readonly more?: Readonly<Record<string, StoredValue>>;
}

/** Replaces months of the bill: those of the charges. @param final months with an invoice */
export async function storeBill(
  store: Store,
  charges: readonly SimpleCharge[],
  { collectedAt, final = [] }: { readonly collectedAt: string; readonly final?: readonly string[] },
): Promise<void> {
  const months = new Map<string, SimpleCharge[]>();
  for (const charge of charges) {
    const month = charge.day.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), charge]);
  }
  for (const [month, its] of months) {
    const rows = its.map((charge) => rowOf(charge, month, collectedAt, final.includes(month)));
    await store.replacePart(CHARGES, chargesPart(PAYER, month), batches(rows), NEVER);
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- the store takes rows as they come
async function* batches<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[], void> {
  for (let at = 0; at < rows.length; at += 1_000) yield rows.slice(at, at + 1_000);
}

function rowOf(
  charge: SimpleCharge,
  month: string,
  collectedAt: string,
  isFinal: boolean,
): StoredRowOf<typeof CHARGES> {
  const start = dayNumber(charge.day) * DAY_MS;
  const amount = String(charge.amount);
  const values: Readonly<Record<string, StoredValue>> = {
    BilledCost: amount,
    EffectiveCost: amount,
    BillingAccountId: PAYER,
    BillingCurrency: charge.currency ?? 'USD',
    BillingPeriodStart: Date.parse(`${month}-01T00:00:00Z`),
    BillingPeriodEnd: Date.parse(`${month}-28T00:00:00Z`),
    ChargePeriodStart: start,
    ChargePeriodEnd: start + DAY_MS,
    ChargeCategory: charge.category ?? 'Usage',
    RegionId: charge.region === undefined ? 'eu-west-1' : charge.region,
    ResourceId: charge.resource ?? null,
    ServiceCategory: 'Compute',
    ServiceName: charge.service ?? 'Amazon Elastic Compute Cloud',
    SubAccountId: charge.account ?? PAYER,
    Tags: charge.tags ?? {},
    x_UsageType: charge.usageType ?? 'EU-BoxUsage:m5.large',
    source: 'focus-1.2',
    source_name: 'test',
    source_period: month,
    collected_at: Date.parse(collectedAt),
    is_final: isFinal,
    has_resource: charge.resource !== undefined,
    ...charge.more,
  };
  return CHARGES.columns.map(({ name }) => values[name] ?? null) as unknown as StoredRowOf<
    typeof CHARGES
  >;
}

/** The days from one date to another. */
export function daysFrom(from: string, to: string): readonly string[] {
  const days: string[] = [];
  for (let day = dayNumber(from); day <= dayNumber(to); day += 1) days.push(dateOf(day));
  return days;
}
