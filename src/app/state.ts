import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EntityState, StateOwner } from '../catalog/state/entity-state.ts';
import { LevelEntityState } from '../catalog/state/level/level-entity-state.ts';
import { StateError } from '../catalog/state/state-error.ts';
import type { Settings } from '../config/settings.ts';
import { messageOf } from '../lib/errors.ts';
import { makeFolder } from '../lib/make-folder.ts';

/** Opens the record of what was last written to Port. */
export async function openState(settings: Settings, cwd: string): Promise<EntityState> {
  const directory = await made(path.resolve(cwd, settings.state.directory, 'state'));
  return LevelEntityState.open(directory, ownerOf(settings));
}

/** A disposable copy of the state, for a plan. */
export async function copyState(
  settings: Settings,
  cwd: string,
): Promise<{ readonly store: EntityState } & AsyncDisposable> {
  const original = path.resolve(cwd, settings.state.directory, 'state');
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-plan-'));
  const copy = path.join(folder, 'state');
  const lock = await LevelEntityState.open(await made(original), ownerOf(settings)); // no other process writes to it now
  await lock.close();
  await cp(original, copy, { recursive: true });
  const store = await LevelEntityState.open(copy, ownerOf(settings));
  return {
    store,
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The owner of the state. */
export function ownerOf({ port, integration }: Settings): StateOwner {
  return { baseUrl: port.baseUrl, ...integration };
}

async function made(directory: string): Promise<string> {
  try {
    await makeFolder(directory);
  } catch (error) {
    throw new StateError(`cannot write the state to ${directory}: ${messageOf(error)}`, {
      cause: error,
      remedy: 'choose a writable folder with --state or LONGSHORE_STATE_DIRECTORY',
    });
  }
  return directory;
}
