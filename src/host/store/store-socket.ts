import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, lstat, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LONGEST_SOCKET_PATH, socketFile } from '../../app/store/socket-file.ts';

/** A socket is created in a folder with this prefix, and then moved to its place. */
const PREFIX = '.sock-';
const ONLY_OWNER = 0o600;

/** A server that listens on a socket of the state folder. */
export interface StoreSocket extends AsyncDisposable {
  readonly path: string;
}

/**
 * Listens in the state folder. Only this user can connect: the socket is made in a private folder, and then moved to
 * its place, where it replaces what a process that has ended may have left. Links there are replaced, not followed.
 *
 * @throws what the file system says
 */
export async function listenOnSocket(server: Server, folder: string): Promise<StoreSocket> {
  const place = socketFile(folder);
  const longest = path.join(folder, `${PREFIX}XXXXXX`, 's');
  const isLong = Buffer.byteLength(longest) > LONGEST_SOCKET_PATH;
  const around = await mkdtemp(
    isLong ? path.join(shortFolder(), 'longshore-') : path.join(folder, PREFIX),
  );
  const socket = path.join(around, 's');
  try {
    server.listen(socket);
    await once(server, 'listening');
    await chmod(socket, ONLY_OWNER);
    if (isLong) await replace(place, socket);
    else await rename(socket, place);
    if (!isLong) await rm(around, { recursive: true, force: true });
  } catch (error) {
    server.close();
    await rm(around, { recursive: true, force: true });
    throw error;
  }
  const { ino } = await lstat(place);
  return {
    path: place,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await rm(around, { recursive: true, force: true });
      const found = await lstat(place).catch(() => undefined); // it may have been removed by hand
      if (found?.ino === ino) await rm(place, { force: true });
    },
  };
}

/** Writes the socket's path where the socket itself does not fit. */
async function replace(place: string, socket: string): Promise<void> {
  const partial = `${place}.${randomUUID()}`;
  await writeFile(partial, `${socket}\n`, { flag: 'wx', mode: ONLY_OWNER });
  await rename(partial, place);
}

function shortFolder(): string {
  const usual = tmpdir();
  return Buffer.byteLength(usual) > LONGEST_SOCKET_PATH / 2 ? '/tmp' : usual;
}
