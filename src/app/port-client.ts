import { systemClock } from '../lib/clock.ts';
import type { Settings } from '../config/settings.ts';
import { ConfigurationError } from '../lib/errors.ts';
import { PortClient, type PortClientOptions } from '../port/port-client.ts';
import { networkOf } from './network.ts';
import { VERSION } from './version.ts';

/**
 * The client for Port from the settings.
 *
 * @throws {ConfigurationError} when they have no credentials for Port
 */
export function createPortClient(
  { port, integration, network }: Settings,
  options: Pick<PortClientOptions, 'observer' | 'firstContact' | 'maxAttempts'> = {},
): PortClient {
  const { clientId, clientSecret, baseUrl, baseUrlSource, share, answerTimeoutMs } = port;
  if (clientId === undefined || clientSecret === undefined) {
    throw new ConfigurationError('no credentials for Port', {
      remedy: 'set OCEAN__PORT__CLIENT_ID and OCEAN__PORT__CLIENT_SECRET',
    });
  }
  return new PortClient({
    baseUrl,
    clientId,
    clientSecret,
    integration,
    version: VERSION,
    clock: systemClock,
    random: Math.random,
    share,
    answerTimeoutMs,
    network: networkOf(network),
    baseUrlSource,
    ...options,
  });
}
