import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inspectFolder, type FolderInspection } from '../../catalog/state/level/inspect-folder.ts';
import { LongshoreError, messageOf } from '../../lib/errors.ts';
import { errorCode } from '../../lib/error-code.ts';
import { ownerOf } from '../state.ts';
import type { Check, CheckResult } from './check.ts';

/** Less free space than this is a warning, in bytes: 100,000 resources take about 50 MiB. */
const LEAST_FREE = 500 * 1_024 * 1_024;
const MIB = 1_024 * 1_024;
const CHOOSE_ANOTHER = 'choose another folder: LONGSHORE_STATE_DIRECTORY or --state';

/** Is the state folder writable, and is its state healthy? */
export const stateCheck: Check = {
  name: 'state folder',
  async run(context) {
    const { settings, options } = context;
    const folder = path.resolve(options.cwd, settings.state.directory);
    const { existing, problem } = await nearestExisting(folder);
    const why = problem ?? (await whyNotWritable(existing, folder));
    if (why !== undefined) {
      const message = why.startsWith(folder) ? why : `${folder}: ${why}`;
      return [{ status: 'failed', message, fix: CHOOSE_ANOTHER }];
    }
    const freeBytes = await freeSpace(existing);
    const found = await inspected(path.join(folder, 'state'), context.settings);
    const details = [{ folder, exists: existing === folder, freeBytes, state: found.status }];
    const result: CheckResult = { ...resultFor(folder, found), details };
    if (freeBytes === undefined || freeBytes >= LEAST_FREE) return [result];
    const low: CheckResult = {
      status: 'warning',
      message: `${folder}: only ${Math.floor(freeBytes / MIB)} MiB free`,
      fix: `free some space, or ${CHOOSE_ANOTHER}`,
    };
    return [result, low];
  },
};

/** The folder, or its nearest existing parent; a problem when that is not a folder. */
async function nearestExisting(
  folder: string,
): Promise<{ readonly existing: string; readonly problem?: string }> {
  for (let place = folder; ; place = path.dirname(place)) {
    try {
      if ((await stat(place)).isDirectory()) return { existing: place };
      return { existing: place, problem: `${place} is not a folder` };
    } catch (error) {
      const isAbsent = errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR';
      if (!isAbsent || place === path.dirname(place))
        return { existing: place, problem: messageOf(error) };
    }
  }
}

/** Undefined when it is writable. The folder itself is written to; a parent is only checked. */
async function whyNotWritable(existing: string, folder: string): Promise<string | undefined> {
  try {
    if (existing !== folder) {
      await access(existing, constants.W_OK);
      return undefined;
    }
    const file = path.join(folder, `.longshore-doctor-${randomUUID()}`);
    await writeFile(file, '');
    await rm(file, { force: true });
    return undefined;
  } catch (error) {
    return `cannot be written: ${messageOf(error)}`;
  }
}

async function freeSpace(folder: string): Promise<number | undefined> {
  return statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => undefined, // some network file systems do not report it
  );
}

type Found =
  | FolderInspection
  | {
      readonly status: 'in-use' | 'unreadable';
      readonly problem: string;
      readonly remedy: string | undefined;
    };

async function inspected(
  directory: string,
  settings: Parameters<typeof ownerOf>[0],
): Promise<Found> {
  try {
    return await inspectFolder(directory, ownerOf(settings));
  } catch (error) {
    const remedy = error instanceof LongshoreError ? error.remedy : undefined;
    const isInUse = error instanceof LongshoreError && error.code === 'configuration';
    return { status: isInUse ? 'in-use' : 'unreadable', problem: messageOf(error), remedy };
  }
}

function resultFor(folder: string, found: Found): CheckResult {
  switch (found.status) {
    case 'absent':
      return { status: 'ok', message: `${folder}: no state yet; the first run to Port creates it` };
    case 'blank':
    case 'intact':
      return { status: 'ok', message: `${folder}: healthy` };
    case 'foreign':
      return {
        status: 'warning',
        message: `${folder}: belongs to another installation or version; the next run replaces it`,
        fix: `check OCEAN__PORT__BASE_URL and OCEAN__INTEGRATION__IDENTIFIER, or ${CHOOSE_ANOTHER}`,
      };
    case 'damaged':
      return {
        status: 'warning',
        message: `${folder}: damaged (${found.problem ?? 'unreadable'}); the next run rebuilds it from Port`,
        fix: 'nothing to do, unless it happens again: then check the disk',
      };
    case 'in-use':
      return {
        status: 'warning',
        message: `${folder}: in use by another process`,
        fix: 'wait for the other run, or choose another folder for this one: --state',
      };
    case 'unreadable':
      return {
        status: 'failed',
        message: found.problem,
        fix: found.remedy ?? CHOOSE_ANOTHER,
      };
  }
}
