import { readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import pLimit from 'p-limit';
import { z } from 'zod';
import { AtomicFile } from '../../../../lib/atomic-file.ts';
import { errorCode } from '../../../../lib/error-code.ts';
import { messageOf } from '../../../../lib/errors.ts';
import { makeFolder } from '../../../../lib/make-folder.ts';
import { Job } from './job.ts';

const Content = z.object({ version: z.literal(1), jobs: z.array(Job).readonly() });

/** The record of jobs, in a file of the state folder: it is there after a restart, and also while a store is busy. */
export class JobFile {
  readonly #file: string;
  /** Of two writes, the later one must hold. */
  readonly #oneByOne = pLimit(1);

  constructor(folder: string) {
    this.#file = path.join(folder, 'collection-jobs.json');
  }

  /**
   * The jobs of the file, the newest last; none without a file. A damaged file is put aside.
   *
   * @param warn receives what was wrong
   */
  async read(warn: (problem: string) => void): Promise<readonly Job[]> {
    try {
      return Content.parse(JSON.parse(await readFile(this.#file, 'utf8'))).jobs;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      const aside = `${this.#file}.damaged`;
      await rename(this.#file, aside).catch(() => undefined); // the next write replaces it
      warn(`the jobs of before are not known, and their file is now ${aside}: ${messageOf(error)}`);
      return [];
    }
  }

  /** @throws {OutputError} when the file cannot be written: it has what it had */
  async write(jobs: readonly Job[]): Promise<void> {
    const text = JSON.stringify({ version: 1, jobs } satisfies z.input<typeof Content>);
    await this.#oneByOne(async () => {
      await makeFolder(path.dirname(this.#file));
      const file = await AtomicFile.open(this.#file);
      file.stream.write(text);
      await file.finish();
    });
  }
}
