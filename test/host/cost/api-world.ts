import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { importCharges } from '../../../src/app/cost/bill/import-charges.ts';
import { fileOpener } from '../../../src/app/cost/bill/open-files.ts';
import { openStore } from '../../../src/app/store/open-store.ts';
import { loadSettings, type Settings } from '../../../src/config/settings.ts';
import { openCostApi, type OpenedCostApi } from '../../../src/host/http/cost/open-cost-api.ts';
import { docsPlugin } from '../../../src/host/http/plugins/docs.ts';
import type { HttpApp } from '../../../src/host/http/plugin.ts';
import { createServer } from '../../../src/host/http/server.ts';
import { HostStore } from '../../../src/host/store/host-store.ts';
import { usageRow, type UsageSeries } from '../../../src/cost/usage/usage-rows.ts';
import { SecretMask } from '../../../src/lib/secret-mask.ts';
import { USAGE } from '../../../src/store/usage-tables.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { environmentOf } from '../../helpers/command.ts';
import { ask, type Answer } from '../http.ts';

export const API_TOKEN = 'token-of-the-operator';
export const API = '/api/v1/aws';

/** The API of cost over a store in a folder, as `serve` has it. */
export class ApiWorld implements AsyncDisposable {
  readonly folder: string;
  readonly settings: Settings;
  /** What the host has logged. */
  readonly log: string[] = [];
  readonly #now: () => number;
  #parts: Parts | undefined;
  #environment: NodeJS.ProcessEnv | undefined;

  private constructor(folder: string, settings: Settings, now: () => number) {
    this.folder = folder;
    this.settings = settings;
    this.#now = now;
  }

  /** @param now milliseconds since the Unix epoch @default the machine's clock */
  static async create(
    env: Readonly<Record<string, string>> = {},
    now: () => number = Date.now,
  ): Promise<ApiWorld> {
    const folder = await mkdtemp(path.join(tmpdir(), 'longshore-cost-api-'));
    const all = { LONGSHORE_STORE: 'duckdb', LONGSHORE_COST_RETENTION: '1200', ...env };
    const settings = loadSettings({ env: all, file: undefined, flags: {} });
    return new ApiWorld(folder, settings, now);
  }

  /** Imports exports into the store, before the host opens it. */
  async import(paths: readonly string[]): Promise<void> {
    await using store = await openStore(this.settings, this.folder, 'bulk');
    const openFiles = fileOpener(this.settings);
    const { signal } = new AbortController();
    await importCharges(
      { store, stored: store },
      {
        ...{ paths, type: undefined, retentionMonths: 1_200, acceptsLostAccounts: false },
        ...{ openFiles, signal, now: this.#now },
      },
    );
  }

  /** Puts usage into the store, before the host opens it. */
  async measure(
    series: UsageSeries,
    day: string,
    values: readonly (number | null)[],
  ): Promise<void> {
    await using store = await openStore(this.settings, this.folder, 'bulk');
    const row = usageRow(series, Date.parse(day), values);
    await store.addToParts(USAGE, new Map([[day, [row]]]), new AbortController().signal);
  }

  /** From now on, the SDK's own settings lead to a simulated organization. One at a time: there is one environment. */
  useAws(sandbox: Sandbox): void {
    this.#environment = process.env;
    process.env = { ...process.env, ...environmentOf(sandbox) };
  }

  async start(): Promise<void> {
    this.#parts = await startParts(this, this.#now);
  }

  /** Ends the host, as a stop does. */
  async stop(): Promise<void> {
    const parts = this.#parts;
    this.#parts = undefined;
    if (parts === undefined) return;
    await parts.app.close();
    await parts.api[Symbol.asyncDispose]();
    parts.stop.abort();
    await parts.host[Symbol.asyncDispose]();
  }

  get url(): string {
    return this.#parts?.url ?? '';
  }

  get host(): HostStore {
    if (this.#parts === undefined) throw new Error('the host is not started');
    return this.#parts.host;
  }

  metrics(): Promise<string> {
    return this.#parts?.api.metrics() ?? Promise.resolve('');
  }

  /** Asks the API, with the token. */
  ask(
    to: string,
    init: Omit<RequestInit, 'headers'> & {
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<Answer> {
    const headers = { authorization: `Bearer ${API_TOKEN}`, ...init.headers };
    return ask(`${this.url}${API}${to}`, { ...init, headers });
  }

  get(to: string, query: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const text = new URLSearchParams(query).toString();
    return this.ask(text === '' ? to : `${to}?${text}`);
  }

  post(to: string, body?: unknown): Promise<Answer> {
    if (body === undefined) return this.ask(to, { method: 'POST' });
    const headers = { 'content-type': 'application/json' };
    return this.ask(to, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    if (this.#environment !== undefined) process.env = this.#environment;
    await rm(this.folder, { recursive: true, force: true });
  }
}

interface Parts {
  readonly host: HostStore;
  readonly api: OpenedCostApi;
  readonly app: HttpApp;
  readonly url: string;
  readonly stop: AbortController;
}

async function startParts(world: ApiWorld, now: () => number): Promise<Parts> {
  const { settings, folder: cwd } = world;
  const stop = new AbortController();
  const { signal } = stop;
  const logger = pino({ level: 'debug' }, { write: (line: string) => void world.log.push(line) });
  const host = await HostStore.start({
    ...{ settings, cwd, logger, signal, now },
    secrets: new SecretMask(),
  });
  const api = await openCostApi({
    ...{ settings, cwd, hostStore: host, logger, signal, now, onPaid: undefined },
  });
  const app = await createServer({
    ...{ version: '1.2.3', apiToken: API_TOKEN, now, logger },
    plugins: [docsPlugin(), api.plugin],
  });
  return { host, api, app, stop, url: await app.listen({ host: '127.0.0.1', port: 0 }) };
}
