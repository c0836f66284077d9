import type { Stats } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../lib/error-code.ts';
import { StoreError } from '../../store/store-error.ts';

/**
 * Longest path of a socket, in bytes: the kernel's address has 104 on macOS and 108 on Linux.
 * https://man7.org/linux/man-pages/man7/unix.7.html
 */
export const LONGEST_SOCKET_PATH = 100;
/** Far longer than any path. */
const LONGEST_POINTER = 4_096;

/**
 * Where the host that holds the store listens: a socket, or a file with the path of one where the state folder's
 * own path is too long for a socket.
 */
export function socketFile(folder: string): string {
  return path.join(folder, 'store.sock');
}

/**
 * Finds the path of the host's socket; undefined when there is none. Links and sockets of other users are not used:
 * another user may have put them there.
 *
 * @throws {StoreError} for such a socket
 */
export async function findSocket(folder: string): Promise<string | undefined> {
  const file = socketFile(folder);
  const found = await statOf(file);
  if (found === undefined) return undefined;
  await assertTrusted(file, found, folder);
  if (found.isSocket()) return file;
  if (!found.isFile() || found.size > LONGEST_POINTER) throw untrusted(file, 'it is no socket');
  const target = (await readFile(file, 'utf8')).trim();
  const socket = await statOf(target);
  if (socket === undefined) return undefined;
  await assertTrusted(target, socket, folder);
  if (!socket.isSocket()) throw untrusted(target, 'it is no socket');
  return target;
}

async function assertTrusted(file: string, found: Stats, folder: string): Promise<void> {
  if (found.isSymbolicLink()) throw untrusted(file, 'it is a symbolic link');
  const store = await statOf(path.join(folder, 'store.duckdb'));
  const owners = [process.getuid?.(), store?.uid];
  if (!owners.includes(found.uid)) throw untrusted(file, 'it belongs to another user');
}

async function statOf(file: string): Promise<Stats | undefined> {
  try {
    return await lstat(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw new StoreError('failed', `cannot read ${file}: ${String(error)}`, {
      cause: error,
      remedy: 'run as the user who runs longshore serve',
    });
  }
}

function untrusted(file: string, why: string): StoreError {
  return new StoreError('failed', `${file} is not used: ${why}`, {
    remedy: 'remove it, and restart longshore serve if it runs with this state folder',
  });
}
