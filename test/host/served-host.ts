import { setTimeout as delay } from 'node:timers/promises';
import { ask, type Answer } from './http.ts';

/** How long a test waits for what shall come: only a failing one waits so long. */
const LONGEST_WAIT_MS = 30_000;

/** A line of the host's log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

/** A command that has been started, here or in a process of its own. */
export interface StartedCommand {
  /** What it has written so far. */
  readonly said: { readonly stdout: string; readonly stderr: string };
  /** Its exit code, once it has ended; null when a signal has ended it. */
  readonly ended: Promise<number | null>;
  /** Asks it to stop, as orchestrators do. */
  stop(): void;
  /** Ends it as fast as can be. */
  kill(): void;
}

/** Waits until something is so. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  describe: () => string = () => '',
): Promise<void> {
  const end = Date.now() + LONGEST_WAIT_MS;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`it did not come to ${isSo.toString()}\n${describe()}`);
    await delay(20);
  }
}

/** `longshore serve`, or another command whose output the test watches. */
export class ServedHost implements AsyncDisposable {
  readonly #command: StartedCommand;
  readonly #ended: Promise<number | null>;
  #exitCode: number | null | undefined;

  constructor(command: StartedCommand) {
    this.#command = command;
    this.#ended = command.ended.then((exitCode) => {
      this.#exitCode = exitCode;
      return exitCode;
    });
  }

  get stdout(): string {
    return this.#command.said.stdout;
  }

  get stderr(): string {
    return this.#command.said.stderr;
  }

  /** Its log so far. Throws when a line of it is not JSON. */
  get log(): readonly LogLine[] {
    return this.stderr
      .split('\n')
      .slice(0, -1) // the last may still be on its way
      .map((line) => JSON.parse(line) as LogLine);
  }

  /** The exit code, once it has ended. */
  async exited(): Promise<number | null> {
    return this.#ended;
  }

  /** Stops it as orchestrators do. */
  async stop(): Promise<number | null> {
    this.#command.stop();
    return this.exited();
  }

  async until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    await until(
      async () => {
        if (await isSo()) return true;
        if (this.#exitCode === undefined) return false;
        throw new Error(`it has ended with ${this.#exitCode}`);
      },
      () => this.stderr,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${isSo.toString()}\n${this.stderr}`);
    });
  }

  /** Waits for a line of the log. */
  async says(message: string): Promise<LogLine> {
    const find = (): LogLine | undefined => this.log.find(({ msg }) => msg === message);
    await this.until(() => find() !== undefined);
    return find() ?? { msg: '' };
  }

  /** Asks it over HTTP. */
  async ask(to: string, init?: RequestInit): Promise<Answer> {
    const { address } = await this.says('listening');
    return ask(`${String(address)}${to}`, init);
  }

  /** Runs that have ended, by the metrics. */
  async runs(): Promise<number> {
    const { text } = await this.ask('/metrics');
    return [...text.matchAll(/^longshore_runs_total\{.*\} (\d+)$/gm)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#exitCode === undefined) this.#command.kill();
    await this.#ended;
  }
}
