import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { errorCode } from '../../../lib/error-code.ts';
import { LongshoreError } from '../../../lib/errors.ts';

/** The folder of the collection that runs. Only one process can create it. */
const RUNNING = 'running';
/** What is being removed. */
const REMOVED = 'removed-';
/** Who runs it. */
const OWNER = 'owner.json';
const BEAT_MS = 5_000;
/** A collection without a sign of life for so long has ended. Process numbers are used again. */
const LONGEST_SILENCE_MS = 60_000;
/** Others may claim the folder that was just removed. */
const MOST_CLAIMS = 3;

const Owner = z.object({ pid: z.int().min(1), host: z.string() });
/** Folders of collections of this process. */
const own = new Set<string>();

/** Thrown while another collection uses the same state folder: both would read, and pay for, the same. */
export class CollectionRunningError extends LongshoreError {
  readonly code = 'collection-running';
  readonly audience = 'user';
}

/** A folder for files that are imported and deleted. While it is there, no other collection runs. */
export interface DownloadFolder extends AsyncDisposable {
  readonly path: string;
}

/**
 * Creates the folder. What a killed process has left is removed first.
 *
 * @param stateFolder absolute
 * @throws {CollectionRunningError} while another collection runs
 */
export async function downloadFolder(stateFolder: string): Promise<DownloadFolder> {
  const parent = path.join(stateFolder, 'downloads');
  const folder = path.join(parent, RUNNING);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  await claim(folder, parent);
  own.add(folder);
  await writeFile(
    path.join(folder, OWNER),
    JSON.stringify({ pid: process.pid, host: hostname() } satisfies z.output<typeof Owner>),
  );
  for (const name of await readdir(parent)) {
    if (name !== RUNNING) await rm(path.join(parent, name), { recursive: true, force: true });
  }
  const timer = setInterval(() => {
    const now = new Date();
    utimes(folder, now, now).catch(() => undefined); // a beat that fails is missed
  }, BEAT_MS);
  timer.unref();
  return {
    path: folder,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await remove(folder, parent);
      own.delete(folder);
    },
  };
}

async function claim(folder: string, parent: string): Promise<void> {
  for (let claims = 1; ; claims += 1) {
    try {
      await mkdir(folder, { mode: 0o700 });
      return;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
      const user = await userOf(folder);
      if (user !== undefined || claims === MOST_CLAIMS) {
        throw new CollectionRunningError(
          `another collection runs: ${user ?? 'it has just begun'}`,
          {
            cause: error,
            remedy: 'wait for it to end: what it collects need not be collected again',
          },
        );
      }
      await remove(folder, parent);
    }
  }
}

/** Who uses the folder; undefined when it is left over. */
async function userOf(folder: string): Promise<string | undefined> {
  if (own.has(folder)) return 'in this process';
  const beat = await stat(folder).catch(() => undefined);
  if (beat === undefined || Date.now() - beat.mtimeMs > LONGEST_SILENCE_MS) return undefined;
  const owner = await ownerOf(folder);
  if (owner === undefined) return 'it has just begun';
  const { pid, host } = owner;
  if (host !== hostname()) return `process ${pid} on ${host}`;
  return pid !== process.pid && isAlive(pid) ? `process ${pid}` : undefined;
}

async function ownerOf(folder: string): Promise<z.output<typeof Owner> | undefined> {
  try {
    return Owner.parse(JSON.parse(await readFile(path.join(folder, OWNER), 'utf8')));
  } catch {
    return undefined; // it is written after the folder was created
  }
}

/** Of processes that remove it at once, one does. */
async function remove(folder: string, parent: string): Promise<void> {
  const removed = path.join(parent, `${REMOVED}${randomUUID()}`);
  try {
    await rename(folder, removed);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  await rm(removed, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM'; // it belongs to another user
  }
}
