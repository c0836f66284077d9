import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { installPlugin } from '../../app/cost/installed-plugins/install-plugin.ts';
import { PLUGIN_NAME } from '../../app/cost/served-plugin/plugin-service.ts';
import { VERSION } from '../../app/version.ts';
import { MANIFEST } from '../../cost/engine/plugins/plugin-manifest.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { parseFlags } from '../names.ts';
import { pluginFolder, write } from '../plugin-folder.ts';
import type { Terminal } from '../terminal.ts';
import { PluginServeFlags } from './plugin-serve.ts';

const Flags = PluginServeFlags.extend({ pluginDir: z.string().optional() });

/** `longshore plugin serve --install`: a script that FinFocus finds as the binary of plugin longshore. */
export async function runServeInstall(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  if (given.port !== undefined || given.stdio) {
    throw new ConfigurationError('--port and --stdio are given by who starts the plugin', {
      remedy: 'leave them out with --install',
    });
  }
  if (process.platform === 'win32') {
    throw new ConfigurationError('--install writes a script for a Unix shell', {
      remedy: 'on Windows, start longshore plugin serve yourself',
    });
  }
  const { cwd, signal } = terminal;
  const folder = pluginFolder(given.pluginDir, terminal);
  const source = await mkdtemp(path.join(tmpdir(), 'longshore-plugin-'));
  try {
    const script = `#!/bin/sh\nexec ${commandOf(given, cwd).map(quoted).join(' ')} "$@"\n`;
    await writeFile(path.join(source, `finfocus-plugin-${PLUGIN_NAME}`), script, { mode: 0o755 });
    const manifest = {
      ...{ name: PLUGIN_NAME, version: VERSION, author: 'Longshore', providers: ['aws'] },
      description: "Longshore's prices, bill and findings",
    };
    await writeFile(path.join(source, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    const installed = await installPlugin({
      ...{ source, folder, cwd, signal, metadata: {}, network: {} },
      ...{ force: true, saves: false, cleans: true, mayFallBack: false },
      machine: { platform: process.platform, arch: process.arch },
    });
    write(terminal, `Installed ${installed.name} ${installed.version} in ${installed.folder}`);
  } finally {
    await rm(source, { recursive: true, force: true });
  }
  return EXIT.complete;
}

/** This program, with absolute paths: plugins start in the folder of their caller. */
function commandOf(given: z.output<typeof Flags>, cwd: string): readonly string[] {
  const main = fileURLToPath(new URL(`../main${path.extname(import.meta.url)}`, import.meta.url));
  const files = [
    ['--prices', given.prices],
    ['--spec-dir', given.specDir],
    ['--settings', given.settings],
    ['--state', given.state ?? '.longshore'],
  ] as const;
  return [
    ...[process.execPath, ...process.execArgv, main, 'plugin', 'serve', '--basis', given.basis],
    ...files.flatMap(([flag, file]) => (file === undefined ? [] : [flag, path.resolve(cwd, file)])),
    ...(given.region === undefined ? [] : ['--region', given.region]),
  ];
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
