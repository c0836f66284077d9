import path from 'node:path';
import { PluginError } from '../../../cost/engine/plugins/plugin-error.ts';

/** Files of one plugin. */
export const MOST_FILES = 1_000;
/** Bytes of all files of one plugin: binaries with embedded prices have some 200 MB. */
export const MOST_BYTES = 1_073_741_824;
const DEEPEST = 8;
const LONGEST = 512;

/**
 * The name of an archive's file, if it stays in the folder that the archive is unpacked to.
 *
 * @throws {PluginError} for a name that leads out of it
 */
export function safeEntry(name: string, archive: string): string {
  const clean = name.replace(/^(?:\.\/)+/, '').replace(/\/$/, '');
  const parts = clean.split('/');
  const isWrong =
    /[\\\0:]/.test(name) ||
    path.posix.isAbsolute(name) ||
    clean.length > LONGEST ||
    parts.length > DEEPEST ||
    parts.some((part) => part === '..' || part === '.' || (part === '' && clean !== ''));
  if (isWrong) throw badArchive(archive, `the name ${JSON.stringify(name.slice(0, LONGEST))}`);
  return clean;
}

/** @throws {PluginError} beyond what one plugin may have */
export function checkedTotals(archive: string, files: number, bytes: number): void {
  if (files > MOST_FILES) throw badArchive(archive, `over ${MOST_FILES} files`);
  if (bytes > MOST_BYTES) throw badArchive(archive, `over ${MOST_BYTES} bytes`);
}

export function badArchive(archive: string, what: string, cause?: unknown): PluginError {
  return new PluginError(path.basename(archive), 'invalid', `its archive has ${what}`, {
    ...(cause !== undefined && { cause }),
    remedy: 'nothing was installed: take another archive, or ask its authors',
  });
}
