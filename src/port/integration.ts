import { z } from 'zod';
import { Accepted } from './answer.ts';
import type { PortClient } from './port-client.ts';
import { isNotFound, PortError } from './port-error.ts';

const ResyncState = z.looseObject({ updatedAt: z.string().nullish() });

/** An integration in Port, with the keys that a host reads. */
const Integration = z.looseObject({
  installationType: z.string().nullish(),
  installationAppType: z.string().nullish(),
  version: z.string().nullish(),
  /** The mapping. */
  config: z.record(z.string(), z.unknown()).nullish(),
  changelogDestination: z.record(z.string(), z.unknown()).nullish(),
  actionsProcessingEnabled: z.boolean().nullish(),
  incrementalSyncEnabled: z.boolean().nullish(),
  processingMode: z.string().nullish(),
  arePortResourcesInitialized: z.boolean().nullish(),
  updatedAt: z.string().nullish(),
  resyncState: ResyncState.nullish(),
  logAttributes: z.looseObject({ ingestUrl: z.string().nullish() }).nullish(),
  metricAttributes: z.looseObject({ ingestUrl: z.string().nullish() }).nullish(),
});
export type Integration = z.output<typeof Integration>;

const IntegrationAnswer = z.object({ integration: Integration });
/** Port must confirm that the answer is complete before the integration counts as missing. */
const FoundIntegration = z.union([
  IntegrationAnswer,
  z.object({ ok: z.literal(true), integration: z.null().optional() }),
]);

/** The version of Ocean's core whose protocol we use: Port's features depend on it. */
export const OCEAN_CORE_VERSION = '0.48.12';

/** The integration's record; undefined when Port does not have it yet. */
export async function findIntegration(
  client: PortClient,
  signal: AbortSignal,
): Promise<Integration | undefined> {
  try {
    const { integration } = await client.call({
      method: 'GET',
      path: pathOf(client),
      query: { oceanCoreVersion: OCEAN_CORE_VERSION, isPolling: 'false' },
      family: 'other',
      answer: FoundIntegration,
      signal,
    });
    return integration ?? undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Where changes of the integration are sent: to Kafka, to a webhook, or nowhere. */
export type ChangelogDestination =
  | Readonly<Record<string, never>>
  | { readonly type: 'KAFKA' }
  | { readonly type: 'WEBHOOK'; readonly url: string };

export interface NewIntegration {
  readonly changelogDestination: ChangelogDestination;
  /** The mapping. */
  readonly config: object;
}

/** Creates the integration's record. */
export async function createIntegration(
  client: PortClient,
  { changelogDestination, config }: NewIntegration,
  signal: AbortSignal,
): Promise<Integration> {
  const { type, identifier, version } = client.integration;
  const { integration } = await client.call({
    method: 'POST',
    path: '/integration',
    body: {
      installationId: identifier,
      installationAppType: type,
      version,
      changelogDestination,
      config,
      actionsProcessingEnabled: false,
      incrementalSyncEnabled: false,
      createPortResourcesOrigin: 'Default',
    },
    family: 'other',
    answer: IntegrationAnswer,
    signal,
  });
  return integration;
}

/** Changes keys of the integration's record. An empty change would trigger a resync. */
export async function patchIntegration(
  client: PortClient,
  changes: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<Integration> {
  const { integration } = await client.call({
    method: 'PATCH',
    path: pathOf(client),
    body: changes,
    family: 'other',
    answer: IntegrationAnswer,
    signal,
  });
  return integration;
}

/** Port's request for a resync; undefined for none. An internal endpoint, which may be missing. */
export async function findResyncRequest(
  client: PortClient,
  signal: AbortSignal,
): Promise<{ readonly id: string; readonly updatedAt: string } | undefined> {
  const Request = z.object({ id: z.string(), updatedAt: z.string() });
  try {
    const { request } = await client.call({
      method: 'GET',
      path: `${pathOf(client)}/resync-request`,
      family: 'other',
      answer: z.object({ request: Request.nullish() }),
      signal,
    });
    return request ?? undefined;
  } catch (error) {
    if (error instanceof PortError && error.status === 404) return undefined;
    throw error;
  }
}

/** Port's view of the current or last resync. */
export interface ResyncState {
  readonly status: 'running' | 'completed' | 'failed' | 'aborted';
  readonly lastResyncStart?: string;
  /** Null while it runs. */
  readonly lastResyncEnd: string | null;
  readonly nextResync: string | null;
  /** Port's own name for it is misspelt. */
  readonly intervalInMinuets: number | null;
}

/** Reports the resync's status to Port. An internal endpoint. */
export async function patchResyncState(
  client: PortClient,
  state: ResyncState,
  signal: AbortSignal,
): Promise<void> {
  await client.call({
    method: 'PATCH',
    path: `${pathOf(client)}/resync-state`,
    body: state,
    family: 'other',
    answer: Accepted,
    signal,
  });
}

/** Raw items for Port's mapping editor. An internal endpoint. */
export async function sendExamples(
  client: PortClient,
  kind: string,
  examples: readonly unknown[],
  signal: AbortSignal,
): Promise<void> {
  await client.call({
    method: 'POST',
    path: `${pathOf(client)}/kinds/${encodeURIComponent(kind)}/examples`,
    body: { examples },
    family: 'other',
    answer: Accepted,
    signal,
  });
}

/** The organization and its features. */
export async function findOrganization(
  client: PortClient,
  signal: AbortSignal,
): Promise<{ readonly id: string; readonly featureFlags: readonly string[] }> {
  const { organization } = await client.call({
    method: 'GET',
    path: '/organization',
    family: 'other',
    answer: z.object({
      organization: z.object({ id: z.string(), featureFlags: z.array(z.string()).default([]) }),
    }),
    signal,
  });
  return organization;
}

/** Credentials for Port's Kafka. An internal endpoint. */
export async function findKafkaCredentials(
  client: PortClient,
  signal: AbortSignal,
): Promise<{ readonly username: string; readonly password: string }> {
  const { credentials } = await client.call({
    method: 'GET',
    path: '/kafka-credentials',
    family: 'other',
    answer: z.object({ credentials: z.object({ username: z.string(), password: z.string() }) }),
    signal,
  });
  return credentials;
}

function pathOf({ integration }: PortClient): string {
  return `/integration/${encodeURIComponent(integration.identifier)}`;
}
