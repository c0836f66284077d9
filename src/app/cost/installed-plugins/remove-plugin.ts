import { mkdtemp, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { installedPlugin } from '../../../cost/engine/plugins/installed-plugins.ts';
import { PluginError } from '../../../cost/engine/plugins/plugin-error.ts';
import { checkedPluginName, isPluginVersion } from '../../../cost/engine/plugins/plugin-names.ts';
import { errorCode } from '../../../lib/error-code.ts';

/**
 * Removes a plugin, or one version of it.
 *
 * @returns the versions that were removed
 * @throws {PluginError} for one that is not installed
 */
export async function removePlugin(
  folder: string,
  name: string,
  version: string | undefined,
): Promise<readonly string[]> {
  const { versions } = await installedPlugin(folder, name);
  const wanted = version?.replace(/^v/, '');
  const removed = versions.filter((one) => wanted === undefined || one === wanted);
  if (removed.length === 0) {
    throw new PluginError(name, 'not-found', `version ${version ?? ''} is not installed`, {
      remedy: `it has ${versions.join(', ')}`,
    });
  }
  for (const one of removed) await removeVersion(folder, name, one);
  await rmdir(path.join(folder, name)).catch((error: unknown) => {
    const code = errorCode(error) ?? '';
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR'].includes(code)) throw error; // something else is in it
  });
  return removed;
}

/** Removes a version, at once for all readers. */
export async function removeVersion(folder: string, name: string, version: string): Promise<void> {
  checkedPluginName(name);
  if (!isPluginVersion(version)) return;
  const aside = await mkdtemp(path.join(folder, '.remove-'));
  try {
    for (const written of [version, `v${version}`]) {
      const place = path.join(folder, name, written);
      await rename(place, path.join(aside, written)).catch((error: unknown) => {
        if (errorCode(error) !== 'ENOENT') throw error;
      });
    }
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
