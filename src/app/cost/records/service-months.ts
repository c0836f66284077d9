import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { StoredRecord } from '../../../core/exporters/stored-records.ts';
import { serviceCode } from '../../../cost/billing/service-codes.ts';
import { decimal, decimalText, plus, ZERO, type Decimal } from '../../../cost/money/decimal.ts';
import { amountOf } from './record-amount.ts';

const sum = z.string().transform(decimal);
const maybeSum = z
  .string()
  .nullable()
  .transform((text) => (text === null ? undefined : decimal(text)));

const Row = z.tuple([
  ...[z.string(), z.string(), z.string().nullable(), z.string(), z.string().nullable()],
  ...[sum, sum, maybeSum, maybeSum, maybeSum, maybeSum],
  z.union([z.boolean(), z.number()]).transform(Boolean),
  ...[z.string().transform(Date.parse), z.string(), z.string()],
] as [
  ...[
    z.ZodString,
    z.ZodString,
    z.ZodNullable<z.ZodString>,
    z.ZodString,
    z.ZodNullable<z.ZodString>,
  ],
  ...[typeof sum, typeof sum, typeof maybeSum, typeof maybeSum, typeof maybeSum, typeof maybeSum],
  z.ZodPipe<z.ZodUnion<[z.ZodBoolean, z.ZodNumber]>, z.ZodTransform<boolean, boolean | number>>,
  ...[z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>, z.ZodString, z.ZodString],
]);

interface Sums {
  readonly month: string;
  readonly payer: string;
  readonly service: string;
  readonly serviceName: string | undefined;
  readonly currency: string;
  readonly billed: Decimal;
  readonly effective: Decimal;
  /** Undefined when a charge has none: a sum of the others would be too low. */
  readonly list: Decimal | undefined;
  readonly contracted: Decimal | undefined;
  readonly tax: Decimal;
  readonly credit: Decimal;
  readonly isFinal: boolean;
  readonly collectedAt: number;
  readonly source: string;
  readonly sourceName: string;
}

/** What Port takes in an identifier, without the separators of ours. */
const PLAIN = /^[A-Za-z0-9_.+:-]+$/;
const HASH_DIGITS = 8;

/** Adds up what an account was charged, by payer account, month, service and currency. */
export class ServiceMonths {
  readonly #accountId: string;
  /** Several names can stand for one service. */
  readonly #sums = new Map<string, Sums>();

  constructor(accountId: string) {
    this.#accountId = accountId;
  }

  /** @param row in the order of the query */
  add(row: readonly unknown[]): void {
    const [month, payer, name, currency, serviceName, ...rest] = Row.parse(row);
    const [billed, effective, list, contracted, tax = ZERO, credit = ZERO, ...source] = rest;
    const [isFinal, collectedAt, kind, sourceName] = source;
    const service = name === null ? 'unknown' : (serviceCode(name) ?? name);
    const key = JSON.stringify([month, payer, service, currency]);
    const known = this.#sums.get(key);
    this.#sums.set(key, {
      ...{ month, payer, service, currency, sourceName },
      serviceName: known?.serviceName ?? serviceName ?? undefined,
      billed: plus(known?.billed ?? ZERO, billed),
      effective: plus(known?.effective ?? ZERO, effective),
      list: plusKnown(known, known?.list, list),
      contracted: plusKnown(known, known?.contracted, contracted),
      tax: plus(known?.tax ?? ZERO, tax),
      credit: plus(known?.credit ?? ZERO, credit),
      isFinal: (known?.isFinal ?? true) && isFinal,
      collectedAt: Math.max(known?.collectedAt ?? 0, collectedAt),
      source: kind,
    });
  }

  get records(): readonly StoredRecord[] {
    const records = [...this.#sums.values()].map((sums) => recordOf(this.#accountId, sums));
    return withDistinctIds(records);
  }
}

function plusKnown(
  known: Sums | undefined,
  one: Decimal | undefined,
  other: Decimal | undefined,
): Decimal | undefined {
  if (known === undefined) return other;
  return one === undefined || other === undefined ? undefined : plus(one, other);
}

function recordOf(accountId: string, sums: Sums): StoredRecord {
  const { month, payer, service, currency } = sums;
  return {
    identifiers: [month, service, currency, payer],
    properties: {
      Id: `${accountId}/${month}/${plainName(service)}/${currency}`,
      ...{ AccountId: accountId, Service: service, Month: month, Currency: currency },
      ...(sums.serviceName !== undefined && { ServiceName: sums.serviceName }),
      ...{ BilledCost: amount(sums.billed), EffectiveCost: amount(sums.effective) },
      ...(sums.list !== undefined && { ListCost: amount(sums.list) }),
      ...(sums.contracted !== undefined && { ContractedCost: amount(sums.contracted) }),
      ...{ BilledTax: amount(sums.tax), BilledCredit: amount(sums.credit) },
      Status: sums.isFinal ? 'final' : 'estimated',
      ...{ PayerAccountId: payer, Source: sums.source, SourceName: sums.sourceName },
      CollectedAt: new Date(sums.collectedAt).toISOString(),
    },
  };
}

/** An account that changed its payer within a month has two bills for it: the payer tells them apart. */
function withDistinctIds(records: readonly StoredRecord[]): readonly StoredRecord[] {
  const taken = new Set<unknown>();
  return records.map((record) => {
    const { properties } = record;
    const id = properties['Id'];
    if (!taken.has(id)) {
      taken.add(id);
      return record;
    }
    return {
      ...record,
      properties: { ...properties, Id: `${String(id)}/${String(properties['PayerAccountId'])}` },
    };
  });
}

/** A name without what Port does not take in an identifier; a hash keeps different names apart. */
function plainName(name: string): string {
  if (PLAIN.test(name)) return name;
  const digits = createHash('sha256').update(name).digest('hex').slice(0, HASH_DIGITS);
  return `${name.replaceAll(/[^A-Za-z0-9]+/g, '-')}-${digits}`;
}

function amount(value: Decimal): number {
  return amountOf(decimalText(value));
}
