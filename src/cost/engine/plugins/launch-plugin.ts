import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { PluginError } from './plugin-error.ts';
import { PluginProcess } from './plugin-process.ts';
import { bridgeStdio, type StdioBridge } from './stdio-bridge.ts';

export interface LaunchOptions {
  readonly name: string;
  readonly binary: string;
  /** The environment of the plugin: Longshore's own settings are left out. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How to talk to it. `stdio`: by its stdin and stdout only. @default `port`, and `stdio` if it ends without one */
  readonly transport?: 'port' | 'stdio' | undefined;
  readonly limits?: Partial<LaunchLimits>;
  readonly signal: AbortSignal;
  /** Receives what it writes, without control characters. */
  onLine?(line: string): void;
}

/** In milliseconds. */
export interface LaunchLimits {
  /** How long a plugin may take to say which port it listens on, before one is assigned. @default 10 s */
  readonly announce: number;
  /** How long a plugin with an assigned port may take to listen. @default 60 s */
  readonly listen: number;
  /** Between SIGTERM and SIGKILL. @default 3 s */
  readonly stop: number;
}

const LIMITS: LaunchLimits = { announce: 10_000, listen: 60_000, stop: 3_000 };
/** Another process may take an assigned port before the plugin does. */
const ASSIGNED_ATTEMPTS = 3;
const POLL_MS = 10;

/** A plugin that runs. */
export interface LaunchedPlugin {
  readonly process: PluginProcess;
  /** For a gRPC channel. */
  readonly target: string;
  stop(): Promise<void>;
}

/**
 * Starts a plugin. It chooses its port itself and says which; only if it says none, a free one is assigned.
 *
 * @throws {PluginError} when it does not start
 */
export async function launchPlugin(options: LaunchOptions): Promise<LaunchedPlugin> {
  const { name, transport } = options;
  if (transport === 'stdio') return await overStdio(options);
  const limits = { ...LIMITS, ...options.limits };
  const announced = await withPort(options, limits, 0);
  if (typeof announced !== 'string') return announced;
  let last = announced;
  for (let attempt = 0; attempt < ASSIGNED_ATTEMPTS; attempt += 1) {
    const assigned = await withPort(options, limits, await freePort());
    if (typeof assigned !== 'string') return assigned;
    last = assigned;
    if (!assigned.includes(ENDED)) break;
  }
  if (transport === undefined && last.includes(ENDED)) {
    const piped = await overStdio(options);
    // One that does not know the flag ends at once: then the first reason is the one to tell.
    await delay(STDIO_MS, undefined, { signal: options.signal });
    if (piped.process.end === undefined) return piped;
    await piped.stop();
  }
  throw new PluginError(name, 'not-started', `it did not start: ${last}`);
}

/** In the text of an attempt that failed because the process ended. */
const ENDED = 'it ended';
/** How long a plugin that was started with `--stdio` must stay to count as one that knows the flag. */
const STDIO_MS = 500;

/** @param port 0: of its own choice @returns why it failed */
async function withPort(
  options: LaunchOptions,
  limits: LaunchLimits,
  port: number,
): Promise<LaunchedPlugin | string> {
  const { binary, env, signal, onLine } = options;
  signal.throwIfAborted();
  const text = `${port}`;
  const process = new PluginProcess({
    binary,
    args: [`--port=${text}`],
    env: {
      ...passed(env),
      FINFOCUS_PLUGIN_PORT: text,
      PULUMICOST_PLUGIN_PORT: text,
      ...(port !== 0 && { PORT: text }), // the oldest plugins read it
    },
    ...(onLine !== undefined && { onLine }),
  });
  const stop = (): Promise<void> => process.stop(limits.stop);
  try {
    const until = Date.now() + (port === 0 ? limits.announce : limits.listen);
    while (process.end === undefined && Date.now() < until) {
      const candidate = process.log.port ?? (port === 0 ? undefined : port);
      if (candidate !== undefined && (await accepts(candidate))) {
        return { process, target: `127.0.0.1:${candidate}`, stop };
      }
      await delay(POLL_MS, undefined, { signal });
    }
  } catch (error) {
    await stop();
    throw signal.aborted ? signal.reason : error;
  }
  const { end } = process;
  if (end !== undefined) await process.drained();
  await stop();
  const said = process.log.tail === '' ? '' : ` It said: ${process.log.tail}`;
  if (end !== undefined) return `${end.replace(/^it ended/, ENDED)}.${said}`;
  return port === 0
    ? `it did not say which port it listens on.${said}`
    : `it did not listen on port ${text}.${said}`;
}

async function overStdio(options: LaunchOptions): Promise<LaunchedPlugin> {
  const { binary, env, limits, onLine, signal } = options;
  signal.throwIfAborted();
  const process = new PluginProcess({
    binary,
    args: ['--stdio'],
    env: passed(env),
    isStdio: true,
    ...(onLine !== undefined && { onLine }),
  });
  let bridge: StdioBridge;
  try {
    bridge = await bridgeStdio(process);
  } catch (error) {
    await process.stop(0);
    throw error;
  }
  return {
    process,
    target: bridge.target,
    async stop() {
      await process.stop(limits?.stop ?? LIMITS.stop);
      await bridge[Symbol.asyncDispose]();
    },
  };
}

/** Ours, with the credentials of Port; and a port that old plugins would treat as theirs. */
const NOT_PASSED = /^(?:OCEAN__|LONGSHORE_|PORT_CLIENT_|PORT$)/;

function passed(env: LaunchOptions['env']): Record<string, string> {
  const known = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !NOT_PASSED.test(entry[0]),
  );
  return Object.fromEntries(known);
}

/** Does something listen there? */
async function accepts(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
