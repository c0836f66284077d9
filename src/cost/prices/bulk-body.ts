import { Readable, type Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { StreamedAnswer } from '../../aws/http-sender.ts';

/** Thrown for an answer that is not a file, or too large. Its message has the reason only. */
class BulkAnswerError extends Error {}

/** The least that a download must bring. The time that its reader takes does not count. */
export interface LeastSpeed {
  readonly bytes: number;
  /** In milliseconds. */
  readonly within: number;
}

/** What a body may be. */
export interface BodyLimits {
  /** In bytes, unpacked. */
  readonly largest: number;
  readonly leastSpeed: LeastSpeed;
}

/**
 * The content of a file, unpacked. The caller aborts the request when this throws: the body may not be read.
 *
 * @throws {Error} with the reason, without the address
 */
export async function* bodyOf(
  { statusCode, headers, body }: StreamedAnswer,
  { largest, leastSpeed }: BodyLimits,
): AsyncGenerator<Uint8Array, void> {
  if (statusCode !== 200) throw new BulkAnswerError(`the server answered with HTTP ${statusCode}`);
  let bytes = 0;
  for await (const chunk of unpacked(steady(body, leastSpeed), headers['content-encoding'])) {
    bytes += chunk.length;
    if (bytes > largest) throw new BulkAnswerError(`it is larger than ${largest} bytes`);
    yield chunk;
  }
}

/** The same chunks, as they come over the network. A server that drips would hold a download for half an hour. */
async function* steady(
  body: AsyncIterable<Uint8Array>,
  { bytes: least, within }: LeastSpeed,
): AsyncGenerator<Uint8Array, void> {
  let bytes = 0;
  let waited = 0;
  let askedAt = performance.now();
  for await (const chunk of body) {
    waited += performance.now() - askedAt;
    bytes += chunk.length;
    if (waited >= within) {
      if (bytes < least) {
        const seconds = Math.round(waited / 100) / 10;
        throw new BulkAnswerError(
          `it arrives too slowly: ${bytes} bytes in ${seconds} s, and at least ${least} bytes in ${within / 1_000} s are expected`,
        );
      }
      bytes = 0;
      waited = 0;
    }
    yield chunk;
    askedAt = performance.now();
  }
}

function unpacked(
  body: AsyncIterable<Uint8Array>,
  encoding = 'identity',
): AsyncIterable<Uint8Array> {
  switch (encoding.toLowerCase()) {
    case 'identity':
      return body;
    case 'gzip':
    case 'x-gzip':
      return through(body, createGunzip());
    default:
      throw new BulkAnswerError(`its encoding is ${encoding}, which was not asked for`);
  }
}

/** A failure of either end fails the other. */
async function* through(
  body: AsyncIterable<Uint8Array>,
  transform: Transform,
): AsyncGenerator<Uint8Array, void> {
  const source = Readable.from(body, { objectMode: false });
  source.on('error', (error) => transform.destroy(error));
  try {
    for await (const chunk of source.pipe(transform)) yield chunk as Uint8Array;
  } finally {
    source.destroy();
    transform.destroy();
  }
}
