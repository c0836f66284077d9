import type { Stats } from 'node:fs';
import { readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from './error-code.ts';

/** The target of an output name. */
export type OutputTarget =
  /** A descriptor that the process was started with: it is written directly, never reopened. */
  | { readonly type: 'descriptor'; readonly descriptor: number }
  /** A pipe, a terminal, `/dev/null`: written to as it is. */
  | { readonly type: 'device'; readonly path: string; readonly isPipe: boolean }
  /** A file, which may not exist yet. Links are followed: they stay, and their target is written. */
  | { readonly type: 'file'; readonly path: string; readonly existing: Stats | undefined };

/** As many as Linux follows. */
const MOST_LINKS = 40;
const STANDARD: ReadonlyMap<string, number> = new Map([
  ['/dev/stdin', 0],
  ['/dev/stdout', 1],
  ['/dev/stderr', 2],
]);

/**
 * Determines the target of a name.
 *
 * @throws the file system's error: a folder (EISDIR), a circle of links (ELOOP), no access
 */
export async function outputTargetOf(name: string): Promise<OutputTarget> {
  let current = path.resolve(name);
  for (let links = 0; links < MOST_LINKS; links += 1) {
    const descriptor = descriptorOf(current);
    if (descriptor !== undefined) return { type: 'descriptor', descriptor };
    const next = await linkedFrom(current);
    if (next === undefined) return targetAt(current);
    current = path.resolve(path.dirname(current), next);
  }
  throw Object.assign(new Error('too many symbolic links'), { code: 'ELOOP' });
}

async function targetAt(file: string): Promise<OutputTarget> {
  const existing = await stat(file).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (existing?.isDirectory() === true) {
    throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
  }
  if (existing === undefined || existing.isFile()) return { type: 'file', path: file, existing };
  return { type: 'device', path: file, isPipe: existing.isFIFO() };
}

/** `/dev/fd/3` and similar, which the shell has opened. */
function descriptorOf(file: string): number | undefined {
  const standard = STANDARD.get(file);
  if (standard !== undefined) return standard;
  const [, owner, number] = /^\/(?:dev|proc\/(self|\d+))\/fd\/(\d+)$/.exec(file) ?? [];
  const isOurs = owner === undefined || owner === 'self' || owner === String(process.pid);
  return number !== undefined && isOurs ? Number(number) : undefined;
}

async function linkedFrom(file: string): Promise<string | undefined> {
  try {
    return await readlink(file);
  } catch (error) {
    if (errorCode(error) === 'EINVAL' || errorCode(error) === 'ENOENT') return undefined; // not a link, or missing
    throw error;
  }
}
