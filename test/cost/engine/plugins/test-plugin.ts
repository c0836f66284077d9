import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  HostedPlugin,
  type HostLimits,
} from '../../../../src/cost/engine/plugins/hosted-plugin.ts';
import { installedPlugin } from '../../../../src/cost/engine/plugins/installed-plugins.ts';

const PLUGIN = fileURLToPath(new URL('fixtures/plugin.mjs', import.meta.url));

/** How a plugin for tests behaves: see fixtures/plugin.mjs. */
export type Behaviour = Readonly<Record<string, unknown>>;

/** A folder of plugins that is removed at the end. */
export interface PluginFolder extends AsyncDisposable {
  readonly folder: string;
  install(
    name: string,
    behaviour: Behaviour,
    metadata?: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** Writes a plugin that is a shell script. */
  script(name: string, text: string): Promise<void>;
  /** The calls that a plugin has had, by method. */
  calls(name: string): Promise<ReadonlyMap<string, number>>;
  /** What it was sent. */
  received(name: string): Promise<string>;
  host(name: string, limits?: Partial<HostLimits>, signal?: AbortSignal): Promise<HostedPlugin>;
}

export async function pluginFolder(): Promise<PluginFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-plugins-'));
  const log = (name: string): string => path.join(folder, `.calls-${name}`);
  const write = async (name: string, text: string): Promise<void> => {
    const file = path.join(folder, name, '1.0.0', `finfocus-plugin-${name}`);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    await chmod(file, 0o755);
  };
  const received = (name: string): Promise<string> => readFile(log(name), 'utf8').catch(() => '');
  return {
    folder,
    received,
    script: write,
    async install(name, behaviour, metadata) {
      const told = JSON.stringify({ name, callsFile: log(name), ...behaviour }).replaceAll(
        "'",
        "'\\''",
      );
      await write(name, `#!/bin/sh\nexec '${process.execPath}' '${PLUGIN}' '${told}' "$@"\n`);
      if (metadata === undefined) return;
      const file = path.join(folder, name, '1.0.0', 'plugin.metadata.json');
      await writeFile(file, JSON.stringify(metadata));
    },
    async calls(name) {
      const counts = new Map<string, number>();
      for (const line of (await received(name)).split('\n')) {
        const [method = ''] = line.split(' ', 1);
        if (method !== '') counts.set(method, (counts.get(method) ?? 0) + 1);
      }
      return counts;
    },
    async host(name, limits = {}, signal = new AbortController().signal) {
      const { PATH } = process.env;
      return new HostedPlugin(await installedPlugin(folder, name), {
        env: { PATH },
        limits,
        signal,
      });
    },
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Does a process with this id run? One that has ended and waits for its parent does not. */
export function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', `${pid}`], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.includes('Z');
}

export function resource(id: string, more: object = {}): object {
  return {
    ...{ id, provider: 'aws', resourceType: 'aws:ec2/instance:Instance' },
    ...{ sku: 't3.micro', region: 'us-east-1', ...more },
  };
}
