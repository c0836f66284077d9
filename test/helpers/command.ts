import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough, Readable, type Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createColors } from 'picocolors';
import type { SyncReport } from '../../src/catalog/sync-report.ts';
import { exitCodeOf, type ExitCode } from '../../src/cli/exit.ts';
import { portSummary } from '../../src/cli/port-report.ts';
import { runCommand } from '../../src/cli/run-command.ts';
import type { RunStatus } from '../../src/ledger/ledger.ts';
import { SecretMask } from '../../src/lib/secret-mask.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const LOADER = new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;

/** The program and the arguments that run `longshore` from its sources. */
export const LONGSHORE = [process.execPath, '--import', LOADER, MAIN] as const;

/** How a command ended, and what it said. */
export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** @default nothing */
  readonly stdin?: Readable;
  /** Replaces the stdout whose text is in the result. */
  readonly stdout?: Writable;
  /** Replaces the stderr whose text is in the result. */
  readonly stderr?: Writable;
  /** Stops the command, as Ctrl-C does. */
  readonly signal?: AbortSignal;
  /** Called once, when the command has said something on stdout. */
  onOutput?(): void;
}

/** What a command that runs has said so far, and its exit code once it has ended. */
export interface RunningCommand<Code extends number | null> {
  readonly said: { readonly stdout: string; readonly stderr: string };
  readonly ended: Promise<Code>;
}

/** The command that runs in this process now. */
let running: string | undefined;

/**
 * Runs `longshore` in this process, with nothing of ours in its environment. The AWS SDK takes its settings
 * from `process.env`, which is the command's while it runs.
 *
 * @throws {Error} when another command runs: there is one environment. Use `spawnLongshore` for the other.
 */
export async function longshore(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { said, ended } = startLongshore(args, options);
  return { exitCode: await ended, ...said };
}

/** The same, without waiting for its end. */
export function startLongshore(
  args: readonly string[],
  options: CommandOptions = {},
): RunningCommand<number> {
  const name = `longshore ${args.join(' ')}`;
  if (running !== undefined)
    throw new Error(`"${running}" still runs: "${name}" has to wait for it`);
  running = name;
  const { env: before } = process;
  const env = environment(options.env);
  process.env = { ...env };
  const said = { stdout: '', stderr: '' };
  const ended = runHere(args, env, options, said).finally(() => {
    process.env = before;
    running = undefined;
  });
  return { said, ended };
}

async function runHere(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  options: CommandOptions,
  said: { stdout: string; stderr: string },
): Promise<number> {
  const stdout = new PassThrough({ encoding: 'utf8' }).on('data', (text: string) => {
    if (said.stdout === '') options.onOutput?.();
    said.stdout += text;
  });
  const stderr = new PassThrough({ encoding: 'utf8' }).on('data', (text: string) => {
    said.stderr += text;
  });
  const exitCode = await runCommand(args, {
    stdout: options.stdout ?? stdout,
    stderr: options.stderr ?? stderr,
    stdin: () => options.stdin ?? Readable.from([]),
    env,
    cwd: options.cwd ?? ROOT,
    secrets: new SecretMask(),
    signal: options.signal ?? new AbortController().signal,
  });
  await Promise.all([stdout, stderr].map((stream) => finished(stream.end())));
  return exitCode;
}

export interface ProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** A descriptor, `ignore` to throw stdout away unread, or `close` to stop reading at once, as `head` does. */
  readonly stdout?: number | 'ignore' | 'close';
  /** What stdin says, without coming to an end. @default nothing, and an end */
  readonly stdin?: string;
  /** Called once, when the command has said something on stdout. */
  onOutput?(kill: (signal: NodeJS.Signals) => void): void;
  /** Kill it, as `kill -9` does, after this time. */
  readonly killAfterMs?: number;
  readonly nodeOptions?: readonly string[];
}

/** What a process said on the descriptor 3 as well. */
export interface ProcessResult extends CommandResult {
  readonly third: string;
}

/** A command in a process of its own. */
export interface LongshoreProcess extends RunningCommand<number | null> {
  readonly said: { readonly stdout: string; readonly stderr: string; readonly third: string };
  readonly pid: number | undefined;
  kill(signal: NodeJS.Signals): void;
}

/**
 * Runs `longshore` as a user does, in a process of its own: for what only a process shows, which are signals,
 * descriptors, V8's own settings and exit codes. It costs seconds of CPU.
 */
export async function spawnLongshore(
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessResult> {
  const { said, ended } = startProcess(args, options);
  return { exitCode: await ended, ...said };
}

/** The same, without waiting for its end. */
export function startProcess(
  args: readonly string[],
  options: ProcessOptions = {},
): LongshoreProcess {
  const { nodeOptions = [], stdin, killAfterMs } = options;
  const out = options.stdout === 'close' ? 'pipe' : (options.stdout ?? 'pipe');
  const child = spawn(process.execPath, [...nodeOptions, '--import', LOADER, MAIN, ...args], {
    cwd: ROOT,
    env: environment(options.env),
    stdio: [stdin === undefined ? 'ignore' : 'pipe', out, 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '', third: '' };
  const kill = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  const listen = (stream: Readable | null | undefined, to: keyof typeof said): void => {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const isFirst = said[to] === '';
      said[to] += text;
      if (to !== 'stdout') return;
      if (isFirst) options.onOutput?.(kill);
      if (options.stdout === 'close') stream.destroy();
    });
  };
  listen(child.stdout, 'stdout');
  listen(child.stderr, 'stderr');
  const third = child.stdio[3];
  listen(third instanceof Readable ? third : undefined, 'third');
  if (stdin !== undefined) child.stdin?.write(stdin);
  const timer =
    killAfterMs === undefined
      ? undefined
      : setTimeout(() => {
          kill('SIGKILL');
        }, killAfterMs);
  const ended = once(child, 'close').then(() => {
    clearTimeout(timer);
    return child.exitCode;
  });
  return { said, ended, pid: child.pid, kill };
}

/** The environment that points Longshore at a sandbox's whole organization. */
export function environmentOf(sandbox: Sandbox): Readonly<Record<string, string>> {
  return {
    ...sandbox.environment,
    OCEAN__INTEGRATION__CONFIG__ACCOUNT_ROLE_ARN: sandbox.roleArn(sandbox.managementAccountId),
  };
}

/** What a command makes of a run into Port: its exit code, and its words on a terminal without colours. */
export function describeSync(
  status: RunStatus,
  report: SyncReport,
): { readonly exitCode: ExitCode; readonly text: string } {
  return {
    exitCode: exitCodeOf(status),
    text: portSummary(report, { colours: createColors(false), width: undefined }),
  };
}

/** What every command has in its environment. */
function environment(env: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const { PATH = '' } = process.env;
  return {
    PATH,
    HOME: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...env,
  };
}
