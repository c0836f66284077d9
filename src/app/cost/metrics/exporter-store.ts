import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Settings } from '../../../config/settings.ts';
import { messageOf } from '../../../lib/errors.ts';
import { makeFolder } from '../../../lib/make-folder.ts';
import type { Store } from '../../../store/store.ts';
import { StoreError } from '../../../store/store-error.ts';
import { openStore, storeFolder, storeTypeOf } from '../../store/open-store.ts';

/** A store that is closed with everything that belongs to it. */
export interface OpenedStore extends AsyncDisposable {
  readonly store: Store;
  /** It is gone with the process. Nothing may be paid then: the record of what was spent would be lost. */
  readonly isTemporary: boolean;
}

/** Folders for a temporary store: a container may have the first as a read-only one. */
const TEMPORARY = [tmpdir(), '/dev/shm'];

/**
 * The store of the settings. When its folder cannot be written, or its file is damaged, a temporary one: it is empty
 * after each start, but metrics work.
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
  if (problem === undefined) {
    try {
      const store = await openStore(settings, cwd);
      const dispose = () => store[Symbol.asyncDispose]();
      return { store, isTemporary: false, [Symbol.asyncDispose]: dispose };
    } catch (error) {
      if (!(error instanceof StoreError && error.problem === 'corrupt')) throw error;
      const fix = 'restore it from a backup, or move it away, and start again';
      return await openTemporary(settings, cwd, (temporary) => {
        warn(`${error.message}: ${kept(temporary)}. Fix: ${fix}`);
      });
    }
  }
  const fix = 'mount a volume there, or name another folder with -state';
  return await openTemporary(settings, cwd, (temporary) => {
    warn(
      `the state folder ${folder} cannot be written (${problem}): ${kept(temporary)}. Fix: ${fix}`,
    );
  });
}

function kept(temporary: string): string {
  return `what is read is kept in ${temporary} until the end, and no paid call is made`;
}

async function openTemporary(
  settings: Settings,
  cwd: string,
  onMade: (folder: string) => void,
): Promise<OpenedStore> {
  const temporary = await temporaryFolder();
  if (temporary === undefined) {
    const store = await openStore(settings, cwd); // this says why it cannot be used
    return { store, isTemporary: false, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
  }
  onMade(temporary);
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
  return undefined;
}
