import { randomBytes } from 'node:crypto';
import type { InstalledPlugin } from './installed-plugins.ts';
import { launchPlugin, type LaunchedPlugin, type LaunchLimits } from './launch-plugin.ts';
import {
  PluginClient,
  type PluginMethod,
  type RequestOf,
  type ResponseOf,
} from './plugin-client.ts';
import { PluginError } from './plugin-error.ts';
import type { GetPluginInfoResponse } from './protocol/finfocus/v1/plugin_info.generated.ts';

export interface HostLimits extends LaunchLimits {
  /** Milliseconds for what a plugin knows by itself: its name, what it supports. @default 5 s */
  readonly info: number;
  /** Milliseconds for one cost. @default 15 s */
  readonly call: number;
  /** Milliseconds for a batch, or a page. @default 60 s */
  readonly batch: number;
  /** How often a plugin that crashed or hangs is started again. @default 2 */
  readonly restarts: number;
}

export interface HostedPluginOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly limits?: Partial<HostLimits>;
  onLine?(line: string): void;
}

const LIMITS: Omit<HostLimits, keyof LaunchLimits> = {
  info: 5_000,
  call: 15_000,
  batch: 60_000,
  restarts: 2,
};
/** So many calls without an answer, one after the other: the plugin hangs. */
const MOST_TIMEOUTS = 3;

/** The methods whose answer a plugin has ready, and those that are for many resources. */
const QUICK: ReadonlySet<PluginMethod> = new Set(['name', 'getPluginInfo', 'supports']);
const LONG: ReadonlySet<PluginMethod> = new Set([
  'batchCost',
  'getActualCost',
  'getRecommendations',
  'getBudgets',
]);

interface Connected {
  readonly launched: LaunchedPlugin;
  readonly client: PluginClient;
  /** What it calls itself. */
  readonly ownName: string;
}

/** An installed plugin: started with the first call, started again when it crashes, given up when that does not help. */
export class HostedPlugin implements AsyncDisposable {
  readonly installed: InstalledPlugin;
  readonly #options: HostedPluginOptions;
  readonly #limits: Partial<LaunchLimits> & typeof LIMITS;
  readonly #trace = randomBytes(16).toString('hex');
  #connecting: Promise<Connected> | undefined;
  #info: Promise<GetPluginInfoResponse | undefined> | undefined;
  #starts = 0;
  #timeouts = 0;
  #givenUp: PluginError | undefined;
  readonly #stopping = new Set<Promise<void>>();

  constructor(installed: InstalledPlugin, options: HostedPluginOptions) {
    this.installed = installed;
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
  }

  get name(): string {
    return this.installed.name;
  }

  /** Why it is not asked any more. */
  get givenUp(): PluginError | undefined {
    return this.#givenUp;
  }

  /** The name that the plugin has for itself. */
  async ownName(): Promise<string> {
    return (await this.#connected()).ownName;
  }

  /** What the plugin says about itself. Undefined for one that was built before it could. */
  async info(): Promise<GetPluginInfoResponse | undefined> {
    this.#info ??= this.call('getPluginInfo', {}).catch((error: unknown) => {
      if (error instanceof PluginError && error.problem === 'unimplemented') return undefined;
      throw error;
    });
    return await this.#info;
  }

  /**
   * Calls a method. A call that the plugin did not survive is made once more, by a new process.
   *
   * @throws {PluginError} for an answer that is none
   */
  async call<Method extends PluginMethod>(
    method: Method,
    request: RequestOf<Method>,
  ): Promise<ResponseOf<Method>> {
    const { signal } = this.#options;
    const { info, call, batch } = this.#limits;
    const deadline = QUICK.has(method) ? info : LONG.has(method) ? batch : call;
    for (let attempt = 0; ; attempt += 1) {
      const connecting = this.#connect();
      const { client } = await connecting;
      try {
        const response = await client.call(method, request, { deadline, signal });
        this.#timeouts = 0;
        return response;
      } catch (error) {
        if (!(error instanceof PluginError)) throw error;
        const { problem } = error;
        if (problem === 'timeout') this.#timeouts += 1;
        else if (problem !== 'crashed') this.#timeouts = 0;
        const isHanging = problem === 'timeout' && this.#timeouts >= MOST_TIMEOUTS;
        if (problem !== 'crashed' && !isHanging) throw error;
        this.#drop(connecting, error);
        if (isHanging || attempt > 0) throw error;
      }
    }
  }

  /** Ends its process. It is not started again. */
  async stop(): Promise<void> {
    this.#givenUp ??= new PluginError(this.name, 'crashed', 'it was stopped');
    const connecting = this.#connecting;
    this.#connecting = undefined;
    if (connecting !== undefined) this.#end(connecting);
    while (this.#stopping.size > 0) await Promise.all(this.#stopping);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #connected(): Promise<Connected> {
    return await this.#connect();
  }

  #connect(): Promise<Connected> {
    if (this.#connecting !== undefined) return this.#connecting;
    if (this.#givenUp !== undefined) return Promise.reject(this.#givenUp);
    if (this.#starts > this.#limits.restarts) {
      this.#givenUp = new PluginError(
        this.name,
        'crashed',
        `it crashed or did not answer ${this.#starts} times: it is not asked any more`,
      );
      return Promise.reject(this.#givenUp);
    }
    this.#starts += 1;
    const connecting = this.#start();
    this.#connecting = connecting;
    connecting.catch((error: unknown) => {
      // One that does not start now does not start later.
      if (error instanceof PluginError) this.#givenUp ??= error;
      if (this.#connecting === connecting) this.#connecting = undefined;
    });
    return connecting;
  }

  async #start(): Promise<Connected> {
    const { name, binary, metadata, folder } = this.installed;
    const { env, signal, onLine } = this.#options;
    if (binary === undefined) {
      throw new PluginError(name, 'invalid', `${folder} has no file that can be run`);
    }
    const launched = await launchPlugin({
      ...{ name, binary, signal },
      env: { ...env, FINFOCUS_TRACE_ID: env['FINFOCUS_TRACE_ID'] ?? this.#trace },
      transport: metadata.get('transport') === 'stdio' ? 'stdio' : undefined,
      limits: this.#limits,
      ...(onLine !== undefined && { onLine }),
    });
    const client = new PluginClient(name, launched.target, this.#trace);
    try {
      const ownName = await client.connect({ deadline: this.#limits.info, signal });
      return { launched, client, ownName };
    } catch (error) {
      client[Symbol.dispose]();
      await launched.stop();
      throw error;
    }
  }

  /** Ends a process that crashed or hangs, once for all calls that waited for it. */
  #drop(connecting: Promise<Connected>, error: PluginError): void {
    if (this.#connecting !== connecting) return;
    this.#connecting = undefined;
    this.#timeouts = 0;
    this.#end(connecting);
    if (this.#starts > this.#limits.restarts) this.#givenUp = error;
  }

  #end(connecting: Promise<Connected>): void {
    const stopping = connecting
      .then(async ({ client, launched }) => {
        client[Symbol.dispose]();
        await launched.stop();
      })
      .catch(() => undefined) // it did not start: the call says why
      .finally(() => this.#stopping.delete(stopping));
    this.#stopping.add(stopping);
  }
}
