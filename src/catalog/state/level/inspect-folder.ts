import { access } from 'node:fs/promises';
import path from 'node:path';
import { ClassicLevel } from 'classic-level';
import type { StateOwner } from '../entity-state.ts';
import { inspectState, type Inspection } from './inspect-state.ts';
import { isDamage, levelError, problemOf } from './level-error.ts';

/** The content of a state folder, which is not changed. */
export type FolderInspection = {
  readonly status: Inspection['status'] | 'absent';
  readonly problem?: string;
};

/**
 * Inspects a state folder without repairing, replacing or creating anything.
 *
 * @throws {ConfigurationError} when another process has it open
 * @throws {StateError} when it cannot be read
 */
export async function inspectFolder(
  directory: string,
  owner: StateOwner,
): Promise<FolderInspection> {
  const exists = await access(path.join(directory, 'CURRENT')).then(
    () => true,
    () => false,
  );
  if (!exists) return { status: 'absent' };
  const db = new ClassicLevel<Buffer, Buffer>(directory, {
    keyEncoding: 'buffer',
    valueEncoding: 'buffer',
    createIfMissing: false,
  });
  try {
    await db.open();
    const found = await inspectState(db, directory, owner);
    return 'problem' in found
      ? { status: found.status, problem: found.problem }
      : { status: found.status };
  } catch (error) {
    if (isDamage(error)) return { status: 'damaged', problem: problemOf(error) };
    throw levelError(directory, error);
  } finally {
    await db.close().catch(() => undefined); // it was never open
  }
}
