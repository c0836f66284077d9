import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  startEmbeddedPort,
  type EmbeddedPort,
  type EmbeddedPortOptions,
} from '../../src/sandbox/port/embedded-port.ts';
import type { EstateOptions } from '../../src/sandbox/estate/estate.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import { environmentOf } from '../helpers/command.ts';
import { addDefaultBlueprints, defaultMapping } from './default-resources.ts';
import type { ServedHost } from './served-host.ts';
import { spawnCommand, startHere } from './start-command.ts';

export interface HostWorldOptions {
  /**
   * Port is as after a first start: it has the default blueprints, and the default mapping of these kinds.
   *
   * @default Port is empty
   */
  readonly kinds?: readonly ObjectKind[];
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

/** The kinds that the world's AWS has resources of. */
export const USED_KINDS = [
  'AWS::Organizations::Account',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
] as const satisfies readonly ObjectKind[];

/** The default identifier of the integration. */
const INTEGRATION = 'my-aws-v3-integration';

/** A mapping of queues only, with their ARN as identifier and the members given. */
export function queueMapping(members: {
  readonly properties?: Readonly<Record<string, string>>;
  readonly relations?: Readonly<Record<string, string>>;
}): { readonly resources: readonly object[] } {
  const entity = { identifier: '.Properties.QueueArn', blueprint: '"sqsQueue"', ...members };
  const port = { entity: { mappings: entity } };
  return { resources: [{ kind: 'AWS::SQS::Queue', selector: { query: 'true' }, port }] };
}

/** AWS, Port and a folder for the state, and every request that the two got. */
export class HostWorld implements AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly port: EmbeddedPort;
  readonly folder: string;
  /** Every request to this process's servers, in order. */
  readonly requests: SeenRequest[] = [];
  /** How many queues have been deleted from every scope. */
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

  static async create({ kinds, estate, sandbox, port }: HostWorldOptions = {}): Promise<HostWorld> {
    const gone = { queues: 0 };
    const aws = await startSandbox({
      ...sandbox,
      estate: {
        seed: 'host',
        accounts: 2,
        regions: ['us-east-1', 'eu-west-1'],
        usedRegions: 1,
        'AWS::SQS::Queue': 3,
        'AWS::S3::Bucket': 1,
        ...estate,
        shrinkBy: (kind) => (kind === 'AWS::SQS::Queue' ? gone.queues : 0),
      },
    });
    const embedded = await startEmbeddedPort(port);
    const folder = await mkdtemp(path.join(tmpdir(), 'longshore-serve-'));
    const world = new HostWorld({ sandbox: aws, port: embedded, folder, gone });
    if (kinds !== undefined) {
      await addDefaultBlueprints(embedded);
      world.setMapping(await defaultMapping(kinds));
    }
    return world;
  }

  get stateDirectory(): string {
    return path.join(this.folder, 'state');
  }

  /** The environment of a user who migrates from Ocean. Polls by default. */
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

  /** `longshore serve` in this process. */
  serve(env: Readonly<Record<string, string>> = {}): ServedHost {
    return startHere({ ...this.env, ...env }, ['serve']);
  }

  /** `longshore serve` in its own process. */
  spawn(env: Readonly<Record<string, string>> = {}): ServedHost {
    return spawnCommand({ ...this.env, ...env }, ['serve']);
  }

  /** Port's record of the integration. */
  get record(): Readonly<Record<string, unknown>> {
    return this.port.integration.records.get(INTEGRATION) ?? {};
  }

  /** Port has this mapping before the host starts: no default is written. */
  setMapping(config: object): void {
    this.port.integration.records.set(INTEGRATION, { config });
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
