import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../../lib/error-code.ts';

const NAME = /^collect-(?<pid>\d+)-/;

/**
 * A folder for files that are imported and deleted. Those of processes that were killed are removed first.
 *
 * @param stateFolder absolute
 */
export async function downloadFolder(
  stateFolder: string,
): Promise<AsyncDisposable & { readonly path: string }> {
  const parent = path.join(stateFolder, 'downloads');
  await mkdir(parent, { recursive: true, mode: 0o700 });
  for (const name of await readdir(parent)) {
    const pid = NAME.exec(name)?.groups?.['pid'];
    if (pid !== undefined && !isAlive(Number(pid))) {
      await rm(path.join(parent, name), { recursive: true, force: true });
    }
  }
  const folder = await mkdtemp(path.join(parent, `collect-${process.pid}-`));
  return {
    path: folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM'; // it belongs to another user
  }
}
