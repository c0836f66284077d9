import { z } from 'zod';
import { S3_RATES } from '../../store/cost-tables.ts';
import type { QueryLimits, Store } from '../../store/store.ts';
import { decimal, decimalText } from '../money/decimal.ts';
import type { S3Rates } from './s3-rates.ts';
import { once } from '../../lib/once.ts';

/** Accounts stand in SQL as texts. */
const ACCOUNT = /^\d{12}$/;
const LIMITS: QueryLimits = { timeoutMs: 60_000, rows: 1 };

/** The last answer about an account's S3 rates. */
export interface StoredS3Rates {
  /** When Cost Explorer was asked last, with or without success. Milliseconds since the Unix epoch. */
  readonly askedAt: number;
  /** Undefined when it never answered. */
  readonly rates: S3Rates | undefined;
  /** Why the last question had no answer. */
  readonly problem: string | undefined;
}

const Amount = z.string().transform((text) => decimal(text));
const Usage = z.discriminatedUnion('measure', [
  z.object({ measure: z.literal('storage'), storageType: z.string() }),
  z.object({ measure: z.literal('requests'), storageType: z.string(), tier: z.string() }),
]);
const Answer = z.object({
  from: z.string(),
  to: z.string(),
  rates: z.array(
    z.object({
      region: z.string(),
      usage: Usage,
      rate: Amount,
      cost: Amount,
      quantity: Amount,
      currency: z.string(),
    }),
  ),
  unknownPrefixes: z.record(z.string(), z.number()),
  rejected: z.number(),
});
const Row = z.tuple([z.string(), z.string().nullable(), z.string().nullable()]);

/** Keeps the S3 rates of accounts in the table `s3_rates`. */
export class S3RatesStore {
  readonly #store: Pick<Store, 'query' | 'replacePart'>;

  constructor(store: Pick<Store, 'query' | 'replacePart'>) {
    this.#store = store;
  }

  /**
   * @returns undefined for an account that was never asked about
   * @throws {StoreError} when the store cannot be read
   */
  async load(account: string, signal: AbortSignal): Promise<StoredS3Rates | undefined> {
    if (!ACCOUNT.test(account)) return undefined;
    const sql = `select asked_at, rates, problem from s3_rates where account = '${account}'`;
    const result = await this.#store.query(sql, LIMITS, signal);
    let found: StoredS3Rates | undefined;
    for await (const batch of result.rows()) {
      for (const row of batch) {
        const [askedAt, rates, problem] = Row.parse(row);
        found = {
          askedAt: Date.parse(askedAt),
          rates: rates === null ? undefined : parsed(rates),
          problem: problem ?? undefined,
        };
      }
    }
    return found;
  }

  /** @throws {StoreError} when the store cannot be written; what was saved before stays */
  async save(
    account: string,
    { askedAt, rates, problem }: StoredS3Rates,
    signal: AbortSignal,
  ): Promise<void> {
    const json = rates === undefined ? null : jsonOf(rates);
    const row = [account, askedAt, json === null ? null : askedAt, json, problem ?? null] as const;
    await this.#store.replacePart(S3_RATES, account, once([row]), signal);
  }
}

function parsed(json: string): S3Rates {
  const { unknownPrefixes, ...answer } = Answer.parse(JSON.parse(json));
  return { ...answer, unknownPrefixes: new Map(Object.entries(unknownPrefixes)) };
}

function jsonOf({ rates, unknownPrefixes, ...answer }: S3Rates): string {
  return JSON.stringify({
    ...answer,
    unknownPrefixes: Object.fromEntries(unknownPrefixes),
    rates: rates.map(({ rate, cost, quantity, ...one }) => ({
      ...one,
      rate: decimalText(rate),
      cost: decimalText(cost),
      quantity: decimalText(quantity),
    })),
  });
}
