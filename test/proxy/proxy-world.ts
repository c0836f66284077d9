import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { createPortClient } from '../../src/app/port-client.ts';
import { defaultBlueprints } from '../../src/app/default-blueprints.ts';
import { convergeBlueprints } from '../../src/catalog/converge-blueprints.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { RequestError, Server, type ServerOptions } from 'proxy-chain';
import { startEmbeddedPort, type EmbeddedPort } from '../../src/sandbox/port/embedded-port.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { makeCertificates, type Certificates } from './certificates.ts';

const NAMES = ['*.amazonaws.com', '*.us-east-1.amazonaws.com', 'api.getport.io', '*.example'];

/** How a proxy treats its clients. */
export interface ProxyRules {
  readonly user?: string;
  readonly password?: string;
  /** Refuses every tunnel with this status. */
  readonly refusal?: number;
  /** A TLS proxy, with this certificate. */
  readonly tls?: Certificates['server'];
}

/** A proxy that runs. */
export interface RunningProxy extends AsyncDisposable {
  readonly port: number;
  /** Hosts of CONNECT requests so far: `api.getport.io:443`. */
  readonly tunnels: readonly string[];
}

type Parts = Pick<ProxyWorld, 'sandbox' | 'port' | 'certificates' | 'proxyCertificates' | 'folder'>;

/**
 * The embedded AWS and Port behind TLS, under the names of the real ones, which only a proxy can reach; and
 * the certificates for it.
 */
export class ProxyWorld implements AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly port: EmbeddedPort;
  readonly certificates: Certificates;
  /** For `localhost`, of another authority. */
  readonly proxyCertificates: Certificates;
  /** Files end with the world. */
  readonly folder: string;
  readonly #terminator: tls.Server;
  readonly #plain: net.Server;

  private constructor(parts: Parts) {
    const { sandbox, port, certificates, proxyCertificates, folder } = parts;
    this.sandbox = sandbox;
    this.port = port;
    this.certificates = certificates;
    this.proxyCertificates = proxyCertificates;
    this.folder = folder;
    this.#terminator = tls.createServer(certificates.server, (socket) => {
      const { servername } = socket as { servername?: unknown };
      pipe(socket, servername === 'api.getport.io' ? port.baseUrl : sandbox.endpoint);
    });
    this.#terminator.on('tlsClientError', () => undefined); // clients that do not trust it
    this.#plain = net.createServer((socket) => {
      pipe(socket, sandbox.endpoint);
    });
  }

  static async open(): Promise<ProxyWorld> {
    const estate = { seed: 'proxy', accounts: 1, regions: ['us-east-1'], usedRegions: 1 };
    const [certificates, proxyCertificates] = await makeCertificates(NAMES, ['localhost']);
    if (certificates === undefined || proxyCertificates === undefined)
      throw new Error('no certificates were made');
    const world = new ProxyWorld({
      certificates,
      proxyCertificates,
      sandbox: await startSandbox({ estate: { ...estate, 'AWS::SQS::Queue': 2 } }),
      port: await startEmbeddedPort(),
      folder: await mkdtemp(path.join(tmpdir(), 'longshore-proxy-')),
    });
    world.#terminator.listen(0, '127.0.0.1');
    await once(world.#terminator, 'listening');
    using client = createPortClient(loadSettings({ env: world.port.environment }));
    await convergeBlueprints(client, await defaultBlueprints(), new AbortController().signal);
    return world;
  }

  /** Where the TLS servers listen, for direct connections. */
  get tlsPort(): number {
    const address = this.#terminator.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Writes a file; returns its path. */
  async file(name: string, content: string): Promise<string> {
    const file = path.join(this.folder, name);
    await writeFile(file, content);
    return file;
  }

  /** The environment for AWS and Port by their real names, without any proxy. */
  environment(): Readonly<Record<string, string>> {
    const ours = { ...this.sandbox.environment, ...this.port.environment };
    const addresses = ['AWS_ENDPOINT_URL', 'OCEAN__PORT__BASE_URL'];
    return {
      ...Object.fromEntries(Object.entries(ours).filter(([name]) => !addresses.includes(name))),
      LONGSHORE_STATE_DIRECTORY: path.join(this.folder, 'state'),
    };
  }

  async startProxy(rules: ProxyRules = {}): Promise<RunningProxy> {
    const tunnels: string[] = [];
    const options: ServerOptions = {
      host: '127.0.0.1',
      port: 0,
      prepareRequestFunction: ({ hostname, port, username, password }) => {
        if (rules.refusal !== undefined) throw new RequestError('refused', rules.refusal);
        if (rules.user !== undefined && (username !== rules.user || password !== rules.password)) {
          return { requestAuthentication: true };
        }
        tunnels.push(`${hostname}:${port}`);
        const server: unknown = port === 443 ? this.#terminator : this.#plain;
        return { customConnectServer: server as never }; // it only emits `connection` there
      },
    };
    const proxy = new Server(
      rules.tls === undefined
        ? options
        : { ...options, serverType: 'https', httpsOptions: rules.tls },
    );
    proxy.on('requestFailed', () => undefined);
    await proxy.listen();
    return {
      port: proxy.port,
      tunnels,
      [Symbol.asyncDispose]: () => proxy.close(true),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#terminator.close();
    await Promise.all([this.sandbox.close(), this.port.close()]);
    await rm(this.folder, { recursive: true, force: true });
  }
}

function pipe(socket: net.Socket, address: string): void {
  const { hostname, port } = new URL(address);
  const target = net.connect(Number(port), hostname);
  const end = (): void => {
    socket.destroy();
    target.destroy();
  };
  socket.on('error', end).on('close', end);
  target.on('error', end).on('close', end);
  socket.pipe(target).pipe(socket);
}
