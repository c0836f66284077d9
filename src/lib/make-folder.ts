import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** Only its user may enter it: state and store hold data of the user's accounts. */
const MODE = 0o700;

/**
 * Creates a folder and its missing parents. Node's own recursive `mkdir` never returns if a file system
 * reports a new folder in an existing one as missing, as `/proc` does.
 *
 * @throws {NodeJS.ErrnoException} when it cannot be created
 */
export async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  try {
    await mkdir(folder, MODE);
  } catch (error) {
    if (!(await isFolder(folder))) throw error; // another process may have been faster
  }
}

async function isFolder(name: string): Promise<boolean> {
  return stat(name).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
