import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { installPlugin, SOURCE } from '../../app/cost/installed-plugins/install-plugin.ts';
import { removePlugin } from '../../app/cost/installed-plugins/remove-plugin.ts';
import { networkOf } from '../../app/network.ts';
import {
  installedPlugin,
  installedPlugins,
  type InstalledPlugin,
} from '../../cost/engine/plugins/installed-plugins.ts';
import { isRegionText } from '../../cost/engine/plugins/plugin-names.ts';
import { visible } from '../../lib/cell-text.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { parseFlags } from '../names.ts';
import { columns, PluginFlags, pluginFolder, write } from '../plugin-folder.ts';
import { storeSettings, StoreFlags } from '../store-flags.ts';
import type { Terminal } from '../terminal.ts';

const InstallFlags = StoreFlags.extend({
  pluginDir: z.string().optional(),
  force: z.boolean().default(false),
  save: z.boolean().default(true),
  clean: z.boolean().default(false),
  fallbackToLatest: z.boolean().default(false),
  fallback: z.boolean().default(true),
  metadata: z.array(z.string()).default([]),
  name: z.string().optional(),
  pluginVersion: z.string().optional(),
  checksum: z
    .string()
    .regex(/^(?:sha256:)?[0-9a-f]{64}$/i, 'must be a SHA-256 checksum')
    .transform((text) => text.replace(/^sha256:/i, '').toLowerCase())
    .optional(),
});
type InstallFlags = z.output<typeof InstallFlags>;

/** `longshore plugin list`: what is installed. */
export async function runPluginList(flags: object, terminal: Terminal): Promise<ExitCode> {
  const { pluginDir, output, verbose } = parseFlags(PluginFlags, flags);
  const folder = pluginFolder(pluginDir, terminal);
  const { plugins, problems } = await installedPlugins(folder);
  if (output === 'json') {
    write(terminal, JSON.stringify({ folder, plugins: plugins.map(jsonOf), problems }, null, 2));
    return EXIT.complete;
  }
  for (const problem of problems) terminal.stderr.write(`${visible(problem)}\n`);
  if (plugins.length === 0) {
    write(terminal, `No plugins in ${folder}. Install one: longshore plugin install`);
    return EXIT.complete;
  }
  const head = ['Name', 'Version', 'Providers', ...(verbose ? ['Versions', 'Path'] : [])];
  const rows = plugins.map(({ name, version, manifest, versions, binary }) => [
    ...[name, version, manifest?.providers?.join(', ') ?? '-'],
    ...(verbose ? [versions.join(', '), binary ?? 'no file that can be run'] : []),
  ]);
  const lines = [head, ...rows.map((row) => row.map(visible))];
  write(terminal, columns(lines));
  return EXIT.complete;
}

/** `longshore plugin install`: from a file, a folder or a listing of releases. */
export async function runPluginInstall(
  source: string,
  flags: object,
  terminal: Terminal,
): Promise<ExitCode> {
  const given = parseFlags(InstallFlags, flags);
  await install(source, given, terminal);
  return EXIT.complete;
}

async function install(source: string, given: InstallFlags, terminal: Terminal): Promise<void> {
  const { cwd, signal } = terminal;
  const settings = await storeSettings(given, terminal);
  const { force, save: saves, clean: cleans, name, pluginVersion: version, checksum } = given;
  const done = await installPlugin({
    ...{ source, force, saves, cleans, name, version, checksum, cwd, signal },
    folder: pluginFolder(given.pluginDir, terminal),
    mayFallBack: given.fallbackToLatest && given.fallback,
    metadata: metadataOf(given.metadata),
    machine: { platform: process.platform, arch: process.arch },
    network: networkOf(settings.network),
  });
  write(terminal, `Installed ${done.name} ${done.version} in ${done.folder}`);
  if (done.removed.length > 0) write(terminal, `Removed ${done.removed.join(', ')}`);
}

