import { Duplex, type Readable, type Writable } from 'node:stream';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { PluginService } from '../../app/cost/served-plugin/plugin-service.ts';
import { aborted } from '../../lib/aborted.ts';
import { ConfigurationError, messageOf } from '../../lib/errors.ts';
import type { SecretMask } from '../../lib/secret-mask.ts';
import { PACKAGES } from './call-status.ts';
import { pluginMethods, serviceDefinition, type PluginLogger } from './plugin-methods.ts';
import { addHealth, addReflection } from './plugin-reflection.ts';

/** The largest request: a batch of 1,000 resources with many tags. */
const MOST_BYTES = 16 * 1_048_576;
/** Calls at once on one connection; further ones wait. */
const MOST_CALLS = 256;
/** As long calls may take after the server was told to stop, in milliseconds. */
const GRACE_MS = 5_000;
const HOST = '127.0.0.1';

/** How the caller reaches the plugin. */
export type PluginTransport =
  | {
      readonly type: 'port';
      /** 0: any that is free. */
      readonly port: number;
      /** Receives the port as soon as the plugin listens. */
      listening(port: number): void;
    }
  | { readonly type: 'stdio'; readonly input: Readable; readonly output: Writable };

export interface ServePluginOptions {
  readonly service: PluginService;
  readonly transport: PluginTransport;
  readonly logger: PluginLogger;
  readonly secrets: SecretMask;
  /** Ends the server: calls in flight are answered first. */
  readonly signal: AbortSignal;
}

/**
 * Answers the plugin protocol until the signal is aborted, or standard input ends.
 *
 * @throws {ConfigurationError} when the port cannot be used
 */
export async function servePlugin(options: ServePluginOptions): Promise<void> {
  const { transport, signal, logger } = options;
  const given = new AbortController();
  const server = new Server({
    'grpc.max_receive_message_length': MOST_BYTES,
    'grpc.max_concurrent_streams': MOST_CALLS,
  });
  for (const pluginPackage of PACKAGES) {
    const methods = pluginMethods({ ...options, pluginPackage, signal: given.signal });
    server.addService(serviceDefinition(pluginPackage), methods);
  }
  addReflection(server);
  const stopsSoon = addHealth(server);
  try {
    if (transport.type === 'stdio') await onStream(server, transport, signal);
    else {
      const port = await listen(server, transport.port);
      logger.info({ port }, 'listening');
      transport.listening(port);
      await aborted(signal);
    }
  } finally {
    stopsSoon();
    await stop(server, given);
  }
}

async function listen(server: Server, port: number): Promise<number> {
  return await new Promise((resolve, reject) => {
    server.bindAsync(`${HOST}:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else {
        const message = `cannot listen on ${HOST}:${port}: ${messageOf(error)}`;
        const remedy = 'choose another port with --port, or 0 for any that is free';
        reject(new ConfigurationError(message, { cause: error, remedy }));
      }
    });
  });
}

/** Serves one client over standard input and output, until it closes them. */
async function onStream(
  server: Server,
  { input, output }: Extract<PluginTransport, { readonly type: 'stdio' }>,
  signal: AbortSignal,
): Promise<void> {
  const connection = Duplex.from({ readable: input, writable: output });
  const closed = new Promise<void>((resolve) => {
    connection.once('close', resolve).once('error', () => {
      resolve();
    });
  });
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  injector.injectConnection(connection);
  await Promise.race([closed, aborted(signal)]);
}

/** Lets calls in flight end, within the grace. */
async function stop(server: Server, given: AbortController): Promise<void> {
  const timer = setTimeout(() => {
    given.abort();
    server.forceShutdown();
  }, GRACE_MS);
  await new Promise<void>((resolve) => {
    server.tryShutdown(() => {
      resolve();
    });
  });
  clearTimeout(timer);
}
