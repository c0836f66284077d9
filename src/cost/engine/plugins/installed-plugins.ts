import { constants } from 'node:fs';
import { access, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../../lib/error-code.ts';
import { PluginError } from './plugin-error.ts';
import { MANIFEST, METADATA, readPluginFacts, type PluginManifest } from './plugin-manifest.ts';
import {
  checkedPluginName,
  compareVersions,
  isPluginName,
  isPluginVersion,
  isRegionText,
} from './plugin-names.ts';

/** A plugin in `<folder>/<name>/<version>/`, in its newest version. */
export interface InstalledPlugin {
  readonly name: string;
  /** As the folder is named; a leading `v` is left out. */
  readonly version: string;
  /** The folder of the version. */
  readonly folder: string;
  /** Undefined where the folder has nothing that can be run. */
  readonly binary: string | undefined;
  readonly manifest: PluginManifest | undefined;
  readonly metadata: ReadonlyMap<string, string>;
  /** All versions that are there, newest first. */
  readonly versions: readonly string[];
  /** For a person: what is wrong with its files, and what is ignored. */
  readonly problems: readonly string[];
}

export interface InstalledPlugins {
  /** By name. */
  readonly plugins: readonly InstalledPlugin[];
  /** What is in the folder and is no plugin. */
  readonly problems: readonly string[];
}

/** A folder with more is no folder of plugins. */
const MOST_ENTRIES = 1_000;

/** The plugins of a folder. A folder that does not exist has none. */
export async function installedPlugins(folder: string): Promise<InstalledPlugins> {
  const plugins: InstalledPlugin[] = [];
  const problems: string[] = [];
  for (const name of await foldersIn(folder)) {
    if (name.startsWith('.')) continue;
    if (!isPluginName(name)) {
      problems.push(`${path.join(folder, name)}: this is not the name of a plugin`);
      continue;
    }
    const found = await newestOf(folder, name);
    if (typeof found === 'string') problems.push(found);
    else plugins.push(found);
  }
  return { plugins: plugins.sort((one, other) => (one.name < other.name ? -1 : 1)), problems };
}

/**
 * The plugin of this name.
 *
 * @throws {PluginError} for a name that cannot be one, and when it is not installed
 */
export async function installedPlugin(folder: string, name: string): Promise<InstalledPlugin> {
  const found = await newestOf(folder, checkedPluginName(name));
  if (typeof found !== 'string') return found;
  throw new PluginError(name, 'not-found', `it is not installed in ${folder}`);
}

async function newestOf(folder: string, name: string): Promise<InstalledPlugin | string> {
  const place = path.join(folder, name);
  const all = await foldersIn(place);
  const versions = all.filter(isPluginVersion).sort((one, other) => compareVersions(other, one));
  const [newest] = versions;
  if (newest === undefined) return `${place} has no version such as 1.2.3`;
  const inside = path.join(place, newest);
  if (!(await isInside(folder, inside))) return `${inside} leads out of the folder of plugins`;
  const { manifest, metadata, problems } = await readPluginFacts(inside);
  const ignored = all.filter((one) => !one.startsWith('.') && !isPluginVersion(one));
  return {
    name,
    version: newest.replace(/^v/, ''),
    folder: inside,
    binary: await binaryIn(inside, name, metadata.get('region')),
    manifest,
    metadata,
    versions: versions.map((one) => one.replace(/^v/, '')),
    problems: [
      ...problems,
      ...ignored.map((one) => `${path.join(place, one)}: this is not a version; it is ignored`),
      ...(manifest?.name !== undefined && manifest.name !== name
        ? [`${path.join(inside, MANIFEST)} is of plugin ${JSON.stringify(manifest.name)}`]
        : []),
    ],
  };
}

/** The file to run, of those that may be it. */
async function binaryIn(
  folder: string,
  name: string,
  region: string | undefined,
): Promise<string | undefined> {
  const ofRegion =
    region !== undefined && isRegionText(region) ? [`finfocus-plugin-${name}-${region}`] : [];
  const named = [...ofRegion, `finfocus-plugin-${name}`, name, `pulumicost-plugin-${name}`];
  const files = await readdir(folder).catch(() => []);
  const others = files
    .filter((file) => file !== MANIFEST && file !== METADATA && !file.startsWith('.'))
    .sort()
    .slice(0, MOST_ENTRIES);
  const suffixes = process.platform === 'win32' ? ['.exe', ''] : [''];
  for (const file of [...named.flatMap((one) => suffixes.map((end) => one + end)), ...others]) {
    const full = path.join(folder, file);
    if ((await isExecutable(full)) && (await isInside(folder, full))) return full;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** Does a path stay in a folder, also through links? */
async function isInside(folder: string, file: string): Promise<boolean> {
  const [outer, inner] = await Promise.all([realpath(folder), realpath(file)]);
  return inner.startsWith(outer.endsWith(path.sep) ? outer : outer + path.sep);
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  let names: readonly string[];
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    names = entries
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map(({ name }) => name);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return [];
    throw new PluginError(path.basename(folder), 'invalid', `${folder} cannot be read`, {
      cause: error,
      remedy: 'make the folder of plugins readable',
    });
  }
  if (names.length <= MOST_ENTRIES) return [...names].sort();
  throw new PluginError(path.basename(folder), 'invalid', `${folder} has ${names.length} entries`, {
    remedy: `give a folder with at most ${MOST_ENTRIES} plugins`,
  });
}
