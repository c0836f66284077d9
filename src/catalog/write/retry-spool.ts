import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { z } from 'zod';
import { drained } from '../../lib/drained.ts';
import { linesOf } from '../../lib/lines.ts';
import { outputError } from '../../lib/output-error.ts';
import type { EntityChange } from './entity-target.ts';

const Line = z.object({
  blueprint: z.string(),
  identifier: z.string(),
  text: z.string(),
  isPartial: z.boolean(),
  isRepeated: z.boolean().optional(),
  record: z
    .object({
      source: z.object({
        kind: z.string(),
        accountId: z.string(),
        region: z.string(),
        period: z.string().exactOptional(),
        mapping: z.number(),
        keys: z.string(),
      }),
      resource: z.array(z.string()),
      hash: z.base64(),
    })
    .optional(),
});

/** Changes that wait on disk for a retry: memory does not grow with them. */
export class RetrySpool {
  readonly #file: string;
  #stream: WriteStream | undefined;
  #size = 0;

  constructor(file: string) {
    this.#file = file;
  }

  get size(): number {
    return this.#size;
  }

  /** @throws {OutputError} when the disk write fails; later errors are thrown by `drain` */
  async add({ record, ...change }: EntityChange): Promise<void> {
    this.#stream ??= createWriteStream(this.#file).on('error', () => undefined); // thrown below
    const stream = this.#stream;
    this.#size += 1;
    const kept = record && { ...record, hash: Buffer.from(record.hash).toString('base64') };
    const line = JSON.stringify({ ...change, ...(kept !== undefined && { record: kept }) });
    if (!stream.write(`${line}\n`)) await drained(stream);
    if (stream.errored !== null) throw outputError(this.#file, stream.errored);
  }

  /** All changes, in order of arrival. Changes added meanwhile wait for the next time. */
  async *drain(): AsyncGenerator<EntityChange, void> {
    const stream = this.#stream;
    if (stream === undefined) return;
    this.#stream = undefined;
    this.#size = 0;
    const file = `${this.#file}.reading`; // frees the name for changes added meanwhile
    try {
      await finished(stream.end());
      await rename(this.#file, file);
    } catch (error) {
      throw outputError(this.#file, error);
    }
    try {
      for await (const text of linesOf(createReadStream(file))) {
        const { record, ...change } = Line.parse(JSON.parse(text));
        yield {
          ...change,
          record: record && { ...record, hash: Buffer.from(record.hash, 'base64') },
        };
      }
    } finally {
      await rm(file, { force: true });
    }
  }
}
