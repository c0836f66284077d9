import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

/** A labelled anomaly: days are indexes from the ledger's start. */
export const LedgerEvent = z.object({
  series: z.int(),
  from: z.int(),
  to: z.int(),
  kind: z.enum(['spike', 'step', 'ramp', 'drop']),
  usd: z.number(),
  /** The largest daily change. */
  peak: z.number(),
});
export type LedgerEvent = z.output<typeof LedgerEvent>;

/** Synthetic daily costs with labelled anomalies. */
export const Ledger = z.object({
  start: z.iso.date(),
  kinds: z.array(z.string()),
  usage: z.array(z.array(z.number())),
  events: z.array(LedgerEvent),
  /** [series, day] that are not judged: launches, shut-downs, purchases. */
  neutral: z.array(z.tuple([z.int(), z.int()])),
  /** Share of a day's cost that is visible on the day, and one day later. */
  partialShareLastDay: z.array(z.number()),
  partialShareDayBefore: z.array(z.number()),
});
export type Ledger = z.output<typeof Ledger>;

/** The ledgers of a folder, by name; `harsh` in its name makes one harsh. */
export async function readLedgers(data: string): Promise<ReadonlyMap<string, Ledger>> {
  const folder = path.join(data, 'ledger');
  const ledgers = new Map<string, Ledger>();
  if (!existsSync(folder)) return ledgers;
  for (const name of (await readdir(folder)).sort()) {
    if (name.endsWith('.json.gz')) {
      ledgers.set(
        name.slice(0, -'.json.gz'.length),
        Ledger.parse(await gzippedJson(path.join(folder, name))),
      );
    }
  }
  return ledgers;
}

export async function gzippedJson(file: string): Promise<unknown> {
  return JSON.parse(await gzippedText(file)) as unknown;
}

export async function gzippedText(file: string): Promise<string> {
  return gunzipSync(await readFile(file)).toString('utf8');
}
