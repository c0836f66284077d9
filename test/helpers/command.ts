import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** How a command ended, and what it said. */
export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Called once, when the command has said something on stdout. */
  onOutput?(kill: (signal: NodeJS.Signals) => void): void;
  /** Kill it, as `kill -9` does, after this time. */
  readonly killAfterMs?: number;
  /** Stop reading stdout at once, as `head` does. */
  readonly closeStdout?: boolean;
  /** Throw stdout away unread. */
  readonly ignoreStdout?: boolean;
  readonly nodeOptions?: readonly string[];
}

/** Runs `longshore` as a user does: a process of its own, with nothing of ours in its environment. */
export async function longshore(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { PATH = '' } = process.env;
  const { nodeOptions = [], cwd = ROOT } = options;
  const loader = new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;
  const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
  const child = spawn(process.execPath, [...nodeOptions, '--import', loader, main, ...args], {
    cwd,
    env: { PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', ...options.env },
    stdio: ['ignore', options.ignoreStdout === true ? 'ignore' : 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    if (stdout === '') options.onOutput?.((signal) => child.kill(signal));
    stdout += text;
    if (options.closeStdout === true) child.stdout?.destroy();
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const timer =
    options.killAfterMs === undefined
      ? undefined
      : setTimeout(() => child.kill('SIGKILL'), options.killAfterMs);
  await once(child, 'close');
  clearTimeout(timer);
  return { exitCode: child.exitCode, stdout, stderr };
}

/** The environment that points Longshore at a sandbox's whole organization. */
export function environmentOf(sandbox: Sandbox): Readonly<Record<string, string>> {
  return {
    ...sandbox.environment,
    OCEAN__INTEGRATION__CONFIG__ACCOUNT_ROLE_ARN: sandbox.roleArn(sandbox.managementAccountId),
  };
}
