import { describe, expect, test } from '@jest/globals';
import { loadSettings, SETTINGS, type Settings } from '../../src/config/settings.ts';
import { readYamlFile } from '../../src/config/read-yaml-file.ts';
import type { YamlFile } from '../../src/config/yaml-file.ts';
import { configurationError } from './errors.ts';
import { TempFolder } from './temp-folder.ts';

const CONFIG = 'OCEAN__INTEGRATION__CONFIG';
const ROLE = 'arn:aws:iam::111111111111:role/reader';
const OTHER_ROLE = 'arn:aws:iam::222222222222:role/reader';

async function configYaml(text: string): Promise<YamlFile> {
  await using folder = await TempFolder.create();
  return { ...(await readYamlFile(await folder.write('config.yaml', text))), file: 'config.yaml' };
}

/** The error message for invalid settings. */
async function refusal(sources: Parameters<typeof loadSettings>[0]): Promise<string> {
  return (await configurationError(() => loadSettings(sources))).message;
}

function accounts(env: Readonly<Record<string, string>>): Settings['accounts'] {
  return loadSettings({ env }).accounts;
}

/** test/config/store-settings.test.ts says what is in it. */
const DEFAULT_STORE: unknown = expect.objectContaining({ type: 'none' });
const DEFAULT_COST: unknown = expect.objectContaining({ isOn: false, spendCapUsd: '0' });

test('without settings, everything has its default', () => {
  expect(loadSettings({ env: {} })).toEqual({
    concurrency: 256,
    maxAttempts: 10,
    answerTimeoutMs: 30_000,
    seed: 'longshore',
    logLevel: 'info',
    logFormat: 'auto',
    accounts: {
      credentialProviderPriority: ['AssumeRoleWithWebIdentity', 'StaticCredential', 'AssumeRole'],
    },
    integration: { type: 'aws-v3', identifier: 'my-aws-v3-integration' },
    port: { baseUrl: 'https://api.getport.io', share: 0.5, answerTimeoutMs: 60_000 },
    network: { endpointVariables: new Map() },
    state: { directory: '.longshore', maxAgeMs: 86_400_000 },
    deletion: { mostPerScope: 1_000, acceptsRemovals: false },
    mapping: { allowsEnvironment: false, jqDeadlineMs: 20_000 },
    host: {
      eventListener: 'POLLING',
      resyncOnStart: true,
      pollingIntervalMs: 60_000,
      kafkaSecurityProtocol: 'SASL_SSL',
      initializePortResources: true,
      sendRawDataExamples: true,
      httpHost: '0.0.0.0',
      httpPort: 8_000,
    },
    store: DEFAULT_STORE,
    cost: DEFAULT_COST,
    warnings: [],
  });
});

