import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder of a test's own, gone when the test is over. */
export class TempFolder implements AsyncDisposable {
  readonly #path: string;

  private constructor(folder: string) {
    this.#path = folder;
  }

  static async create(): Promise<TempFolder> {
    return new TempFolder(await mkdtemp(path.join(tmpdir(), 'longshore-config-')));
  }

  /** The path of a file in the folder, which need not exist. */
  path(name: string): string {
    return path.join(this.#path, name);
  }

  /** Writes a file, and tells its path. */
  async write(name: string, content: string | Uint8Array): Promise<string> {
    await writeFile(this.path(name), content);
    return this.path(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#path, { recursive: true, force: true });
  }
}
