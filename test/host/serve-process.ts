import { spawn, type ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  startEmbeddedPort,
  type EmbeddedPort,
  type EmbeddedPortOptions,
} from '../../src/sandbox/port/embedded-port.ts';
import type { EstateOptions } from '../../src/sandbox/estate/estate.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { environmentOf } from '../helpers/command.ts';
import { ask, type Answer } from './http.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** How long a test waits for what shall come: only a failing one waits so long. */
const LONGEST_WAIT_MS = 30_000;

/** A line of the host's log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

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

/** `longshore serve` in a process of its own, with Ocean's names in its environment. */
export class ServeProcess implements AsyncDisposable {
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;

  constructor(
    env: Readonly<Record<string, string>>,
    args: readonly string[] = [],
    command = 'serve',
  ) {
    const { PATH = '' } = process.env;
    const loader = new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;
    const main = path.join(ROOT, 'src/cli/main.ts');
    this.#child = spawn(process.execPath, ['--import', loader, main, command, ...args], {
      cwd: ROOT,
      env: { PATH, HOME: '/nonexistent', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.#closed = once(this.#child, 'close');
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
    await this.#closed;
    return this.#child.exitCode;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Stops it as orchestrators do. */
  async stop(): Promise<number | null> {
    this.kill('SIGTERM');
    return this.exited();
  }

  async until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    await until(
      async () => {
        if (await isSo()) return true;
        if (this.#child.exitCode === null) return false;
        throw new Error(`it has ended with ${this.#child.exitCode}`);
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
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.kill('SIGKILL');
    await this.#closed;
  }
}

export interface HostWorldOptions {
  readonly estate?: Omit<EstateOptions, 'seed' | 'shrinkBy'>;
  readonly sandbox?: Omit<SandboxOptions, 'estate'>;
  readonly port?: EmbeddedPortOptions;
}

/** A request as a server saw it. */
export interface SeenRequest {
  readonly port: number;
  readonly method: string;
  readonly url: string;
}

/** AWS, Port and a folder for the state, and every request that the two got. */
export class HostWorld implements AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly port: EmbeddedPort;
  readonly folder: string;
  /** Every request to servers of this process, in order. */
  readonly requests: SeenRequest[] = [];
  /** How many queues have vanished from every scope. */
  readonly gone: { queues: number };
  readonly #see = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    const { method = '', url = '', socket } = request;
    this.requests.push({ port: socket.localPort ?? 0, method, url });
  };

  private constructor(parts: Pick<HostWorld, 'sandbox' | 'port' | 'folder' | 'gone'>) {
    this.sandbox = parts.sandbox;
    this.port = parts.port;
    this.folder = parts.folder;
    this.gone = parts.gone;
    subscribe('http.server.request.start', this.#see);
  }

  static async create({ estate, sandbox, port }: HostWorldOptions = {}): Promise<HostWorld> {
    const gone = { queues: 0 };
    const aws = await startSandbox({
      ...sandbox,
      estate: {
        seed: 'host',
        accounts: 2,
        regions: ['us-east-1', 'eu-west-1'],
        usedRegions: 1,
        queues: 3,
        buckets: 1,
        ...estate,
        shrinkBy: (kind) => (kind === 'queues' ? gone.queues : 0),
      },
    });
    const embedded = await startEmbeddedPort(port);
    const folder = await mkdtemp(path.join(tmpdir(), 'longshore-serve-'));
    return new HostWorld({ sandbox: aws, port: embedded, folder, gone });
  }

  get stateDirectory(): string {
    return path.join(this.folder, 'state');
  }

  /** The environment of somebody who comes from Ocean; polling unless told otherwise. */
  get env(): Readonly<Record<string, string>> {
    return {
      ...environmentOf(this.sandbox),
      ...this.port.environment,
      OCEAN__EVENT_LISTENER__INTERVAL: '1',
      LONGSHORE_STATE_DIRECTORY: this.stateDirectory,
      LONGSHORE_HTTP_HOST: '127.0.0.1',
      LONGSHORE_HTTP_PORT: '0',
      LONGSHORE_PORT_SHARE: '1',
    };
  }

  serve(env: Readonly<Record<string, string>> = {}, args: readonly string[] = []): ServeProcess {
    return new ServeProcess({ ...this.env, ...env }, args);
  }

  /** Port's record of the integration. */
  get record(): Readonly<Record<string, unknown>> {
    return this.port.integration.records.get('my-aws-v3-integration') ?? {};
  }

  /** Calls of Port in order, with the names of blueprints, kinds and runs left out. */
  get portCalls(): readonly string[] {
    const { port } = new URL(this.port.baseUrl);
    return this.requests
      .filter((request) => request.port === Number(port))
      .map(({ method, url }) => `${method} ${plain(url)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    unsubscribe('http.server.request.start', this.#see);
    await this.sandbox.close();
    await this.port.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function plain(url: string): string {
  return url
    .replace(/\?.*/, '')
    .replace(/^\/v1\/blueprints\/(?!entities\/)[^/]+/, '/v1/blueprints/:id')
    .replace(/^\/v1\/integration\/[^/]+/, '/v1/integration/:id')
    .replace(/\/kinds\/[^/]+\/examples$/, '/kinds/:kind/examples')
    .replace(/\/resync\/[^/]+\/kind\/[^/]+$/, '/resync/:run/kind/:kind');
}
