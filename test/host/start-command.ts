import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../src/cli/run-command.ts';
import { SecretMask } from '../../src/lib/secret-mask.ts';
import { ServedHost, type StartedCommand } from './served-host.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const LOADER = new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;

type Environment = Readonly<Record<string, string>>;

/** The command that has the environment of this process now. */
let running: string | undefined;

/**
 * Starts `longshore` in this process: `['serve', '--state', folder]`. The AWS SDK takes its settings from
 * `process.env`, which is the command's until it has ended.
 *
 * @throws {Error} while another command runs: there is one environment
 */
export function startHere(env: Environment, args: readonly string[]): ServedHost {
  const name = `longshore ${args.join(' ')}`;
  if (running !== undefined)
    throw new Error(`"${running}" still runs: "${name}" has to wait for it`);
  running = name;
  const { env: before } = process;
  const own = withDefaults(env);
  process.env = { ...own };
  const command = commandHere(own, args);
  const ended = command.ended.finally(() => {
    process.env = before;
    running = undefined;
  });
  return new ServedHost({ ...command, ended });
}

function commandHere(env: Environment, args: readonly string[]): StartedCommand {
  const controller = new AbortController();
  const said = { stdout: '', stderr: '' };
  const outputs = {
    stdout: new PassThrough({ encoding: 'utf8' }),
    stderr: new PassThrough({ encoding: 'utf8' }),
  };
  collect(outputs, said);
  const run = async (): Promise<number> => {
    const exitCode = await runCommand(args, {
      ...outputs,
      stdin: () => Readable.from([]),
      env,
      cwd: ROOT,
      secrets: new SecretMask(),
      signal: controller.signal,
    });
    await Promise.all(Object.values(outputs).map((stream) => finished(stream.end())));
    return exitCode;
  };
  const stop = (): void => {
    controller.abort(new DOMException('stopped', 'AbortError'));
  };
  return { said, ended: run(), stop, kill: stop };
}

/** Starts `longshore` in a process of its own: for what only a process shows. It costs a second of CPU. */
export function spawnCommand(env: Environment, args: readonly string[]): ServedHost {
  const child = spawn(process.execPath, ['--import', LOADER, MAIN, ...args], {
    cwd: ROOT,
    env: withDefaults(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  collect(
    { stdout: child.stdout.setEncoding('utf8'), stderr: child.stderr.setEncoding('utf8') },
    said,
  );
  return new ServedHost({
    said,
    ended: once(child, 'close').then(() => child.exitCode),
    stop: () => {
      child.kill('SIGTERM');
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  });
}

/** Keeps what two streams say. */
function collect(
  streams: Readonly<Record<'stdout' | 'stderr', Readable>>,
  said: Record<'stdout' | 'stderr', string>,
): void {
  for (const name of ['stdout', 'stderr'] as const) {
    streams[name].on('data', (text: string) => {
      said[name] += text;
    });
  }
}

/** What every command has in its environment: nothing of ours. */
function withDefaults(env: Environment): Environment {
  const { PATH = '' } = process.env;
  return { PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', ...env };
}
