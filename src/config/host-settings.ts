import { z } from 'zod';
import {
  ownSetting,
  settingCron,
  settingFlag,
  settingList,
  settingShare,
  settingText,
  settingUrl,
  wholeNumber,
} from './setting.ts';

/** How Port requests a resync, by Ocean's names. */
export const EVENT_LISTENERS = ['POLLING', 'ONCE', 'WEBHOOK', 'KAFKA'] as const;

/** The settings of the long-running host and of what it writes: Ocean's where Ocean has them. */
export const HOST_SETTINGS = {
  eventListener: ownSetting('eventListener', {
    env: ['OCEAN__EVENT_LISTENER__TYPE'],
    description:
      'How Port requests a resync: POLLING, ONCE (one resync, then the process ends), WEBHOOK or KAFKA.',
    schema: z
      .preprocess(
        (name) => (typeof name === 'string' ? name.toUpperCase() : name),
        z.enum(EVENT_LISTENERS, { error: 'must be POLLING, ONCE, WEBHOOK or KAFKA' }),
      )
      .default('POLLING'),
    defaultText: 'POLLING',
  }),
  resyncOnStart: ownSetting('resyncOnStart', {
    env: ['OCEAN__EVENT_LISTENER__RESYNC_ON_START', 'OCEAN__RESYNC_ON_START'],
    description: 'Resync when the host starts.',
    schema: settingFlag.default(true),
    defaultText: 'true',
    specType: 'boolean',
  }),
  pollingInterval: ownSetting('pollingInterval', {
    env: ['OCEAN__EVENT_LISTENER__INTERVAL'],
    description: 'Seconds between polls that ask Port whether to resync (POLLING).',
    schema: wholeNumber(1, 86_400).default(60),
    defaultText: '60',
    specType: 'integer',
  }),
  appHost: ownSetting('appHost', {
    env: ['OCEAN__EVENT_LISTENER__APP_HOST', 'OCEAN__BASE_URL', 'OCEAN__INTEGRATION__APP_HOST'],
    description: 'The address at which Port reaches this host (WEBHOOK).',
    schema: settingUrl.optional(),
  }),
  kafkaBrokers: ownSetting('kafkaBrokers', {
    env: ['OCEAN__EVENT_LISTENER__BROKERS'],
    description: 'Port’s Kafka brokers, comma-separated (KAFKA).',
    schema: settingList,
    specType: 'array',
  }),
  kafkaSecurityProtocol: ownSetting('kafkaSecurityProtocol', {
    env: ['OCEAN__EVENT_LISTENER__SECURITY_PROTOCOL'],
    description: 'SASL_SSL, SASL_PLAINTEXT, SSL or PLAINTEXT (KAFKA).',
    schema: z
      .enum(['SASL_SSL', 'SASL_PLAINTEXT', 'SSL', 'PLAINTEXT'], {
        error: 'must be SASL_SSL, SASL_PLAINTEXT, SSL or PLAINTEXT',
      })
      .default('SASL_SSL'),
    defaultText: 'SASL_SSL',
  }),
  scheduledResyncInterval: ownSetting('scheduledResyncInterval', {
    env: ['OCEAN__SCHEDULED_RESYNC_INTERVAL'],
    description: 'Minutes between scheduled resyncs; no schedule when not set.',
    schema: wholeNumber(1, 525_600).optional(),
    specType: 'integer',
  }),
  resyncSchedule: ownSetting('resyncSchedule', {
    env: ['LONGSHORE_RESYNC_SCHEDULE'],
    description: 'When to resync, as a cron expression in UTC, instead of an interval.',
    schema: settingCron.optional(),
  }),
  initializePortResources: ownSetting('initializePortResources', {
    env: ['OCEAN__INITIALIZE_PORT_RESOURCES'],
    description: 'Create the default blueprints and mapping in Port where they are missing.',
    schema: settingFlag.default(true),
    defaultText: 'true',
    specType: 'boolean',
  }),
  sendRawDataExamples: ownSetting('sendRawDataExamples', {
    env: ['OCEAN__SEND_RAW_DATA_EXAMPLES'],
    description:
      'Send Port five raw items of each kind, for its mapping editor; secrets are masked.',
    schema: settingFlag.default(true),
    defaultText: 'true',
    specType: 'boolean',
  }),
  allowEnvironmentVariablesJqAccess: ownSetting('allowEnvironmentVariablesJqAccess', {
    env: ['OCEAN__ALLOW_ENVIRONMENT_VARIABLES_JQ_ACCESS'],
    description:
      'Let mappings read environment variables with env and $ENV; never the secret ones.',
    schema: settingFlag.default(false),
    defaultText: 'false',
    specType: 'boolean',
  }),
  jqDeadlineSeconds: ownSetting('jqDeadlineSeconds', {
    env: ['LONGSHORE_JQ_DEADLINE_SECONDS'],
    description: 'Longest time that jq may take for one batch before an expression is cut off.',
    schema: wholeNumber(1, 600).default(20),
    defaultText: '20',
    specType: 'integer',
  }),
  portShare: ownSetting('portShare', {
    env: ['LONGSHORE_PORT_SHARE'],
    description: 'Share of the organization’s rate limits at Port that may be used, up to 1.',
    schema: settingShare.default(0.5),
    defaultText: '0.5',
  }),
  portTimeoutSeconds: ownSetting('portTimeoutSeconds', {
    env: ['LONGSHORE_PORT_TIMEOUT_SECONDS', 'OCEAN__CLIENT_TIMEOUT'],
    description: 'Longest wait for one answer from Port, in seconds.',
    schema: wholeNumber(1, 600).default(60),
    defaultText: '60',
    specType: 'integer',
  }),
  stateDirectory: ownSetting('stateDirectory', {
    env: ['LONGSHORE_STATE_DIRECTORY'],
    flag: 'state',
    description:
      'Folder for the state: what was last written to Port. If lost, it is rebuilt from Port.',
    schema: settingText.default('.longshore'),
    defaultText: '.longshore',
  }),
  stateMaxAgeHours: ownSetting('stateMaxAgeHours', {
    env: ['LONGSHORE_STATE_MAX_AGE_HOURS'],
    description:
      'Hours after which the state is compared with Port again, to undo changes that others made there; 0 for every run.',
    schema: wholeNumber(0, 8_760).default(24),
    defaultText: '24',
    specType: 'integer',
  }),
  mostDeletionsPerScope: ownSetting('mostDeletionsPerScope', {
    env: ['LONGSHORE_MOST_DELETIONS_PER_SCOPE'],
    description:
      'Most resources of one account, region and kind that a run checks with AWS and deletes from Port; the rest wait for the next run.',
    schema: wholeNumber(1, 100_000).default(1_000),
    defaultText: '1000',
    specType: 'integer',
  }),
  acceptRemovals: ownSetting('acceptRemovals', {
    env: ['LONGSHORE_ACCEPT_REMOVALS'],
    description:
      'Delete entities of accounts and regions that settings or credentials no longer reach.',
    schema: settingFlag.default(false),
    defaultText: 'false',
    specType: 'boolean',
  }),
  httpHost: ownSetting('httpHost', {
    env: ['LONGSHORE_HTTP_HOST'],
    description: 'Address on which the host listens.',
    schema: settingText.default('0.0.0.0'),
    defaultText: '0.0.0.0',
  }),
  httpPort: ownSetting('httpPort', {
    env: ['LONGSHORE_HTTP_PORT', 'APPLICATION__PORT'],
    description: 'Port on which the host listens; 0 for any free one.',
    schema: wholeNumber(0, 65_535).default(8_000),
    defaultText: '8000',
    specType: 'integer',
  }),
  apiToken: ownSetting('apiToken', {
    env: ['LONGSHORE_API_TOKEN'],
    description:
      'Bearer token for `POST /resync`, `GET /runs`, `POST /query` and the REST API of cost; without it they are disabled.',
    schema: settingText.optional(),
    secret: true,
  }),
} as const;
