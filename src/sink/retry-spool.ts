import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { drained } from '../lib/drained.ts';
import type { EntityChange } from './entity-change.ts';

const Line = z.object({
  blueprint: z.string(),
  identifier: z.string(),
  text: z.string(),
  record: z.object({ source: z.number(), hash: z.base64() }).optional(),
});

/** Changes that wait on disk for another try, whole: memory does not grow with them. */
export class RetrySpool {
  readonly #file: string;
  #stream: ReturnType<typeof createWriteStream> | undefined;
  #size = 0;

  constructor(file: string) {
    this.#file = file;
  }

  get size(): number {
    return this.#size;
  }

  async add({ record, ...change }: EntityChange): Promise<void> {
    this.#stream ??= createWriteStream(this.#file);
    this.#size += 1;
    const kept = record && {
      source: record.source,
      hash: Buffer.from(record.hash).toString('base64'),
    };
    const line = JSON.stringify({ ...change, ...(kept !== undefined && { record: kept }) });
    if (!this.#stream.write(`${line}\n`)) await drained(this.#stream);
  }

  /** Everything in it, in the order in which it came; it is empty afterwards. */
  async *drain(): AsyncGenerator<EntityChange, void> {
    const stream = this.#stream;
    if (stream === undefined) return;
    this.#stream = undefined;
    this.#size = 0;
    stream.end();
    await once(stream, 'close');
    try {
      for await (const text of createInterface({ input: createReadStream(this.#file) })) {
        const { record, ...change } = Line.parse(JSON.parse(text));
        yield {
          ...change,
          record: record && { source: record.source, hash: Buffer.from(record.hash, 'base64') },
        };
      }
    } finally {
      await rm(this.#file, { force: true });
    }
  }
}
