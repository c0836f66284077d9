import type { Trigger } from '../trigger.ts';
import { kafkaNames, listenForResyncRequests } from './resync-requests.ts';

/** The feature flag of organizations with a separate topic for resync requests. */
const REQUESTS_TOPIC = 'OCEAN_KAFKA_INTEGRATION_RESYNC_REQUESTS_TOPIC_ENABLED';

/** How long one fetch waits for messages. */
const POLL_TIMEOUT_MS = 1_000;

export interface KafkaTriggerOptions {
  readonly brokers: readonly string[];
  readonly security: 'SASL_SSL' | 'SASL_PLAINTEXT' | 'SSL' | 'PLAINTEXT';
  readonly credentials: { readonly username: string; readonly password: string };
  readonly organization: { readonly id: string; readonly featureFlags: readonly string[] };
  readonly integration: { readonly type: string; readonly identifier: string };
}

/** Resync requests through Port's Kafka. */
export function kafkaTrigger(options: KafkaTriggerOptions): Trigger {
  const { organization, integration, brokers, security, credentials } = options;
  const names = kafkaNames({
    organizationId: organization.id,
    integrationType: integration.type,
    integrationIdentifier: integration.identifier,
    requestsTopicEnabled: organization.featureFlags.includes(REQUESTS_TOPIC),
  });
  return {
    type: 'kafka',
    listen: ({ onRequest, onConnected, onProblem }, signal) =>
      listenForResyncRequests({
        ...names,
        ...credentials,
        brokers,
        security,
        consumerPollTimeoutMs: POLL_TIMEOUT_MS,
        integrationIdentifier: integration.identifier,
        signal,
        onResync: onRequest,
        onConnected,
        onProblem: (error) => {
          onProblem(error.message);
        },
      }),
  };
}
