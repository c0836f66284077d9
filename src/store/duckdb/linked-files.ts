import { randomUUID } from 'node:crypto';
import { constants, copyFile, link, mkdir, readdir, realpath, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../lib/error-code.ts';
import { messageOf } from '../../lib/errors.ts';
import { FileRowsError } from '../file-rows.ts';

const PREFIX = 'import-';
/** A folder this old was left by a process that was killed. */
const LEFT_AFTER_MS = 86_400_000;
/** The folder has bills: only its user may read it. */
const MODE = 0o700;

/** Codes with which a file system says that it cannot link here, but a copy may do: other disk, other owner. */
const NOT_LINKABLE = new Set([
  'EXDEV',
  'EPERM',
  'EACCES',
  'ENOTSUP',
  'EMLINK',
  'ENOSYS',
  'EOPNOTSUPP',
]);

/**
 * Files under names in the only folder that a locked database may read. Links take no room and no time; where there
 * can be none, the files are copied.
 */
export class LinkedFiles implements AsyncDisposable {
  readonly #folder: string;
  /** In the order of the files. */
  readonly names: readonly string[];

  private constructor(folder: string, names: readonly string[]) {
    this.#folder = folder;
    this.names = names;
  }

  /** @throws {FileRowsError} for a file that cannot be read */
  static async create(
    parent: string,
    files: readonly string[],
    signal: AbortSignal,
  ): Promise<LinkedFiles> {
    await mkdir(parent, { recursive: true, mode: MODE });
    await removeLeft(parent);
    const folder = path.join(parent, `${PREFIX}${randomUUID()}`);
    await mkdir(folder, { mode: MODE });
    const names: string[] = [];
    const linked = new LinkedFiles(folder, names);
    try {
      for (const [index, file] of files.entries()) {
        signal.throwIfAborted();
        const name = path.join(folder, `${index}${endingOf(file)}`);
        await place(file, name);
        names.push(name);
      }
      return linked;
    } catch (error) {
      await linked[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** `.csv.gz`: readers go by it. */
function endingOf(file: string): string {
  return /(?:\.[a-z]{1,8}){1,2}$/i.exec(path.basename(file))?.[0].toLowerCase() ?? '';
}

/** A file without symbolic links in its path. @throws {FileRowsError} when it is not there */
export async function realFile(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function place(file: string, name: string): Promise<void> {
  const real = await realFile(file); // a link to a symbolic link would lead out of the folder
  try {
    await linkOrCopy(real, name);
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function linkOrCopy(file: string, name: string): Promise<void> {
  try {
    await link(file, name);
  } catch (error) {
    if (!NOT_LINKABLE.has(errorCode(error) ?? '')) throw error;
    await copyFile(file, name, constants.COPYFILE_FICLONE);
  }
}

async function removeLeft(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = path.join(parent, name);
    const found = await stat(folder).catch(() => undefined); // another process may have removed it
    if (found !== undefined && Date.now() - found.mtimeMs > LEFT_AFTER_MS) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

function unreadable(file: string, cause: unknown): FileRowsError {
  return new FileRowsError(`cannot read ${file}: ${messageOf(cause)}`, {
    cause,
    remedy: 'check its name, and that this user may read it and write to the state folder',
  });
}
