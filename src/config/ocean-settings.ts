/** Settings of Ocean that Longshore accepts without effect, and what to use instead. */
export interface UnusedOceanSettings {
  /** Places in `config.yaml`. One that ends in `.*` is a group: everything below it is accepted. */
  readonly paths: readonly string[];
  /** For the documentation. */
  readonly instead: string;
}

/**
 * Every setting of Ocean's core that Longshore does not use. They may stay; any other unknown name is treated
 * as a misspelling.
 *
 * @see https://github.com/port-labs/ocean/blob/main/port_ocean/config/settings.py
 */
export const UNUSED_OCEAN_SETTINGS: readonly UnusedOceanSettings[] = [
  {
    paths: ['application.enableHttpLogging', 'application.port', 'eventsDebugLogging'],
    instead: 'the log goes to Port while `serve` runs, and to stderr; `LONGSHORE_HTTP_PORT`',
  },
  {
    paths: ['metrics.*', 'statusHeartbeatIntervalSeconds'],
    instead: '`/metrics`, always on',
  },
  { paths: ['resourcesPath'], instead: '`--config <file>`' },
  { paths: ['createPortResourcesOrigin'], instead: '`OCEAN__INITIALIZE_PORT_RESOURCES`' },
  {
    paths: [
      'batchWorkSize',
      'upsertEntitiesBatchMaxLength',
      'upsertEntitiesBatchMaxSizeInBytes',
      'deleteEntitiesMaxBatchSize',
      'port.portAppConfigCacheTtl',
      'port.featureFlagsCacheTtlSeconds',
      'port.blueprintCacheTtlSeconds',
    ],
    instead: 'automatic; `LONGSHORE_PORT_SHARE` limits the share of Port’s rate limits',
  },
  {
    paths: [
      'streaming.*',
      'caching.*',
      'cachingStorageMode',
      'processExecutionMode',
      'multiprocessing',
      'processInQueueTimeout',
      'processInQueueMaxWorkers',
      'eventWorkersCount',
      'yieldItemsToParse',
      'yieldItemsToParseBatchSize',
      'integration.config.maximumConcurrentAccounts',
    ],
    instead:
      'not needed; `LONGSHORE_CONCURRENCY` and a mapping’s `maxConcurrentAccounts` bound requests to AWS',
  },
  {
    paths: [
      'lakehouseEnabled',
      'lakehouseBufferIntervalSeconds',
      'lakehouseBufferMaxCount',
      'processingMode',
    ],
    instead: 'none: only examples of raw data are sent to Port',
  },
  {
    paths: [
      'liveEvents.*',
      'pathPrefix',
      'maxEventProcessingSeconds',
      'maxWaitSecondsBeforeShutdown',
    ],
    instead: 'live events wait in the state folder; paths are fixed',
  },
  {
    paths: [
      'eventListener.orgId',
      'eventListener.authenticationMechanism',
      'eventListener.kafkaSecurityEnabled',
      'eventListener.consumerPollTimeout',
    ],
    instead: 'the mechanism is always SCRAM-SHA-512; `OCEAN__EVENT_LISTENER__SECURITY_PROTOCOL`',
  },
  {
    paths: ['ssl.*'],
    instead: '`AWS_CA_BUNDLE` or `NODE_EXTRA_CA_CERTS`; certificates are always checked',
  },
  {
    paths: [
      'actionsProcessor.*',
      'integration.incrementalSyncEnabled',
      'integration.incrementalSyncInterval',
      'integration.skipCheckDiff',
      'runtime',
      'oauthAccessTokenFilePath',
      'disableIpOutboundBlocker',
    ],
    instead: 'none: there are no actions, incremental syncs or OAuth',
  },
];
