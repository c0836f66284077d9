import type { Logger } from 'pino';
import { z } from 'zod';
import type { Settings } from '../config/settings.ts';
import { convergeBlueprints } from '../catalog/converge-blueprints.ts';
import type { Trigger } from './trigger.ts';
import { convergeIntegration } from './port/integration-record.ts';
import type { Clock } from '../lib/clock.ts';
import { ConfigurationError, messageOf } from '../lib/errors.ts';
import {
  findIntegration,
  findKafkaCredentials,
  findOrganization,
  type ChangelogDestination,
} from '../port/integration.ts';
import type { SecretMask } from '../lib/secret-mask.ts';
import type { PortClient } from '../port/port-client.ts';
import { isPortOutage } from '../port/port-outage.ts';
import { defaultBlueprintsFor } from '../app/default-blueprints.ts';
import { mappingFile } from '../app/mapping-plans.ts';

export interface HostStartOptions {
  readonly settings: Settings;
  /** A mapping file instead of the integration's own in Port. */
  readonly config: string | undefined;
  readonly cwd: string;
  readonly client: PortClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly secrets: SecretMask;
  loadMapping(signal: AbortSignal): Promise<unknown>;
  /** Called each time a start fails because Port is unavailable. */
  onWaiting(problem: string): void;
}

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Prepares Port for the host. While Port is unavailable it retries without limit; with the trigger `ONCE`, it
 * fails.
 *
 * @throws {PortError} when Port refuses, above all the credentials
 * @throws {ConfigurationError} when the settings do not match Port
 */
export async function startWithPort(
  options: HostStartOptions,
  signal: AbortSignal,
): Promise<Trigger> {
  const { settings, clock, random, onWaiting } = options;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await tryStart(options, signal);
    } catch (error) {
      signal.throwIfAborted();
      const isAway = isPortOutage(error) && error.status !== 401; // waiting does not fix credentials
      if (!isAway || settings.host.eventListener === 'ONCE') throw error;
      onWaiting(messageOf(error));
    }
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
    await clock.sleep(longest * (0.5 + random() / 2), signal);
  }
}

async function tryStart(options: HostStartOptions, signal: AbortSignal): Promise<Trigger> {
  const { logger, loadMapping } = options;
  await prepare(options, signal);
  try {
    await loadMapping(signal);
  } catch (error) {
    if (signal.aborted || isPortOutage(error)) throw error;
    logger.warn({ problem: messageOf(error) }, 'mapping not usable');
  }
  return triggerOf(options, signal);
}

/** Prepares Port: blueprints and mapping if it has none, and the integration's record. */
async function prepare(
  { settings, config, cwd, client, logger }: HostStartOptions,
  signal: AbortSignal,
): Promise<void> {
  const { initializePortResources } = settings.host;
  const existing = await findIntegration(client, signal);
  const isNew = Object.keys(existing?.config ?? {}).length === 0;
  let defaultMapping: object | undefined;
  if (initializePortResources && isNew) {
    const { value } = await mappingFile(config, cwd);
    const wanted = await defaultBlueprintsFor(kindsOf(value));
    const blueprints = await convergeBlueprints(client, wanted, signal);
    logger.info({ ...blueprints }, 'default blueprints created in Port');
    if (typeof value === 'object' && value !== null) defaultMapping = value;
  }
  const changelogDestination = destinationOf(settings);
  await convergeIntegration({ client, changelogDestination, defaultMapping, signal });
}

const NamedKinds = z.object({ resources: z.array(z.object({ kind: z.string() })) });

/** The kinds that a mapping names; none for one that cannot be used, which is told when it is loaded. */
function kindsOf(mapping: unknown): readonly string[] {
  return NamedKinds.safeParse(mapping).data?.resources.map(({ kind }) => kind) ?? [];
}

function destinationOf({ host: { eventListener, appHost } }: Settings): ChangelogDestination {
  if (eventListener === 'KAFKA') return { type: 'KAFKA' };
  if (eventListener !== 'WEBHOOK') return {};
  if (appHost !== undefined) return { type: 'WEBHOOK', url: `${appHost}/resync` };
  throw new ConfigurationError('the event listener WEBHOOK needs the address of this host', {
    remedy: 'set OCEAN__EVENT_LISTENER__APP_HOST to the address at which Port reaches it',
  });
}

async function triggerOf(
  { settings: { host, integration }, client, secrets }: HostStartOptions,
  signal: AbortSignal,
): Promise<Trigger> {
  switch (host.eventListener) {
    case 'POLLING':
      return { type: 'polling', intervalMs: host.pollingIntervalMs };
    case 'ONCE':
      return { type: 'once' };
    case 'WEBHOOK':
      return { type: 'webhook' };
    case 'KAFKA': {
      const { kafkaTrigger } = await import('./kafka/kafka-trigger.ts');
      const organization = await findOrganization(client, signal);
      const credentials = await findKafkaCredentials(client, signal);
      secrets.add(credentials.password);
      const { kafkaBrokers = DEFAULT_BROKERS, kafkaSecurityProtocol } = host;
      return kafkaTrigger({
        brokers: kafkaBrokers,
        security: kafkaSecurityProtocol,
        credentials,
        organization,
        integration,
      });
    }
  }
}

/** Port's own, as Ocean defines them. */
const DEFAULT_BROKERS = [
  'b-1-public.publicclusterprod.t9rw6w.c1.kafka.eu-west-1.amazonaws.com:9196',
  'b-2-public.publicclusterprod.t9rw6w.c1.kafka.eu-west-1.amazonaws.com:9196',
  'b-3-public.publicclusterprod.t9rw6w.c1.kafka.eu-west-1.amazonaws.com:9196',
];
