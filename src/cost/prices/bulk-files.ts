import type { HttpRequest } from '@smithy/types';
import { z } from 'zod';
import type { StreamedAnswer } from '../../aws/http-sender.ts';
import { messageOf } from '../../lib/errors.ts';
import { bodyOf, type LeastSpeed } from './bulk-body.ts';
import { bulkCsvReader } from './bulk-csv.ts';
import { bulkJsonReader } from './bulk-json.ts';
import { PriceListError, type PriceListReader } from './price-list.ts';

/** AWS's hosts of bulk price files, by partition. They need no credentials. */
const ORIGINS = {
  aws: 'https://pricing.us-east-1.amazonaws.com',
  'aws-cn': 'https://pricing.cn-north-1.amazonaws.com.cn',
};
/** The path of the offer index, by partition. */
const INDEXES = { aws: '/offers/v1.0/aws/index.json', 'aws-cn': '/offers/v1.0/cn/index.json' };
/** Largest index, in bytes. That of all services has about 200 KB. */
const LARGEST_INDEX = 32 * 1_024 * 1_024;
/** Largest price file, in bytes and unpacked: several times that of EC2 in us-east-1. */
const LARGEST_FILE = 4 * 1_024 * 1_024 * 1_024;
/** A whole file may take so long, in milliseconds, however steadily it arrives. */
const LONGEST_DOWNLOAD_MS = 30 * 60_000;
/** Far below any link that could bring a price file of 450 MB in time. */
const LEAST_SPEED: LeastSpeed = { bytes: 10_240, within: 30_000 };
const REMEDY =
  'check the network and its proxies, or give prices in a file: longshore prices export, then --prices FILE';

const OfferIndex = z.object({
  offers: z.record(z.string(), z.object({ currentRegionIndexUrl: z.string().optional() })),
});
const RegionIndex = z.object({
  regions: z.record(z.string(), z.object({ currentVersionUrl: z.string() })),
});

export type BulkFormat = 'json' | 'csv';

/** Sends requests, and streams their answers: `HttpSender`. */
export interface StreamingSender {
  stream(request: HttpRequest, signal: AbortSignal): Promise<StreamedAnswer>;
}

export interface BulkFilesOptions {
  readonly sender: StreamingSender;
  /** Replaces AWS's hosts. For the demo and tests. */
  readonly endpoint?: string | undefined;
  /** Of a whole file, in milliseconds. @default 30 minutes */
  readonly longestDownloadMs?: number | undefined;
  /** Of a price file, in bytes and unpacked. @default 4 GiB */
  readonly largestFile?: number | undefined;
  /** @default 10 KiB in 30 seconds */
  readonly leastSpeed?: LeastSpeed | undefined;
}

/**
 * AWS's price lists as files: public, without credentials, and large. The index of all services leads to the index
 * of a service's regions, and that to the file of a region.
 *
 * @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-bulk-api-fetching-price-list-files-manually.html
 */
export class BulkFiles {
  readonly #options: BulkFilesOptions;
  readonly #offers = new Map<keyof typeof ORIGINS, z.output<typeof OfferIndex>>();

  constructor(options: BulkFilesOptions) {
    this.#options = options;
  }

  /**
   * The codes of all services in the partition of a region.
   *
   * @throws {PriceListError} when the index cannot be read; the signal's reason
   */
  async services(region: string, signal: AbortSignal): Promise<readonly string[]> {
    const { offers } = await this.#offerIndex(region, signal);
    return Object.keys(offers).sort();
  }

  /**
   * Reads the price list of a service in a region.
   *
   * @returns undefined when the service has no prices there
   * @throws {PriceListError} when an index cannot be read; the signal's reason. The reader throws the same
   */
  async open(
    service: string,
    region: string,
    signal: AbortSignal,
    format: BulkFormat = 'json',
  ): Promise<PriceListReader | undefined> {
    const { offers } = await this.#offerIndex(region, signal);
    const path = Object.hasOwn(offers, service)
      ? offers[service]?.currentRegionIndexUrl
      : undefined;
    if (path === undefined) return undefined;
    const { regions } = await this.#index(this.#url(region, path), RegionIndex, signal);
    const file = Object.hasOwn(regions, region) ? regions[region] : undefined;
    if (file === undefined) return undefined;
    const found = this.#url(region, file.currentVersionUrl.replace(/\.json$/, `.${format}`));
    const { largestFile = LARGEST_FILE } = this.#options;
    const chunks = this.#chunks(found, largestFile, signal);
    const content = { name: found.href, service, chunks };
    return format === 'json' ? bulkJsonReader(content) : bulkCsvReader(content);
  }

  async #offerIndex(region: string, signal: AbortSignal): Promise<z.output<typeof OfferIndex>> {
    const partition = partitionOf(region);
    const known = this.#offers.get(partition);
    if (known !== undefined) return known;
    const index = await this.#index(this.#url(region, INDEXES[partition]), OfferIndex, signal);
    this.#offers.set(partition, index);
    return index;
  }

  async #index<Index>(url: URL, schema: z.ZodType<Index>, signal: AbortSignal): Promise<Index> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#chunks(url, LARGEST_INDEX, signal)) chunks.push(chunk);
    try {
      return schema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    } catch (error) {
      throw new PriceListError(`Could not read the index of price lists ${url.href}`, {
        cause: error,
        remedy: 'check that the address leads to AWS, and that no proxy changes its answers',
      });
    }
  }

  /** An index may lead only to the host that it came from. */
  #url(region: string, path: string): URL {
    const { endpoint = ORIGINS[partitionOf(region)] } = this.#options;
    const base = new URL(endpoint);
    const url = URL.canParse(path, base.href) ? new URL(path, base) : undefined;
    if (url?.origin === base.origin) return url;
    throw new PriceListError(`The index of price lists leads away from ${base.origin}: ${path}`, {
      remedy: 'check that the address leads to AWS, and that no proxy changes its answers',
    });
  }

  async *#chunks(url: URL, largest: number, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
    const { sender, longestDownloadMs = LONGEST_DOWNLOAD_MS } = this.#options;
    const { leastSpeed = LEAST_SPEED } = this.#options;
    const call = new AbortController();
    const cancel = (): void => {
      call.abort(signal.reason);
    };
    const deadline = setTimeout(() => {
      call.abort(new Error(`it did not end within ${longestDownloadMs / 1_000} s`));
    }, longestDownloadMs);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      signal.throwIfAborted();
      const answer = await sender.stream(requestOf(url), call.signal);
      yield* bodyOf(answer, { largest, leastSpeed });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof PriceListError) throw error;
      throw new PriceListError(
        `Could not download ${url.href} (nothing used): ${messageOf(error)}`,
        { cause: error, remedy: REMEDY },
      );
    } finally {
      call.abort(); // closes the connection of a body that was not read to its end
      clearTimeout(deadline);
      signal.removeEventListener('abort', cancel);
    }
  }
}

function partitionOf(region: string): keyof typeof ORIGINS {
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}

function requestOf({ protocol, hostname, port, pathname, host }: URL): HttpRequest {
  return {
    method: 'GET',
    protocol,
    hostname,
    ...(port !== '' && { port: Number(port) }),
    path: pathname,
    headers: { host, accept: '*/*', 'accept-encoding': 'gzip' },
  };
}
