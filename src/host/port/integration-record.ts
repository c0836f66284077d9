import { ConfigurationError } from '../../lib/errors.ts';
import {
  createIntegration,
  findIntegration,
  patchIntegration,
  type ChangelogDestination,
  type Integration,
} from '../../port/integration.ts';
import type { PortClient } from '../../port/port-client.ts';

export interface IntegrationRecordOptions {
  readonly client: PortClient;
  readonly changelogDestination: ChangelogDestination;
  /** Written if Port has no mapping yet; undefined to leave it empty. */
  readonly defaultMapping: object | undefined;
  readonly signal: AbortSignal;
}

/**
 * Creates the integration in Port, or corrects its differences from this host. An existing mapping is never
 * changed.
 *
 * @throws {ConfigurationError} when Port itself hosts this integration
 */
export async function convergeIntegration(options: IntegrationRecordOptions): Promise<Integration> {
  const { client, changelogDestination, defaultMapping, signal } = options;
  const existing = await findIntegration(client, signal);
  if (existing === undefined) {
    await createIntegration(client, { changelogDestination, config: defaultMapping ?? {} }, signal);
    await patchIntegration(client, { processingMode: PROCESSING_MODE }, signal);
    return (await findIntegration(client, signal)) ?? {};
  }
  if (existing.installationType?.startsWith('Saas') === true) {
    throw new ConfigurationError(
      `the integration "${client.integration.identifier}" is hosted by Port (${existing.installationType})`,
      { remedy: 'stop it in Port first, or choose another OCEAN__INTEGRATION__IDENTIFIER' },
    );
  }
  const hasMapping = Object.keys(existing.config ?? {}).length > 0;
  const changes = {
    ...driftOf(existing, client, changelogDestination),
    ...(!hasMapping && defaultMapping !== undefined && { config: defaultMapping }),
  };
  // An empty change would trigger a resync.
  if (Object.keys(changes).length === 0) return existing;
  return patchIntegration(client, changes, signal);
}

/** Resources are mapped here: Port need not wait for raw data. */
const PROCESSING_MODE = 'ocean-core';

function driftOf(
  existing: Integration,
  { integration: { type, version } }: PortClient,
  changelogDestination: ChangelogDestination,
): Readonly<Record<string, unknown>> {
  const wanted: Readonly<Record<string, unknown>> = {
    installationAppType: type,
    version,
    changelogDestination,
    actionsProcessingEnabled: false,
    incrementalSyncEnabled: false,
    processingMode: PROCESSING_MODE,
  };
  const current: Readonly<Record<string, unknown>> = {
    ...existing,
    changelogDestination: existing.changelogDestination ?? {},
    actionsProcessingEnabled: existing.actionsProcessingEnabled ?? false,
    incrementalSyncEnabled: existing.incrementalSyncEnabled ?? false,
  };
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([key, value]) => JSON.stringify(current[key]) !== JSON.stringify(value),
    ),
  );
}
