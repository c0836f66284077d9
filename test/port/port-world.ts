import { setMaxListeners } from 'node:events';
import {
  PortClient,
  type ObservedCall,
  type PortClientOptions,
} from '../../src/port/port-client.ts';
import {
  PORT_CREDENTIALS,
  startEmbeddedPort,
  type EmbeddedPort,
  type EmbeddedPortOptions,
} from '../../src/sandbox/port/embedded-port.ts';
import { VirtualClock } from '../aws/virtual-clock.ts';

/** A signal that is never aborted. */
export const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);

/** An attempt, and when its answer came, by the client's clock. */
export type TimedCall = ObservedCall & { readonly at: number };

/** A client whose waits take no time, and all that it did. */
export class ClientWorld implements Disposable {
  readonly clock = new VirtualClock(Date.now());
  readonly startedAt = this.clock.now();
  readonly observed: TimedCall[] = [];
  readonly client: PortClient;

  constructor(baseUrl: string, options: Partial<PortClientOptions> = {}) {
    this.client = new PortClient({
      baseUrl,
      ...PORT_CREDENTIALS,
      integration: { type: 'aws-v3', identifier: 'tests' },
      version: '1.0.0',
      clock: this.clock,
      random: () => 0.5,
      share: 1,
      observer: (call) => this.observed.push({ ...call, at: this.clock.now() }),
      ...options,
    });
  }

  /** Lets time pass until the work is done. */
  run<Result>(work: Promise<Result>): Promise<Result> {
    return this.clock.run(work);
  }

  /** Answers of one family by their status, in order; 0 for none. */
  statuses(family: ObservedCall['family']): readonly number[] {
    return this.observed.filter((call) => call.family === family).map(({ status }) => status);
  }

  [Symbol.dispose](): void {
    this.client[Symbol.dispose]();
  }
}

/** An embedded Port with a few blueprints, and a client of it. */
export class PortWorld extends ClientWorld implements AsyncDisposable {
  readonly port: EmbeddedPort;

  private constructor(port: EmbeddedPort, options: Partial<PortClientOptions>) {
    super(port.baseUrl, options);
    this.port = port;
  }

  static async open(
    options: {
      readonly port?: EmbeddedPortOptions;
      readonly client?: Partial<PortClientOptions>;
    } = {},
  ): Promise<PortWorld> {
    const port = await startEmbeddedPort(options.port);
    for (const identifier of ['region', 'account', 'queue', 'bucket']) {
      port.catalog.createBlueprint({
        identifier,
        schema: { properties: { text: { type: 'string' }, size: { type: 'number' } } },
        relations: {
          ...(identifier === 'account' && { region: { target: 'region' } }),
          ...(identifier === 'queue' && { account: { target: 'account', required: true } }),
        },
      });
    }
    return new PortWorld(port, options.client ?? {});
  }

  /** Tokens that were asked for so far. */
  get tokens(): number {
    return this.port.calls()['POST /v1/auth/access_token'] ?? 0;
  }

  /** Bulk calls so far, whatever came of them. */
  get bulkCalls(): number {
    return this.port.calls()['POST /v1/blueprints/:id/entities/bulk'] ?? 0;
  }

  /** Identifiers of what Port has of a blueprint, sorted. */
  stored(blueprint: string): readonly string[] {
    return [...this.port.catalog.entities(blueprint).keys()].sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this[Symbol.dispose]();
    await this.port.close();
  }
}

/** Names that sort as they count: `queue-0007`. */
export function names(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => `${prefix}-${String(n).padStart(4, '0')}`);
}

/** The error that the work ends with. @throws when it ends well */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error('it ended well, and should not have');
    },
    (error: unknown) => error,
  );
}
