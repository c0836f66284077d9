import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A run in a separate process that can be killed. */
export interface KilledRun {
  readonly env: Readonly<Record<string, string>>;
  /** The file with the mapping. */
  readonly config: string;
  readonly signal: 'SIGKILL' | 'SIGTERM';
  /** Called with a function that kills the process, to call at the right moment or never. */
  ready(kill: () => void): void;
}

/** Longer than a run without faults, in milliseconds. */
const LONGEST_RUN_MS = 60_000;

/** Runs `longshore resync --sink port` as a user does; returns how the process ended. */
export async function runAndKill({ env, config, signal, ready }: KilledRun): Promise<string> {
  const { PATH = '' } = process.env;
  const loader = new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;
  const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
  const args = ['--import', loader, main, 'resync', '--sink', 'port', '--config', config];
  const child = spawn(process.execPath, args, {
    env: { PATH, HOME: '/nonexistent', ...env },
    stdio: 'ignore',
  });
  ready(() => child.kill(signal));
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_RUN_MS);
  await once(child, 'close');
  clearTimeout(timer);
  return child.signalCode ?? `exit code ${child.exitCode ?? 'unknown'}`;
}
