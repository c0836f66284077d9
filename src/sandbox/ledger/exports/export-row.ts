import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Estate } from '../../estate/estate.ts';
import { organizationAccount } from '../../estate/organization.ts';
import { monthAfter, startOf } from '../days.ts';
import type { LineItem } from '../line-item.ts';
import { isFinal, type Refresh } from '../refresh.ts';

/** Types of columns, as Parquet files have them. */
export type ColumnType = 'double' | 'string' | 'timestamp' | 'map' | 'map of double';

/** A column of an export. Values are text as in CSV; undefined for null. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

export type Row = Readonly<Record<string, string | undefined>>;

/** What all rows of a file have in common. */
export interface BillFacts {
  readonly payerId: string;
  readonly periodStart: string;
  readonly periodEnd: string;
  /** Only an issued invoice has a number. */
  readonly invoiceId: string | undefined;
  readonly nameOf: (accountId: string) => string;
}

export const ISSUER = 'Amazon Web Services, Inc.';

/** Times of rows are the same few again and again. */
const times = new LRUCache<number, string>({ max: 5_000 });

/** Times as in AWS's CSV files. */
export function timeText(time: number): string {
  const known = times.get(time) ?? new Date(time).toISOString();
  times.set(time, known);
  return known;
}

export function billFacts(estate: Estate, month: string, refresh: Refresh): BillFacts {
  const names = new Map<string, string>();
  return {
    payerId: estate.managementAccountId,
    periodStart: timeText(startOf(month)),
    periodEnd: timeText(startOf(monthAfter(month))),
    invoiceId: isFinal(month, refresh) ? `EUINGB${month.slice(2).replace('-', '')}-1` : undefined,
    nameOf(accountId) {
      const name = names.get(accountId) ?? organizationAccount(estate, accountId).Name ?? accountId;
      names.set(accountId, name);
      return name;
    },
  };
}

/** The id of a line: 52 letters and digits, the same in every version of an export. */
export function lineItemId({ id, accountId }: LineItem): string {
  return createHash('sha256').update(`${accountId} ${id}`).digest('hex').slice(0, 52);
}

/** A map as exports write it in CSV; empty maps are `{}`. */
export function mapText(values: Readonly<Record<string, string>>): string {
  return JSON.stringify(values);
}
