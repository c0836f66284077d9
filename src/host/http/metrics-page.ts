import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, crc32, createDeflateRaw } from 'node:zlib';
import { crc32Combine } from '../../lib/crc32-combine.ts';
import { openMetricsOf, type MetricsFormat } from './metrics-format.ts';

/** Metrics that were rendered once and do not change: a snapshot. */
export interface RenderedMetrics {
  /** Whole lines, without OpenMetrics' last one. */
  body(format: MetricsFormat): Iterable<Buffer>;
  /** The length of the body. */
  bytes(format: MetricsFormat): number;
}

/** A page that is ready to be sent. */
export interface MetricsPage {
  readonly chunks: Iterable<Buffer>;
  readonly bytes: number;
}

/** OpenMetrics' last line: without it, the page was cut. */
const END = '# EOF\n';

/**
 * The page: first the snapshot, whose buffers are sent as they are, then the metrics of this moment.
 *
 * @param current in the classic text format
 */
export function metricsPage(
  snapshot: RenderedMetrics | undefined,
  current: string,
  format: MetricsFormat,
): MetricsPage {
  const last = lastPart(current, format);
  if (snapshot === undefined) return { chunks: [last], bytes: last.length };
  return {
    chunks: chain(snapshot.body(format), last),
    bytes: snapshot.bytes(format) + last.length,
  };
}

function lastPart(current: string, format: MetricsFormat): Buffer {
  return Buffer.from(format === 'text' ? current : `${openMetricsOf(current)}${END}`);
}

function* chain(first: Iterable<Buffer>, last: Buffer): Generator<Buffer, void> {
  yield* first;
  yield last;
}

/** A compressed text that others may follow: its last block is not marked as such. */
interface Compressed {
  readonly chunks: readonly Buffer[];
  readonly bytes: number;
  /** Of the text. */
  readonly crc: number;
  readonly length: number;
}

/** Deflate, no name, no time, any system: RFC 1952. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** Pages in gzip. A snapshot is compressed once; each request compresses the small rest. */
export class GzipPages {
  readonly #snapshots = new WeakMap<RenderedMetrics, Map<MetricsFormat, Promise<Compressed>>>();

  /** As {@link metricsPage}: one gzip member, which every client reads. */
  async page(
    snapshot: RenderedMetrics | undefined,
    current: string,
    format: MetricsFormat,
  ): Promise<MetricsPage> {
    const first = snapshot === undefined ? NOTHING : await this.#compressed(snapshot, format);
    const last = await compress([lastPart(current, format)], constants.Z_FINISH);
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(crc32Combine(first.crc, last.crc, last.length), 0);
    trailer.writeUInt32LE((first.length + last.length) % 2 ** 32, 4);
    return {
      chunks: [GZIP_HEADER, ...first.chunks, ...last.chunks, trailer],
      bytes: GZIP_HEADER.length + first.bytes + last.bytes + trailer.length,
    };
  }

  #compressed(snapshot: RenderedMetrics, format: MetricsFormat): Promise<Compressed> {
    const known = this.#snapshots.get(snapshot) ?? new Map<MetricsFormat, Promise<Compressed>>();
    this.#snapshots.set(snapshot, known);
    let compressed = known.get(format);
    if (compressed === undefined) {
      compressed = compress(snapshot.body(format), constants.Z_SYNC_FLUSH);
      known.set(format, compressed);
      compressed.catch(() => known.delete(format)); // the next request tries again
    }
    return compressed;
  }
}

const NOTHING: Compressed = { chunks: [], bytes: 0, crc: 0, length: 0 };

/** The lowest level: a page of metrics repeats itself so much that higher ones gain little. */
const LEVEL = 1;

async function compress(texts: Iterable<Buffer>, finishFlush: number): Promise<Compressed> {
  let crc = 0;
  let length = 0;
  const chunks: Buffer[] = [];
  await pipeline(
    Readable.from(texts, { objectMode: true }),
    async function* (source: AsyncIterable<Buffer>) {
      for await (const text of source) {
        crc = crc32(text, crc);
        length += text.length;
        yield text;
      }
    },
    createDeflateRaw({ level: LEVEL, finishFlush }),
    async (source: AsyncIterable<Buffer>) => {
      for await (const chunk of source) chunks.push(chunk);
    },
  );
  return { chunks, bytes: chunks.reduce((sum, chunk) => sum + chunk.length, 0), crc, length };
}
