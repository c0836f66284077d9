import { Readable, type Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { StreamedAnswer } from '../../aws/http-sender.ts';

/** Thrown for an answer that is not a file, or too large. Its message has the reason only. */
class BulkAnswerError extends Error {}

/**
 * The content of a file, unpacked. The caller aborts the request when this throws: the body may not be read.
 *
 * @param largest in bytes, unpacked
 * @throws {Error} with the reason, without the address
 */
export async function* bodyOf(
  { statusCode, headers, body }: StreamedAnswer,
  largest: number,
): AsyncGenerator<Uint8Array, void> {
  if (statusCode !== 200) throw new BulkAnswerError(`the server answered with HTTP ${statusCode}`);
  let bytes = 0;
  for await (const chunk of unpacked(body, headers['content-encoding'])) {
    bytes += chunk.length;
    if (bytes > largest) throw new BulkAnswerError(`it is larger than ${largest} bytes`);
    yield chunk;
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
