import { chmod, copyFile, lstat, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { PluginError } from '../../../cost/engine/plugins/plugin-error.ts';
import { readPluginFacts } from '../../../cost/engine/plugins/plugin-manifest.ts';
import { checkedPluginName, isPluginVersion } from '../../../cost/engine/plugins/plugin-names.ts';
import type { PluginHints } from './plugin-source.ts';
import { checkedTotals } from './safe-entry.ts';

const BINARY_NAME = /^(?:finfocus|pulumicost)-plugin-([a-z0-9][a-z0-9._-]*?)(?:\.exe)?$/i;
const EXECUTE = 0o111;

/**
 * Copies files and folders.
 *
 * @throws {PluginError} for a link, which would lead out of the folder later
 */
export async function copyFolder(
  from: string,
  to: string,
  totals = { files: 0, bytes: 0 },
): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) {
      await mkdir(target);
      await copyFolder(source, target, totals);
    } else if (entry.isFile()) {
      const { size, mode } = await lstat(source);
      totals.files += 1;
      totals.bytes += size;
      checkedTotals(from, totals.files, totals.bytes);
      await copyFile(source, target);
      await chmod(target, (mode & EXECUTE) === 0 ? 0o644 : 0o755);
    } else {
      throw new PluginError(path.basename(from), 'invalid', `${source} is a link or a device`, {
        remedy: 'nothing was installed: replace it with a file',
      });
    }
  }
}

/** The folder with the files: archives may have one around them. */
export async function rootOf(content: string): Promise<string> {
  const entries = await readdir(content, { withFileTypes: true });
  const [only] = entries;
  const isAround = entries.length === 1 && only?.isDirectory() === true;
  return isAround ? path.join(content, only.name) : content;
}

/** @throws {PluginError} when nothing tells the name or the version */
export async function identityOf(
  root: string,
  hints: PluginHints,
  given: Partial<PluginHints>,
): Promise<{ readonly name: string; readonly version: string }> {
  const { manifest } = await readPluginFacts(root);
  const files = await readdir(root);
  const [, ofBinary] =
    files.map((file) => BINARY_NAME.exec(file)).find((one) => one !== null) ?? [];
  const name = checkedPluginName(given.name ?? manifest?.name ?? ofBinary ?? hints.name ?? '');
  const version = (given.version ?? hints.version ?? manifest?.version ?? '').replace(/^v/, '');
  if (isPluginVersion(version)) return { name, version };
  const message = `its version ${JSON.stringify(version)} is not like 1.2.3`;
  throw new PluginError(name, 'invalid', message, { remedy: 'give it with --plugin-version' });
}