test('every variable of Ocean and of Longshore', () => {
  const settings = loadSettings({
    env: {
      [`${CONFIG}__ACCOUNT_ROLE_ARN`]: ROLE,
      [`${CONFIG}__ACCOUNT_ROLE_ARNS`]: JSON.stringify([ROLE, OTHER_ROLE]),
      [`${CONFIG}__EXTERNAL_ID`]: 'ext',
      [`${CONFIG}__OU_ID`]: ' ou-b, ou-a,,ou-b ',
      [`${CONFIG}__CREDENTIAL_PROVIDER_PRIORITY`]: 'StaticCredential,AssumeRole',
      [`${CONFIG}__AWS_ACCESS_KEY_ID`]: 'id',
      [`${CONFIG}__AWS_SECRET_ACCESS_KEY`]: 'secret',
      [`${CONFIG}__AWS_SESSION_TOKEN`]: 'token',
      [`${CONFIG}__AWS_PARTITION`]: 'aws-us-gov',
      OCEAN__INTEGRATION__TYPE: 'AWS-V3',
      OCEAN__INTEGRATION__IDENTIFIER: 'ours',
      OCEAN__PORT__BASE_URL: 'https://api.us.port.io/',
      OCEAN__PORT__CLIENT_ID: 'port-id',
      OCEAN__PORT__CLIENT_SECRET: 'port-secret',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
      AWS_MAX_ATTEMPTS: '3',
      LONGSHORE_CONCURRENCY: '4096',
      LONGSHORE_ANSWER_TIMEOUT_SECONDS: '5',
      LONGSHORE_SEED: '7',
      LONGSHORE_LOG_LEVEL: 'WARNING',
      LONGSHORE_PORT_SHARE: '0.8',
      LONGSHORE_PORT_TIMEOUT_SECONDS: '7',
      LONGSHORE_STATE_DIRECTORY: '/state',
      LONGSHORE_STATE_MAX_AGE_HOURS: '2',
      LONGSHORE_MOST_DELETIONS_PER_SCOPE: '50',
      LONGSHORE_ACCEPT_REMOVALS: 'true',
      LONGSHORE_JQ_DEADLINE_SECONDS: '3',
      LONGSHORE_HTTP_HOST: '127.0.0.1',
      LONGSHORE_HTTP_PORT: '9000',
      LONGSHORE_API_TOKEN: 'a-long-enough-token',
      LONGSHORE_RESYNC_SCHEDULE: '0 * * * *',
      OCEAN__ALLOW_ENVIRONMENT_VARIABLES_JQ_ACCESS: 'true',
      OCEAN__EVENT_LISTENER__TYPE: 'kafka',
      OCEAN__EVENT_LISTENER__RESYNC_ON_START: 'false',
      OCEAN__EVENT_LISTENER__INTERVAL: '5',
      OCEAN__EVENT_LISTENER__APP_HOST: 'https://longshore.example',
      OCEAN__EVENT_LISTENER__BROKERS: 'broker-1:9092,broker-2:9092',
      OCEAN__EVENT_LISTENER__SECURITY_PROTOCOL: 'PLAINTEXT',
      OCEAN__SCHEDULED_RESYNC_INTERVAL: '60',
      OCEAN__INITIALIZE_PORT_RESOURCES: 'false',
      OCEAN__SEND_RAW_DATA_EXAMPLES: 'false',
      [`${CONFIG}__LIVE_EVENTS_API_KEY`]: 'live-key',
    },
  });

  expect(settings).toEqual({
    concurrency: 4_096,
    maxAttempts: 3,
    answerTimeoutMs: 5_000,
    seed: '7',
    logLevel: 'warn',
    logFormat: 'auto',
    accounts: {
      accountRoleArn: ROLE,
      accountRoleArns: [ROLE, OTHER_ROLE],
      externalId: 'ext',
      ouId: ['ou-b', 'ou-a'],
      credentialProviderPriority: ['StaticCredential', 'AssumeRole'],
      staticCredentials: { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' },
      partition: 'aws-us-gov',
      webIdentityTokenFile: '/token',
    },
    integration: { type: 'aws-v3', identifier: 'ours' },
    port: {
      baseUrl: 'https://api.us.port.io',
      baseUrlSource: 'OCEAN__PORT__BASE_URL',
      clientId: 'port-id',
      clientSecret: 'port-secret',
      share: 0.8,
      answerTimeoutMs: 7_000,
    },
    network: { endpointVariables: new Map() },
    state: { directory: '/state', maxAgeMs: 7_200_000 },
    deletion: { mostPerScope: 50, acceptsRemovals: true },
    mapping: { allowsEnvironment: true, jqDeadlineMs: 3_000 },
    host: {
      eventListener: 'KAFKA',
      resyncOnStart: false,
      appHost: 'https://longshore.example',
      pollingIntervalMs: 5_000,
      kafkaBrokers: ['broker-1:9092', 'broker-2:9092'],
      kafkaSecurityProtocol: 'PLAINTEXT',
      resyncIntervalMinutes: 60,
      resyncSchedule: '0 * * * *',
      initializePortResources: false,
      sendRawDataExamples: false,
      httpHost: '127.0.0.1',
      httpPort: 9_000,
      apiToken: 'a-long-enough-token',
      liveEventsApiKey: 'live-key',
    },
    store: DEFAULT_STORE,
    cost: DEFAULT_COST,
    warnings: [],
  });
});

describe("Ocean's environment", () => {
  test.each([
    ['ocean__integration__config__account_role_arn', ROLE],
    [`${CONFIG}__accountRoleArn`, ROLE],
    ['Ocean__Integration__Config__Account_Role_Arn', ROLE],
    [CONFIG, JSON.stringify({ accountRoleArn: ROLE })],
    [CONFIG, JSON.stringify({ account_role_arn: ROLE })],
    ['ocean__integration', JSON.stringify({ config: { account_role_arn: ROLE } })],
    ['OCEAN__INTEGRATION', JSON.stringify({ config: JSON.stringify({ accountRoleArn: ROLE }) })],
  ])('may be written %s=%s', (name, value) => {
    expect(accounts({ [name]: value }).accountRoleArn).toBe(ROLE);
  });

  test('a variable for one setting overrides a JSON variable for the whole group, in any order', () => {
    const all = { [CONFIG]: JSON.stringify({ accountRoleArn: ROLE, externalId: 'ext' }) };
    const one = { [`${CONFIG}__ACCOUNT_ROLE_ARN`]: OTHER_ROLE };
    const expected = { accountRoleArn: OTHER_ROLE, externalId: 'ext' };

    expect(accounts({ ...all, ...one })).toMatchObject(expected);
    expect(accounts({ ...one, ...all })).toMatchObject(expected);
  });

  test('empty values count as not set', () => {
    const env = {
      [`${CONFIG}__ACCOUNT_ROLE_ARN`]: '',
      [`${CONFIG}__ACCOUNT_ROLE_ARNS`]: '[]',
      [`${CONFIG}__CREDENTIAL_PROVIDER_PRIORITY`]: ' , ',
      [`${CONFIG}__AWS_SECRET_ACCESS_KEY`]: ' ',
      LONGSHORE_CONCURRENCY: '',
      AWS_WEB_IDENTITY_TOKEN_FILE: '  ',
    };

    expect(loadSettings({ env })).toEqual(loadSettings({ env: {} }));
  });
});

describe('config.yaml', () => {
  const text = `
integration:
  identifier: ours
  type: aws-v3
  config:
    accountRoleArns: ["${ROLE}", "${OTHER_ROLE}"]
    ou_id: ou-a, ou-b
    externalId: "{{ from env MY_EXTERNAL_ID }}"
    awsPartition: "{{ from env NOT_SET }}"
port:
  clientId: "{{ from env PORT_CLIENT_ID }}"
eventListener: { type: POLLING }
`;

  test('is read, with templates filled in', async () => {
    const env = { MY_EXTERNAL_ID: 'ext', PORT_CLIENT_ID: 'port-id' };

    const settings = loadSettings({ env, file: await configYaml(text) });

    expect(settings.accounts).toMatchObject({
      accountRoleArns: [ROLE, OTHER_ROLE],
      ouId: ['ou-a', 'ou-b'],
      externalId: 'ext',
    });
    expect(settings.accounts.partition).toBeUndefined();
    expect(settings.integration.identifier).toBe('ours');
    expect(settings.port.clientId).toBe('port-id');
  });

  test('is overridden by the environment, setting by setting, and both by flags', async () => {
    const file = await configYaml('integration: { config: { accountRoleArn: a, externalId: b } }');
    const env = {
      [`${CONFIG}__EXTERNAL_ID`]: 'c',
      LONGSHORE_CONCURRENCY: '2',
      LONGSHORE_SEED: 'd',
    };

    const settings = loadSettings({ env, file, flags: { concurrency: '3', seed: undefined } });

    expect(settings.accounts).toMatchObject({ accountRoleArn: 'a', externalId: 'c' });
    expect(settings).toMatchObject({ concurrency: 3, seed: 'd' });
  });

  test.each(['', 'integration:', 'integration: { config: }', 'port: null'])(
    'may be empty: %j',
    async (empty) => {
      expect(loadSettings({ env: {}, file: await configYaml(empty) })).toEqual(
        loadSettings({ env: {} }),
      );
    },
  );

  test('must be a map, and so must each group', async () => {
    expect(await refusal({ env: {}, file: await configYaml('- a') })).toMatch(/^config\.yaml:1:1/);
    expect(await refusal({ env: {}, file: await configYaml('integration:\n  config: [a]') })).toBe(
      'config.yaml:2:11 integration.config: must be a map of settings',
    );
  });
});

describe('invalid settings', () => {
  test('are all reported together, each with its source and the expected value', async () => {
    const file = await configYaml(
      [
        'integration:',
        '  config:',
        '    awsPartition: aws-eu',
        '    externalId: 12345',
        '    accountRoleArns: [a, 7]',
        '    ouId: "{{ from vault x }}"',
      ].join('\n'),
    );
    const env = {
      OCEAN__PORT: '{oops',
      LONGSHORE_CONCURRENCY: '4097',
      AWS_MAX_ATTEMPTS: '1.5',
      LONGSHORE_LOG_LEVEL: 'loud',
      OCEAN__INTEGRATION: JSON.stringify({ config: { credentialProviderPriority: { a: 1 } } }),
    };

    const lines = (await refusal({ env, file, flags: { answerTimeoutSeconds: 'x' } })).split('\n');

    expect(lines.sort()).toEqual(
      [
        'config.yaml:3:19 integration.config.awsPartition: must be aws, aws-us-gov or aws-cn',
        'config.yaml:4:17 integration.config.externalId: must be text; put a number in quotes',
        'config.yaml:5:22 integration.config.accountRoleArns[1]: must be text; put a number in quotes',
        'config.yaml:6:11 integration.config.ouId: only {{ from env NAME }} is understood',
        'OCEAN__PORT: must be a JSON object',
        'OCEAN__INTEGRATION.config.credentialProviderPriority: must be a list of text: a JSON array, or separated by commas',
        'LONGSHORE_CONCURRENCY: must be a whole number from 1 to 4096',
        'AWS_MAX_ATTEMPTS: must be a whole number from 1 to 100',
        'LONGSHORE_LOG_LEVEL: must be debug, info, warn or error',
        '--answer-timeout-seconds: must be a whole number from 1 to 3600',
      ].sort(),
    );
  });

  test.each(['0', '-1', '4097', '1e2', '0x10', 'many', '1 2', 'NaN', 'Infinity'])(
    'a concurrency of %j',
    async (concurrency) => {
      expect(await refusal({ env: {}, flags: { concurrency } })).toBe(
        '--concurrency: must be a whole number from 1 to 4096',
      );
    },
  );

  test('a list that looks like JSON but is invalid', async () => {
    expect(await refusal({ env: { [`${CONFIG}__ACCOUNT_ROLE_ARNS`]: `["${ROLE}"` } })).toBe(
      `${CONFIG}__ACCOUNT_ROLE_ARNS: must be a list of text: a JSON array, or separated by commas`,
    );
  });

  test.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])(
    'static keys with only %s set',
    async (name) => {
      const message = await refusal({ env: { [`${CONFIG}__${name}`]: 'shh-1' } });

      expect(message).toContain(`${CONFIG}__${name}: awsAccessKeyId and awsSecretAccessKey`);
      expect(message).not.toContain('shh-1');
    },
  );

  test('a session token without keys', async () => {
    expect(await refusal({ env: { [`${CONFIG}__AWS_SESSION_TOKEN`]: 'shh-1' } })).toContain(
      'needs awsAccessKeyId',
    );
  });

  test.each(['ftp://port', 'port', 'https://'])('a base URL of %j', async (url) => {
    expect(await refusal({ env: { OCEAN__PORT__BASE_URL: url } })).toContain(
      'OCEAN__PORT__BASE_URL',
    );
  });

  test('errors never contain the value of a secret', async () => {
    const secrets = Object.values(SETTINGS).filter((setting) => setting.isSecret);
    const value = { hidden: 'shh-1' };
    const config = Object.fromEntries(secrets.map(({ name }) => [name, value]));
    const port = { clientId: value, clientSecret: value };
    const file = await configYaml(JSON.stringify({ integration: { config }, port }));

    const error = await configurationError(() =>
      loadSettings({ env: { [CONFIG]: '{"awsSecretAccessKey": "shh-1"' }, file }),
    );

    expect(error.message).toContain('integration.config.awsSecretAccessKey');
    expect(error.message).toContain(`${CONFIG}: must be a JSON object`);
    expect(JSON.stringify([error.message, error.remedy, error.cause])).not.toContain('shh-1');
  });
});
