import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { errorCode } from '../../lib/error-code.ts';
import { LongshoreError, messageOf } from '../../lib/errors.ts';
import { linesOf, LineTooLongError } from '../../lib/lines.ts';
import type { FetchedPrices } from './fetched-prices.ts';
import type { Price } from './price.ts';
import { priceKey, type AmbiguousPrice } from './price-book.ts';
import {
  GZIPPED,
  PRICE_FILE_VERSION,
  PriceFileHead,
  PriceFileRow,
  priceOf,
} from './price-file-row.ts';

/** Longest line, in bytes. A price has about 500, and the first line about 130 for each region. */
const LONGEST_LINE = 64 * 1_024;
/**
 * The most prices of a file: they are all kept, at about 1 KB each. All regions of AWS together have some hundred
 * thousand.
 */
const MOST_PRICES = 500_000;
/** Largest file, in bytes and unpacked: twice that of so many prices. */
const LARGEST_FILE = 512 * 1_024 * 1_024;
const OtherRegion = z.object({ region: z.string() });
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

/** What is read of a file. */
export interface PriceFileLimits {
  /** The most prices. */
  readonly prices: number;
  /** Unpacked. */
  readonly bytes: number;
  /** The regions whose prices are wanted. The others are counted, and not looked into. @default all */
  readonly regions?: ReadonlySet<string>;
}

/** Thrown for a price file that cannot be read, or is damaged. The user gives another one. */
export class PriceFileError extends LongshoreError {
  readonly code = 'price-file';
  readonly audience = 'user';
}

/**
 * Reads a price file. Prices keep the source that they were exported with; simulated ones say so.
 *
 * @throws {PriceFileError} when it is missing, damaged, cut off, too large or of a newer version; the signal's reason
 */
export async function readPriceFile(
  file: string,
  signal: AbortSignal,
  limits: Partial<PriceFileLimits> = {},
): Promise<PriceFileContent> {
  const reading = new Reading(file, { prices: MOST_PRICES, bytes: LARGEST_FILE, ...limits });
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
  /** Rows that were passed over: their prices are not wanted. */
  passed: number;
  readonly prices: Map<string, Price | AmbiguousPrice>;
}

/** A price file that is being read. */
class Reading {
  readonly #file: string;
  readonly #limits: PriceFileLimits;
  readonly #regions = new Map<string, OpenRegion>();
  #head: z.output<typeof PriceFileHead> | undefined;
  #line = 0;
  #cause: unknown;

  constructor(file: string, limits: PriceFileLimits) {
    this.#file = file;
    this.#limits = limits;
  }

  /** Takes the file's bytes. */
  readonly lines = async (source: AsyncIterable<Uint8Array>): Promise<void> => {
    try {
      for await (const line of linesOf(this.#bounded(source), { mostBytes: LONGEST_LINE })) {
        this.#line += 1;
        if (this.#head === undefined) this.#open(line);
        else this.#add(line);
      }
    } catch (error) {
      this.#cause = error; // a pipeline may end with the error of another part that it stops
      throw error;
    }
  };

  async *#bounded(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > this.#limits.bytes) {
        throw this.#error(`the file is larger than ${this.#limits.bytes} bytes, unpacked`);
      }
      yield chunk;
    }
  }

  finish(): PriceFileContent {
    if (this.#head === undefined) throw this.#error('it is empty');
    const { simulated, exportedAt } = this.#head;
    const regions = new Map<string, FetchedPrices>();
    for (const [region, open] of this.#regions) {
      const { prices, passed, rows, fetchedAt, publicationDate } = open;
      if (prices.size + passed !== rows) {
        throw this.#error(`it ends early: ${prices.size + passed} of ${rows} prices of ${region}`);
      }
      if (!this.#isWanted(region)) continue;
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
    if (typeof version === 'number' && version > PRICE_FILE_VERSION) {
      throw new PriceFileError(
        `${this.#file} has version ${version} of the price file; this Longshore reads ${PRICE_FILE_VERSION}`,
        { remedy: 'update Longshore, or export the prices with this version' },
      );
    }
    if (!head.success) throw this.#error(`it is not a price file: ${issueOf(head.error)}`);
    this.#head = head.data;
    const prices = head.data.regions.reduce((sum, { rows }) => sum + rows, 0);
    if (prices > this.#limits.prices) {
      throw this.#error(
        `it announces ${prices} prices, and at most ${this.#limits.prices} are read`,
        undefined,
        'export the prices of fewer regions: longshore prices export --regions',
      );
    }
    for (const { region, fetchedAt, publicationDate, rows } of head.data.regions) {
      const prices = new Map<string, Price | AmbiguousPrice>();
      const facts = { fetchedAt: Date.parse(fetchedAt), publicationDate, rows, passed: 0 };
      this.#regions.set(region, { ...facts, prices });
    }
  }

  #add(line: string): void {
    const json = this.#parsed(line);
    const other = OtherRegion.safeParse(json).data?.region;
    if (other !== undefined && !this.#isWanted(other)) {
      const passed = this.#regions.get(other);
      if (passed === undefined) throw this.#error(`the first line does not name ${other}`);
      passed.passed += 1;
      return;
    }
    const row = PriceFileRow.safeParse(json);
    if (!row.success) throw this.#error(issueOf(row.error));
    const { region, kind, name, key, price, skus } = row.data;
    const open = this.#regions.get(region);
    if (open === undefined) throw this.#error(`the first line does not name ${region}`);
    const found = price === undefined ? skus && { skus } : this.#priceOf(priceOf(price, region));
    if (found === undefined) throw this.#error('it has neither a price nor SKUs');
    const place = priceKey(kind, name, key);
    if (open.prices.has(place)) throw this.#error(`a second price of ${[name, ...key].join(' ')}`);
    if (open.prices.size >= open.rows) {
      throw this.#error(`${region} has more prices than the ${open.rows} of the first line`);
    }
    open.prices.set(place, found);
  }

  #isWanted(region: string): boolean {
    return this.#limits.regions?.has(region) !== false;
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

  #error(problem: string, cause?: unknown, remedy = AGAIN): PriceFileError {
    const place = this.#line === 0 ? '' : `, line ${this.#line}`;
    const message = `Could not read the price file ${this.#file}${place}: ${problem}`;
    return new PriceFileError(message, { cause, remedy });
  }
}

function issueOf(error: z.ZodError): string {
  const [issue] = error.issues;
  const place = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  return `${place}${issue?.message ?? 'not as expected'}`;
}
