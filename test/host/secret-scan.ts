import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { SANDBOX_KEY } from '../../src/sandbox/credentials.ts';
import { PORT_CREDENTIALS } from '../../src/sandbox/port/embedded-port.ts';
import { USED_KINDS, HostWorld } from './host-world.ts';
import type { ServedHost } from './served-host.ts';
import { spawnCommand, startHere } from './start-command.ts';

/** Some with characters that JSON and URLs write in another way. */
export const SECRETS = {
  portClientSecret: PORT_CREDENTIALS.clientSecret,
  awsSecretAccessKey: 'aws/Secret+Key"4711"\\zzz',
  liveEventsApiKey: 'live&events=key?8812',
  apiToken: 'operator+token/3390==',
  externalId: 'External:Id=/5526',
} as const;

/** A world in which everything that is secret is set, and commands that work in it. */
export interface SecretWorld extends AsyncDisposable {
  readonly world: HostWorld;
  /** Starts `longshore`, as `['serve']`, in this process. */
  start(args: readonly string[], env?: Readonly<Record<string, string>>): ServedHost;
  /** Starts it in a process of its own. */
  spawn(args: readonly string[], env?: Readonly<Record<string, string>>): ServedHost;
}

/** AWS asks for the external id; everything that is secret is set. */
export async function secretWorld(): Promise<SecretWorld> {
  const world = await HostWorld.create({
    kinds: USED_KINDS,
    sandbox: { externalId: SECRETS.externalId, secretAccessKey: SECRETS.awsSecretAccessKey },
  });
  const env = {
    ...world.env,
    AWS_SECRET_ACCESS_KEY: SECRETS.awsSecretAccessKey,
    OCEAN__INTEGRATION__CONFIG__AWS_ACCESS_KEY_ID: SANDBOX_KEY.accessKeyId,
    OCEAN__INTEGRATION__CONFIG__AWS_SECRET_ACCESS_KEY: SECRETS.awsSecretAccessKey,
    OCEAN__INTEGRATION__CONFIG__EXTERNAL_ID: SECRETS.externalId,
    OCEAN__INTEGRATION__CONFIG__LIVE_EVENTS_API_KEY: SECRETS.liveEventsApiKey,
    LONGSHORE_API_TOKEN: SECRETS.apiToken,
    LONGSHORE_LOG_LEVEL: 'debug',
    LONGSHORE_DEBUG: '1',
    AWS_MAX_ATTEMPTS: '2',
  };
  return {
    world,
    start: (args, more = {}) => startHere({ ...env, ...more }, args),
    spawn: (args, more = {}) => spawnCommand({ ...env, ...more }, args),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** The forms in which a secret may appear. */
export function formsOf(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  // After one or two other bytes it has other characters, except those that it shares with neighbours.
  const inside = ['x', 'xx'].map((before) =>
    Buffer.from(`${before}${secret}xxx`).toString('base64').slice(4, -8),
  );
  const telling = inside.filter((text) => text.length >= 12);
  const json = JSON.stringify(secret).slice(1, -1);
  return [secret, json, encodeURIComponent(secret), base64, ...telling];
}

/** Secrets that a text contains. */
export function secretsIn(text: string): readonly string[] {
  return Object.entries(SECRETS)
    .filter(([, secret]) => formsOf(secret).some((form) => text.includes(form)))
    .map(([name]) => name);
}

/** Where secrets can be read, and `others` that came up meanwhile, among all that outsiders, disks, Port and AWS's logs of access get to see. */
export async function leaks(
  world: HostWorld,
  host: ServedHost,
  seen: Readonly<Record<string, string>> = {},
  others: Iterable<string> = [],
): Promise<readonly string[]> {
  const { integration, catalog } = world.port;
  const files = await readdir(world.folder, { recursive: true, withFileTypes: true });
  const texts: Record<string, string> = {
    ...seen,
    stdout: host.stdout,
    stderr: host.stderr,
    'log at Port': JSON.stringify(integration.logs),
    'metrics at Port': JSON.stringify(integration.metrics),
    'examples at Port': JSON.stringify([...integration.examples]),
    'record at Port': JSON.stringify([...integration.records]),
    'entities at Port': JSON.stringify([...catalog.all()]),
  };
  for (const file of files.filter((entry) => entry.isFile())) {
    const name = path.join(file.parentPath, file.name);
    texts[name] = (await readFile(name)).toString('utf8');
  }
  for (const { url } of world.requests) texts[`URL ${url}`] = url;
  const found = [...others].map((secret) => [secret, formsOf(secret)] as const);
  return Object.entries(texts).flatMap(([where, text]) => [
    ...secretsIn(text).map((name) => `${name} in ${where}`),
    ...found
      .filter(([, forms]) => forms.some((form) => text.includes(form)))
      .map(([secret]) => `${secret} in ${where}`),
  ]);
}

/** Everything that the host serves over HTTP. */
export async function answersOf(host: ServedHost): Promise<Readonly<Record<string, string>>> {
  const headers = { authorization: `Bearer ${SECRETS.apiToken}` };
  const { text: list } = await host.ask('/runs', { headers });
  const { runs } = JSON.parse(list) as { runs: { id: string }[] };
  const key = { 'x-port-aws-ocean-api-key': 'wrong' };
  const entries = [
    ['/runs', list],
    ...(await Promise.all(
      [
        ...['/metrics', '/health/ready', '/health/live', '/docs/json', '/nowhere', '/runs'],
        ...runs.map(({ id }) => `/runs/${id}`),
      ].map(async (to) => [`GET ${to}`, (await host.ask(to, { headers })).text] as const),
    )),
    ['refused', (await host.ask('/webhook', { method: 'POST', headers: key })).text],
  ] as const;
  return Object.fromEntries(entries);
}

/** AWS repeats the request in its error. */
export function echo(): { type: 'error'; code: string; status: number; message: string } {
  const values = Object.values(SECRETS)
    .map((secret) => `Value '${secret}' at 'externalId' failed to satisfy constraint`)
    .join('; ');
  return {
    type: 'error',
    code: 'ValidationError',
    status: 400,
    message: `5 validation errors detected: ${values}`,
  };
}
