import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import { z } from 'zod';
import { messageOf } from '../../lib/errors.ts';

/** The result of one run of jq. */
export interface JqAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Thrown when jq timed out or crashed (memory, depth). The thread is replaced. */
export class JqBrokenError extends Error {
  readonly isTimeout: boolean;

  constructor(message: string, isTimeout: boolean) {
    super(message);
    this.isTimeout = isTimeout;
  }
}

const Answer = z.union([
  z.object({ stdout: z.string(), stderr: z.string(), exitCode: z.number() }),
  z.object({ broken: z.string() }),
]);

/** The real jq 1.8, compiled to WebAssembly, in a worker that starts on first use. */
export class RealJq implements AsyncDisposable {
  readonly #one = pLimit(1);
  #thread: JqThread | undefined;

  /**
   * Runs one filter on one JSON text.
   *
   * @param deadlineMs its timeout
   * @throws {JqBrokenError} when jq timed out or crashed
   * @throws the signal's reason when aborted
   */
  async run(
    input: string,
    filter: string,
    deadlineMs: number,
    signal?: AbortSignal,
  ): Promise<JqAnswer> {
    return this.#one(async () => {
      signal?.throwIfAborted();
      const thread = this.#thread ?? (await JqThread.start());
      this.#thread = thread;
      try {
        const answer = await thread.ask({ input, filter }, deadlineMs, signal);
        if ('broken' in answer) throw new JqBrokenError(answer.broken, false);
        return answer;
      } catch (error) {
        this.#thread = undefined;
        await thread.end(); // the worker cannot be used any more
        throw error;
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.end();
  }
}

/** One worker, which handles one request at a time. */
class JqThread {
  readonly #worker: Worker;
  #waiting: { resolve(message: unknown): void; reject(error: unknown): void } | undefined;

  private constructor() {
    this.#worker = new Worker(new URL('./jq-worker.js', import.meta.url), {
      env: {}, // an empty environment: expressions can read it
      execArgv: [],
      stdout: true, // jq's error messages are in its answers
      stderr: true,
    });
    this.#worker.on('message', (message) => this.#waiting?.resolve(message));
    this.#worker.on('error', (error) => {
      this.#waiting?.reject(new JqBrokenError(messageOf(error), false));
    });
    this.#worker.on('exit', () => {
      this.#waiting?.reject(new JqBrokenError('the thread of jq has ended', false));
    });
  }

  static async start(): Promise<JqThread> {
    const thread = new JqThread();
    await thread.#answer();
    thread.#worker.unref();
    return thread;
  }

  async ask(
    question: { readonly input: string; readonly filter: string },
    deadlineMs: number,
    signal: AbortSignal | undefined,
  ): Promise<z.output<typeof Answer>> {
    this.#worker.ref();
    const timer = setTimeout(() => {
      const seconds = deadlineMs / 1_000;
      this.#waiting?.reject(new JqBrokenError(`no answer within ${seconds} s`, true));
    }, deadlineMs);
    const abort = (): void => this.#waiting?.reject(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const answer = this.#answer();
      this.#worker.postMessage(question);
      return Answer.parse(await answer);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      this.#worker.unref();
    }
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  async #answer(): Promise<unknown> {
    try {
      return await new Promise<unknown>((resolve, reject) => {
        this.#waiting = { resolve, reject };
      });
    } finally {
      this.#waiting = undefined;
    }
  }
}
