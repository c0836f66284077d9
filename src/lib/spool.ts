import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { outputError } from './output-error.ts';

/** Characters that wait in memory. */
const MOST_IN_MEMORY = 100_000;
const ONLY_OWNER = 0o600;

/** Text that waits until it is known whether it counts: in memory while it is short, then in a temporary file. */
export class Spool implements AsyncDisposable {
  readonly #folder: string;
  #pieces: string[] = [];
  #characters = 0;
  #file: FileHandle | undefined;

  /** @param folder where its file lies. @default that of the system */
  constructor(folder: string = tmpdir()) {
    this.#folder = folder;
  }

  /** @throws {OutputError} when the temporary file cannot be written */
  async write(text: string): Promise<void> {
    this.#pieces.push(text);
    this.#characters += text.length;
    if (this.#characters < MOST_IN_MEMORY) return;
    try {
      this.#file ??= await openNameless(this.#folder);
      await this.#file.appendFile(this.#pieces.join(''));
    } catch (error) {
      throw outputError(`a temporary file in ${this.#folder}`, error);
    }
    this.#pieces = [];
    this.#characters = 0;
  }

  /** All of it, in the order in which it was written. */
  async *read(): AsyncGenerator<string, void> {
    if (this.#file !== undefined) {
      const options = { start: 0, autoClose: false, encoding: 'utf8' } as const;
      yield* this.#file.createReadStream(options) as AsyncIterable<string>; // with an encoding, it gives text
    }
    if (this.#pieces.length > 0) yield this.#pieces.join('');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file?.close();
  }
}

/** A file that has no name any more: it is gone when the process ends, however it ends. */
async function openNameless(around: string): Promise<FileHandle> {
  const folder = await mkdtemp(path.join(around, 'longshore-'));
  try {
    return await open(path.join(folder, 'spool'), 'wx+', ONLY_OWNER);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
