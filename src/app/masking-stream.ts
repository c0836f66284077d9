import { Transform, type TransformCallback } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { SecretMask } from '../lib/secret-mask.ts';

/** The longest text that waits for the end of its line: no secret is longer. */
const MOST_WAITING = 1_048_576;

/**
 * A stream that masks secrets in what passes, by whole lines: a secret that comes in two pieces is masked
 * as well.
 */
export class MaskingStream extends Transform {
  readonly #secrets: SecretMask;
  readonly #decoder = new StringDecoder('utf8');
  #waiting = '';

  constructor(secrets: SecretMask) {
    super({ decodeStrings: false });
    this.#secrets = secrets;
  }

  override _transform(chunk: unknown, _: BufferEncoding, done: TransformCallback): void {
    this.#waiting +=
      chunk instanceof Uint8Array ? this.#decoder.write(Buffer.from(chunk)) : String(chunk);
    for (;;) {
      const end = this.#waiting.indexOf('\n') + 1;
      if (end === 0) break;
      this.push(this.#secrets.mask(this.#waiting.slice(0, end)));
      this.#waiting = this.#waiting.slice(end);
    }
    if (this.#waiting.length > MOST_WAITING) {
      const masked = this.#secrets.mask(this.#waiting);
      this.push(masked.slice(0, -MOST_WAITING / 2));
      this.#waiting = masked.slice(-MOST_WAITING / 2);
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    if (this.#waiting !== '') this.push(this.#secrets.mask(this.#waiting));
    this.#waiting = '';
    done();
  }
}
