import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Settings } from '../../config/settings.ts';
import { messageOf } from '../../lib/errors.ts';
import { makeFolder } from '../../lib/make-folder.ts';
import type { Store } from '../../store/store.ts';
import { openStore, storeFolder, storeTypeOf } from '../store/open-store.ts';

/** A store that is closed with everything that belongs to it. */
export interface OpenedStore extends AsyncDisposable {
  readonly store: Store;
  /** It is gone with the process. Nothing may be paid then: the record of what was spent would be lost. */
  readonly isTemporary: boolean;
}

/** Folders for a temporary store: a container may have the first as a read-only one. */
const TEMPORARY = [tmpdir(), '/dev/shm'];

/**
 * The store of the settings. Without a folder that can be written, a temporary one: it is empty after each start, but
 * metrics work.
 *
 * @throws {StoreError} when it cannot be opened for another reason
 */
export async function openExporterStore(
  settings: Settings,
  cwd: string,
  warn: (message: string) => void,
): Promise<OpenedStore> {
  const folder = storeFolder(settings, cwd);
  const problem = storeTypeOf(settings) === 'duckdb' ? await writeProblem(folder) : undefined;
  const temporary = problem === undefined ? undefined : await temporaryFolder();
  if (temporary === undefined) {
    const store = await openStore(settings, cwd);
    return { store, isTemporary: false, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
  }
  warn(
    `the state folder ${folder} cannot be written (${problem}): what is read is kept in ${temporary} until the end, and no paid call is made. Fix: mount a volume there, or name another folder with -state`,
  );
  const store = await openStore(
    { ...settings, state: { ...settings.state, directory: temporary } },
    cwd,
  );
  return {
    store,
    isTemporary: true,
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]();
      await rm(temporary, { recursive: true, force: true });
    },
  };
}

/** Why a folder cannot be written; undefined when it can. */
async function writeProblem(folder: string): Promise<string | undefined> {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

async function temporaryFolder(): Promise<string | undefined> {
  for (const parent of TEMPORARY) {
    const made = await mkdtemp(path.join(parent, 'longshore-exporter-')).catch(() => undefined);
    if (made !== undefined) return made;
  }
  return undefined; // then opening the folder of the settings says why
}
