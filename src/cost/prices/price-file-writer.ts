import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { z } from 'zod';
import { AtomicFile } from '../../lib/atomic-file.ts';
import { LongshoreError } from '../../lib/errors.ts';
import { outputError } from '../../lib/output-error.ts';
import type { Price } from './price.ts';
import { priceKeyParts, type AmbiguousPrice, type RegionPrices } from './price-book.ts';
import { GZIPPED, PRICE_FILE_VERSION, rowOf, type PriceFileHead } from './price-file-row.ts';

export interface PriceExport {
  readonly simulated: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly regions: Iterable<RegionPrices>;
}

/**
 * Writes prices into a file: JSON lines; the first describes the others. Packed when its name ends in `.gz`.
 * An existing file is replaced at once, when all is written.
 *
 * @throws {OutputError} when it cannot be written; the signal's reason
 */
export async function writePriceFile(
  file: string,
  prices: PriceExport,
  signal: AbortSignal,
): Promise<void> {
  const output = await AtomicFile.open(file, signal);
  try {
    const lines = Readable.from(linesOfExport(prices));
    const end = { signal, end: false };
    if (file.endsWith(GZIPPED)) await pipeline(lines, createGzip(), output.stream, end);
    else await pipeline(lines, output.stream, end);
    await output.finish();
  } catch (error) {
    await output.abandon();
    signal.throwIfAborted();
    throw error instanceof LongshoreError ? error : outputError(file, error);
  }
}

function* linesOfExport({ simulated, now, regions }: PriceExport): Generator<string, void> {
  const all = [...regions];
  const head: z.input<typeof PriceFileHead> = {
    format: 'longshore-prices',
    version: PRICE_FILE_VERSION,
    exportedAt: new Date(now).toISOString(),
    simulated,
    regions: all.map(({ region, fetchedAt, prices }) => ({
      region,
      fetchedAt: new Date(fetchedAt).toISOString(),
      ...summaryOf(prices.values()),
      rows: prices.size,
    })),
  };
  yield `${JSON.stringify(head)}\n`;
  for (const { region, prices } of all) {
    for (const [place, price] of prices) {
      const { kind, name, values } = priceKeyParts(place);
      const content = 'skus' in price ? { skus: price.skus } : { price: rowOf(price) };
      yield `${JSON.stringify({ region, kind, name, key: values, ...content })}\n`;
    }
  }
}

/** Currencies, and the latest publication. */
function summaryOf(prices: Iterable<Price | AmbiguousPrice>): {
  readonly currencies: string[];
  readonly publicationDate: string;
} {
  const currencies = new Set<string>();
  let latest = '';
  for (const price of prices) {
    if ('skus' in price) continue;
    currencies.add(price.currency);
    if (price.publicationDate > latest) latest = price.publicationDate;
  }
  return { currencies: [...currencies].sort(), publicationDate: latest };
}
