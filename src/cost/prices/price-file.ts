import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { z } from 'zod';
import { AtomicFile } from '../../lib/atomic-file.ts';
import { errorCode } from '../../lib/error-code.ts';
import { LongshoreError, messageOf } from '../../lib/errors.ts';
import { linesOf, LineTooLongError } from '../../lib/lines.ts';
import { outputError } from '../../lib/output-error.ts';
import type { FetchedPrices } from './fetched-prices.ts';
import type { Price } from './price.ts';
import { priceKey, priceKeyParts, type AmbiguousPrice, type RegionPrices } from './price-book.ts';
import { PriceFileHead, PriceFileRow, priceOf, rowOf } from './price-file-row.ts';

/** Of the form of the file. A newer one is not read. */
const VERSION = 1;
/** Longest line, in bytes. A price has about 500. */
const LONGEST_LINE = 1_024 * 1_024;
const GZIPPED = '.gz';
const AGAIN = 'write the file again: longshore prices export';

/** The prices of a file. */
export interface PriceFileContent {
  /** They are not AWS's prices: whatever shows them must say so. */
  readonly simulated: boolean;
  /** In ISO 8601. */
  readonly exportedAt: string;
  /** By region. */
  readonly regions: ReadonlyMap<string, FetchedPrices>;
}

export interface PriceExport {
  readonly simulated: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly regions: Iterable<RegionPrices>;
}

/** Thrown for a price file that cannot be read, or is damaged. The user gives another one. */
export class PriceFileError extends LongshoreError {
  readonly code = 'price-file';
  readonly audience = 'user';
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

/**
 * Reads a price file. Prices keep the source that they were exported with; simulated ones say so.
 *
 * @throws {PriceFileError} when it is missing, damaged, cut off or of a newer version; the signal's reason
 */
export async function readPriceFile(file: string, signal: AbortSignal): Promise<PriceFileContent> {
  const reading = new Reading(file);
  try {
    const source = createReadStream(file, { signal });
    if (file.endsWith(GZIPPED)) await pipeline(source, createGunzip(), reading.lines, { signal });
    else await pipeline(source, reading.lines, { signal });
    return reading.finish();
  } catch (error) {
    signal.throwIfAborted();
    throw reading.problem(error);
  }
}

interface OpenRegion {
  readonly fetchedAt: number;
  readonly publicationDate: string;
  readonly rows: number;
  readonly prices: Map<string, Price | AmbiguousPrice>;
}

/** A price file that is being read. */
class Reading {
  readonly #file: string;
  readonly #regions = new Map<string, OpenRegion>();
  #head: z.output<typeof PriceFileHead> | undefined;
  #line = 0;
  #cause: unknown;

  constructor(file: string) {
    this.#file = file;
  }

  /** Takes the file's bytes. */
  readonly lines = async (source: AsyncIterable<Uint8Array>): Promise<void> => {
    try {
      for await (const line of linesOf(source, { mostBytes: LONGEST_LINE })) {
        this.#line += 1;
        if (this.#head === undefined) this.#open(line);
        else this.#add(line);
      }
    } catch (error) {
      this.#cause = error; // a pipeline may end with the error of another part that it stops
      throw error;
    }
  };

  finish(): PriceFileContent {
    if (this.#head === undefined) throw this.#error('it is empty');
    const { simulated, exportedAt } = this.#head;
    const regions = new Map<string, FetchedPrices>();
    for (const [region, { prices, rows, fetchedAt, publicationDate }] of this.#regions) {
      if (prices.size !== rows) {
        throw this.#error(`it ends early: ${prices.size} of ${rows} prices of ${region}`);
      }
      regions.set(region, {
        prices: { region, fetchedAt, prices },
        facts: { source: 'price-file', publicationDate, rejected: new Map() },
      });
    }
    return { simulated, exportedAt, regions };
  }

  problem(ended: unknown): unknown {
    const error = errorCode(ended) === 'ABORT_ERR' ? (this.#cause ?? ended) : ended;
    if (error instanceof PriceFileError) return error;
    if (error instanceof LineTooLongError) {
      this.#line += 1;
      return this.#error('it is longer than a price can be', error);
    }
    const code = errorCode(error) ?? '';
    if (code === 'Z_BUF_ERROR') return this.#error('it ends early', error);
    if (code.startsWith('Z_')) return this.#error('its gzip data is damaged', error);
    return new PriceFileError(`Could not read the price file ${this.#file}: ${messageOf(error)}`, {
      cause: error,
      remedy: 'give the name of a file that longshore prices export wrote',
    });
  }

  #open(line: string): void {
    const json = this.#parsed(line);
    const head = PriceFileHead.safeParse(json);
    const version = typeof json === 'object' && json !== null && 'version' in json && json.version;
    if (typeof version === 'number' && version > VERSION) {
      throw new PriceFileError(
        `${this.#file} has version ${version} of the price file; this Longshore reads ${VERSION}`,
        { remedy: 'update Longshore, or export the prices with this version' },
      );
    }
    if (!head.success) throw this.#error(`it is not a price file: ${issueOf(head.error)}`);
    this.#head = head.data;
    for (const { region, fetchedAt, publicationDate, rows } of head.data.regions) {
      const prices = new Map<string, Price | AmbiguousPrice>();
      const facts = { fetchedAt: Date.parse(fetchedAt), publicationDate, rows };
      this.#regions.set(region, { ...facts, prices });
    }
  }

  #add(line: string): void {
    const row = PriceFileRow.safeParse(this.#parsed(line));
    if (!row.success) throw this.#error(issueOf(row.error));
    const { region, kind, name, key, price, skus } = row.data;
    const open = this.#regions.get(region);
    if (open === undefined) throw this.#error(`the first line does not name ${region}`);
    const found = price === undefined ? skus && { skus } : this.#priceOf(priceOf(price, region));
    if (found === undefined) throw this.#error('it has neither a price nor SKUs');
    const place = priceKey(kind, name, key);
    if (open.prices.has(place)) throw this.#error(`a second price of ${[name, ...key].join(' ')}`);
    open.prices.set(place, found);
  }

  #priceOf(price: Price): Price {
    return this.#head?.simulated === true ? { ...price, source: 'simulated' } : price;
  }

  #parsed(line: string): unknown {
    try {
      return JSON.parse(line);
    } catch (error) {
      throw this.#error('it is not JSON', error);
    }
  }

  #error(problem: string, cause?: unknown): PriceFileError {
    const message = `Could not read the price file ${this.#file}, line ${this.#line}: ${problem}`;
    return new PriceFileError(message, { cause, remedy: AGAIN });
  }
}

function* linesOfExport({ simulated, now, regions }: PriceExport): Generator<string, void> {
  const all = [...regions];
  const head: z.input<typeof PriceFileHead> = {
    format: 'longshore-prices',
    version: VERSION,
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

function issueOf(error: z.ZodError): string {
  const [issue] = error.issues;
  const place = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  return `${place}${issue?.message ?? 'not as expected'}`;
}