/** `longshore plugin update`: what was installed from releases, in the newest version. */
export async function runPluginUpdate(
  name: string | undefined,
  flags: object,
  terminal: Terminal,
): Promise<ExitCode> {
  const given = parseFlags(InstallFlags, flags);
  const folder = pluginFolder(given.pluginDir, terminal);
  const plugins =
    name === undefined
      ? (await installedPlugins(folder)).plugins
      : [await installedPlugin(folder, name)];
  for (const plugin of plugins) {
    const source = await savedSource(plugin);
    if (source === undefined) {
      terminal.stderr.write(`${plugin.name} was not installed from releases: install it again\n`);
      continue;
    }
    const { version } = plugin;
    const region = plugin.metadata.get('region');
    const metadata = region === undefined ? [] : [`region=${region}`];
    try {
      await install(source, { ...given, name: plugin.name, metadata }, terminal);
    } catch (error) {
      const isNewest = error instanceof Error && error.message.endsWith('is installed already');
      if (!isNewest) throw error;
      write(terminal, `${plugin.name} ${version} is the newest version`);
    }
  }
  return EXIT.complete;
}

const Saved = z.object({ url: z.url() });

async function savedSource({ folder }: InstalledPlugin): Promise<string | undefined> {
  const text = await readFile(path.join(folder, SOURCE), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return Saved.parse(JSON.parse(text)).url;
  } catch {
    return undefined; // not one that we wrote
  }
}

/** `longshore plugin remove`: all versions, or one of them. */
export async function runPluginRemove(
  named: string,
  flags: object,
  terminal: Terminal,
): Promise<ExitCode> {
  const { pluginDir } = parseFlags(PluginFlags, flags);
  const [name = '', version] = named.split('@');
  const removed = await removePlugin(pluginFolder(pluginDir, terminal), name, version);
  write(terminal, `Removed ${name} ${removed.join(', ')}`);
  return EXIT.complete;
}

/** `longshore plugin validate`: are the files as they must be? */
export async function runPluginValidate(
  name: string | undefined,
  flags: object,
  terminal: Terminal,
): Promise<ExitCode> {
  const { pluginDir } = parseFlags(PluginFlags, flags);
  const folder = pluginFolder(pluginDir, terminal);
  const found =
    name === undefined
      ? await installedPlugins(folder)
      : { plugins: [await installedPlugin(folder, name)], problems: [] };
  const problems = [...found.problems];
  for (const plugin of found.plugins) {
    const own = [
      ...plugin.problems,
      ...(plugin.binary === undefined ? [`${plugin.folder} has no file that can be run`] : []),
    ];
    problems.push(...own);
    write(
      terminal,
      `${plugin.name} ${plugin.version}: ${own.length === 0 ? 'valid' : 'not valid'}`,
    );
  }
  for (const problem of problems) write(terminal, `  ${visible(problem)}`);
  return problems.length === 0 ? EXIT.complete : EXIT.error;
}

function metadataOf(texts: readonly string[]): Readonly<Record<string, string>> {
  const pairs = texts.map((text): readonly [string, string] => {
    const at = text.indexOf('=');
    const [key, value] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
    const isWrong = !/^[\w.-]{1,64}$/.test(key) || key === '__proto__' || value === '';
    if (isWrong || (key === 'region' && !isRegionText(value))) {
      throw new ConfigurationError(`--metadata: "${text}" cannot be used`, {
        remedy: 'write it as region=eu-west-1',
      });
    }
    return [key, value];
  });
  return Object.fromEntries(pairs);
}

function jsonOf({
  name,
  version,
  versions,
  binary,
  folder,
  manifest,
  metadata,
  problems,
}: InstalledPlugin): object {
  const facts = { name, version, versions, folder, binary: binary ?? null };
  return { ...facts, manifest: manifest ?? null, metadata: Object.fromEntries(metadata), problems };
}
