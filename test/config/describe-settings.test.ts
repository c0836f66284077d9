import { describe, expect, test } from '@jest/globals';
import { describeSettings } from '../../src/config/describe-settings.ts';
import { loadSettings } from '../../src/config/settings.ts';

describe('describeSettings', () => {
  test('has a row for every setting, under names of its own', () => {
    const { rows } = describeSettings();

    const names = rows.map(({ name }) => name);
    const variables = rows.flatMap(({ env }) => env);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(variables).size).toBe(variables.length);
    expect(rows.find(({ name }) => name === 'concurrency')).toEqual({
      name: 'concurrency',
      env: ['LONGSHORE_CONCURRENCY'],
      description: 'Requests to AWS in flight at once, over all accounts and regions.',
      default: '256',
      secret: false,
    });
    expect(rows.filter(({ secret }) => secret).map(({ name }) => name)).toEqual([
      'externalId',
      'awsAccessKeyId',
      'awsSecretAccessKey',
      'awsSessionToken',
      'liveEventsApiKey',
      'portClientId',
      'portClientSecret',
      'httpsProxy',
      'httpProxy',
      'apiToken',
      'clickhouseUrl',
      'clickhousePassword',
      'costWebhookUrl',
      'costWebhookSecret',
    ]);
  });

  test('the documented defaults are those that count: setting them changes nothing', () => {
    const env: Record<string, string> = {};
    for (const { env: variables, default: text } of describeSettings().rows) {
      const [variable] = variables;
      if (variable !== undefined && text?.includes('<') === false) env[variable] = text;
    }

    expect(Object.keys(env).length).toBeGreaterThan(5);
    expect(loadSettings({ env })).toEqual(loadSettings({ env: {} }));
  });

  test('gives the installer the settings of the integration, secrets marked', () => {
    const { configurations } = describeSettings();

    expect(configurations.map(({ name }) => name)).toEqual([
      'accountRoleArn',
      'accountRoleArns',
      'externalId',
      'ouId',
      'credentialProviderPriority',
      'awsAccessKeyId',
      'awsSecretAccessKey',
      'awsSessionToken',
      'awsPartition',
      'liveEventsApiKey',
    ]);
    expect(configurations.find(({ name }) => name === 'awsSecretAccessKey')).toEqual({
      name: 'awsSecretAccessKey',
      type: 'string',
      required: false,
      sensitive: true,
      description: 'The secret of awsAccessKeyId.',
    });
  });
});
