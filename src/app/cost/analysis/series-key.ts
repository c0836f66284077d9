import { createHash } from 'node:crypto';

/** What one series of the bill is of. Empty text where charges have no value. */
export interface SeriesKey {
  readonly currency: string;
  readonly account: string;
  readonly service: string;
  readonly region: string;
}

/** The columns of a key, in the order by which queries sort. */
export const KEY_COLUMNS = ['currency', 'account', 'service', 'region'] as const;

/** As the databases sort: by the bytes of UTF-8. Below 0 if `one` comes first. */
export function comparedKeys(one: SeriesKey, other: SeriesKey): number {
  for (const name of KEY_COLUMNS) {
    if (one[name] !== other[name])
      return Buffer.compare(Buffer.from(one[name]), Buffer.from(other[name]));
  }
  return 0;
}

export function keyText({ currency, account, service, region }: SeriesKey): string {
  return JSON.stringify([currency, account, service, region]);
}

/** A name for an anomaly that stays. */
export function anomalyId(payer: string, key: SeriesKey, detected: number): string {
  const text = JSON.stringify([payer, keyText(key), detected]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
