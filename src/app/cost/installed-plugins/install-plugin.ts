import { chmod, copyFile, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installedPlugin } from '../../../cost/engine/plugins/installed-plugins.ts';
import { PluginError } from '../../../cost/engine/plugins/plugin-error.ts';
import { METADATA } from '../../../cost/engine/plugins/plugin-manifest.ts';
import { errorCode } from '../../../lib/error-code.ts';
import { makeFolder } from '../../../lib/make-folder.ts';
import type { Network } from '../../../lib/network/network.ts';
import { ReleaseSource } from './fetch-release.ts';
import { copyFolder, identityOf, rootOf } from './plugin-files.ts';
import { sourceOf, type PluginHints, type PluginSource } from './plugin-source.ts';
import type { Platform } from './release-listing.ts';
import { removeVersion } from './remove-plugin.ts';
import { unpackTar } from './unpack-tar.ts';
import { unpackZip } from './unpack-zip.ts';

/** Beside the binary: where it was installed from, for updates. */
export const SOURCE = 'plugin.source.json';

export interface InstallOptions {
  /** A file, a folder, a URL of releases, `github.com/owner/repository`; with `@version`. */
  readonly source: string;
  /** The folder of plugins. */
  readonly folder: string;
  /** @default what the manifest or the names of files say */
  readonly name?: string | undefined;
  /** @default what the release, the manifest or the names of files say */
  readonly version?: string | undefined;
  /** SHA-256 of an archive that comes over HTTP. @default what the release says */
  readonly checksum?: string | undefined;
  /** Replace the same version. */
  readonly force: boolean;
  /** Remember the source for updates. */
  readonly saves: boolean;
  /** Remove the other versions. */
  readonly cleans: boolean;
  readonly mayFallBack: boolean;
  /** For `plugin.metadata.json`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly machine: Platform;
  readonly network: Network;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

export interface InstalledVersion {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** Other versions that were removed. */
  readonly removed: readonly string[];
}

/**
 * Installs a plugin. It is unpacked aside and renamed: other processes see all of it, or nothing.
 *
 * @throws {PluginError} for an archive that is not safe, and when nothing can be installed from the source
 */
export async function installPlugin(options: InstallOptions): Promise<InstalledVersion> {
  const { folder, force, cleans } = options;
  const source = await sourceOf(options);
  await makeFolder(folder);
  const stage = await mkdtemp(path.join(folder, '.install-'));
  try {
    const content = path.join(stage, 'content');
    await mkdir(content);
    const hints = await fill(content, stage, source, options);
    const root = await rootOf(content);
    const { name, version } = await identityOf(root, hints, options);
    await addFacts(root, source, options);
    const plugins = path.join(stage, 'plugins');
    const staged = path.join(plugins, name, version);
    await mkdir(path.dirname(staged), { recursive: true });
    await rename(root, staged);
    await checkInstalled(plugins, name);
    const target = path.join(folder, name, version);
    await makeFolder(path.dirname(target));
    await replace(staged, target, { stage, force, name, version });
    const removed = cleans ? await othersRemoved(folder, name, version) : [];
    return { name, version, folder: target, removed };
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** @returns what is known of the plugin before its files are read */
async function fill(
  content: string,
  stage: string,
  source: PluginSource,
  options: InstallOptions,
): Promise<PluginHints> {
  const { signal, network, checksum, machine, mayFallBack, metadata } = options;
  const archive = path.join(stage, 'archive');
  switch (source.type) {
    case 'folder':
      await copyFolder(source.path, content);
      return source.hints;
    case 'archive':
      await unpack(source.path, source.path, content, signal);
      return source.hints;
    case 'binary': {
      const file = path.join(content, path.basename(source.path));
      await copyFile(source.path, file);
      await chmod(file, 0o755);
      return source.hints;
    }
    case 'releases': {
      using releases = new ReleaseSource(options.source, network, signal);
      const asset = await releases.find(source.url, {
        ...machine,
        ...{ source: options.source, version: source.version, mayFallBack },
        region: metadata['region'],
      });
      await releases.download(asset.url, archive, checksum ?? (await releases.checksum(asset)));
      await unpack(archive, asset.name, content, signal);
      return { name: source.name, version: asset.version };
    }
    case 'download': {
      using releases = new ReleaseSource(options.source, network, signal);
      if (checksum === undefined) {
        throw new PluginError(source.file, 'invalid', 'a download needs a checksum', {
          remedy: 'give its SHA-256 with --checksum, or the URL of a listing of releases',
        });
      }
      await releases.download(source.url, archive, checksum);
      await unpack(archive, source.file, content, signal);
      return source.hints;
    }
  }
}

async function unpack(
  archive: string,
  name: string,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  await (/\.zip$/i.test(name) ? unpackZip : unpackTar)(archive, folder, signal);
}

async function addFacts(
  root: string,
  source: PluginSource,
  { metadata, saves }: InstallOptions,
): Promise<void> {
  if (Object.keys(metadata).length > 0) {
    await writeFile(path.join(root, METADATA), `${JSON.stringify(metadata, null, 2)}\n`);
  }
  const file = path.join(root, SOURCE);
  // An archive may bring one: it would decide what an update downloads.
  await rm(file, { force: true, recursive: true });
  if (saves && source.type === 'releases') {
    await writeFile(file, `${JSON.stringify({ url: source.url, name: source.name }, null, 2)}\n`);
  }
}

/** @throws {PluginError} for files that make no plugin */
async function checkInstalled(plugins: string, name: string): Promise<void> {
  const { binary, manifest } = await installedPlugin(plugins, name);
  if (manifest?.name !== undefined && manifest.name !== name) {
    const message = `its manifest is of ${JSON.stringify(manifest.name)}`;
    throw new PluginError(name, 'invalid', message, { remedy: 'install it without --name' });
  }
  if (binary !== undefined) return;
  const message = `it has no file that can be run, such as finfocus-plugin-${name}`;
  const remedy = 'nothing was installed: make its binary executable';
  throw new PluginError(name, 'invalid', message, { remedy });
}

interface Replacement {
  readonly stage: string;
  readonly force: boolean;
  readonly name: string;
  readonly version: string;
}

async function replace(
  from: string,
  target: string,
  { stage, force, name, version }: Replacement,
): Promise<void> {
  const remedy = 'replace it with --force';
  const isThere = await stat(target).then(
    () => true,
    () => false,
  );
  if (isThere && !force) {
    throw new PluginError(name, 'invalid', `version ${version} is installed already`, { remedy });
  }
  const old = path.join(stage, 'old');
  if (isThere) await rename(target, old);
  try {
    await rename(from, target);
  } catch (error) {
    if (isThere) await rename(old, target);
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
    const message = `version ${version} was installed meanwhile`;
    throw new PluginError(name, 'invalid', message, { cause: error, remedy });
  }
}

async function othersRemoved(
  folder: string,
  name: string,
  version: string,
): Promise<readonly string[]> {
  const { versions } = await installedPlugin(folder, name);
  const others = versions.filter((one) => one !== version);
  for (const one of others) await removeVersion(folder, name, one);
  return others;
}
