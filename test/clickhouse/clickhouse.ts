import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SERVE = fileURLToPath(new URL('serve.mjs', import.meta.url));

/** Has `npm run test:stores` installed chdb? */
export const hasChdb = existsSync(
  fileURLToPath(new URL('node_modules/chdb/package.json', import.meta.url)),
);

/** A ClickHouse server that a test starts, kills and starts again on the same data. */
export class TestClickHouse implements AsyncDisposable {
  readonly #folder: string;
  readonly #password: string;
  #child: ChildProcess | undefined;
  #port = 0;

  private constructor(folder: string, password: string) {
    this.#folder = folder;
    this.#password = password;
  }

  static async start(password = ''): Promise<TestClickHouse> {
    const server = new TestClickHouse(
      await mkdtemp(path.join(tmpdir(), 'longshore-ch-')),
      password,
    );
    await server.start();
    return server;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts it, on the port that it had before. */
  async start(): Promise<void> {
    const child = spawn(
      process.execPath,
      [SERVE, String(this.#port), path.join(this.#folder, 'data')],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_OPTIONS: '', SHIM_PASSWORD: this.#password },
      },
    );
    this.#child = child;
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    this.#port = Number(line.toString());
  }

  /** Kills it, as a loss of power would. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
