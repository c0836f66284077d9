import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { abortable } from '../../../lib/aborted.ts';
import { messageOf } from '../../../lib/errors.ts';
import { PluginLog } from './plugin-log.ts';

/** After SIGTERM. SDK-built plugins end their open calls first. */
const STOP_MS = 3_000;
/** For the last lines of a process that has ended. */
const DRAIN_MS = 100;

/**
 * Runs the plugin in place of the shell, with a process beside it that ends it when file 3 is closed: also when Longshore is
 * killed, a plugin does not stay behind. A line in file 3 says that the plugin has ended by itself.
 */
const GUARD = `
(
  trap '' TERM INT HUP
  if read -r ended <&3; then exit 0; fi
  kill -TERM -$$
  sleep ${STOP_MS / 1_000}
  kill -KILL -$$
) </dev/null >/dev/null 2>&1 &
exec 3<&-
exec "$@"
`;

export interface SpawnOptions {
  readonly binary: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Its stdout is for messages, and has no lines. */
  readonly isStdio?: boolean;
  onLine?(line: string): void;
}

/** A plugin's process, in a group of its own: Ctrl-C in a terminal reaches Longshore, which then stops it. */
export class PluginProcess {
  readonly log: PluginLog;
  readonly #child: ChildProcess;
  readonly #ended: Promise<string>;
  #end: string | undefined;
  #isClosed = false;

  constructor({ binary, args, env, isStdio = false, onLine }: SpawnOptions) {
    this.log = new PluginLog(onLine);
    const isGuarded = process.platform !== 'win32';
    this.#child = spawn(
      isGuarded ? '/bin/sh' : binary,
      isGuarded ? ['-c', GUARD, 'plugin', binary, ...args] : [...args],
      {
        env,
        detached: isGuarded,
        stdio: [isStdio ? 'pipe' : 'ignore', 'pipe', 'pipe', isGuarded ? 'pipe' : 'ignore'],
        windowsHide: true,
      },
    );
    const { stdout, stderr } = this.#child;
    if (!isStdio)
      stdout?.on('data', (chunk: Buffer) => {
        this.log.add('stdout', chunk);
      });
    stderr?.on('data', (chunk: Buffer) => {
      this.log.add('stderr', chunk);
    });
    const guard = this.#guard;
    for (const stream of [this.#child.stdin, stdout, stderr, guard]) {
      stream?.on('error', () => undefined); // the end of the process says more
    }
    this.#child.once('close', () => {
      this.#isClosed = true;
    });
    this.#ended = new Promise((resolve) => {
      const end = (how: string): void => {
        this.#end ??= how;
        guard?.end('ended\n');
        resolve(how);
      };
      this.#child.once('error', (error) => {
        end(`it could not be run: ${messageOf(error)}`);
      });
      this.#child.once('exit', (code, signal) => {
        end(signal === null ? `it ended with exit code ${code ?? 0}` : `it was ended by ${signal}`);
      });
    });
  }

  /** How it ended. Undefined while it runs. */
  get end(): string | undefined {
    return this.#end;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** For messages over stdin and stdout. */
  get pipes(): { readonly input: Writable; readonly output: Readable } | undefined {
    const { stdin, stdout } = this.#child;
    return stdin === null || stdout === null ? undefined : { input: stdin, output: stdout };
  }

  /** Resolves when it has ended, with how. */
  async ended(): Promise<string> {
    return await this.#ended;
  }

  /** Resolves when it has ended and its output is read, or shortly after. */
  async drained(): Promise<void> {
    if (this.#isClosed) return;
    await abortable(once(this.#child, 'close'), AbortSignal.timeout(DRAIN_MS)).catch(
      () => undefined,
    ); // a process that it left behind may hold its output open
  }

  /** SIGTERM, and SIGKILL for one that does not end by that. */
  async stop(graceMs = STOP_MS): Promise<void> {
    if (this.#end === undefined) {
      this.#kill('SIGTERM');
      const timer = setTimeout(() => {
        this.#kill('SIGKILL');
      }, graceMs);
      await this.#ended;
      clearTimeout(timer);
    }
    this.#kill('SIGKILL'); // what it started itself, and left behind
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) {
      stream?.destroy();
    }
  }

  get #guard(): Writable | undefined {
    const stream = this.#child.stdio[3];
    return stream !== undefined && stream !== null && 'write' in stream ? stream : undefined;
  }

  #kill(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(process.platform === 'win32' ? pid : -pid, signal);
    } catch {
      // The group is gone.
    }
  }
}
