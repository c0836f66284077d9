import { expect, test } from '@jest/globals';
import { settingOrigins, type SettingOrigin } from '../../src/config/setting-origins.ts';
import { SETTINGS, type SettingsSources } from '../../src/config/settings.ts';
import { parseYaml } from '../../src/config/yaml-file.ts';

function originOf(
  name: keyof typeof SETTINGS,
  sources: Partial<SettingsSources>,
): SettingOrigin | undefined {
  return settingOrigins({ env: {}, ...sources }).find((row) => row.name === name);
}

test('has every setting; without a source, its default', () => {
  const rows = settingOrigins({ env: {} });

  expect(rows.map(({ name }) => name)).toEqual(Object.keys(SETTINGS));
  expect(rows.every(({ origin }) => origin === 'default')).toBe(true);
  expect(originOf('concurrency', {})).toEqual({
    name: 'concurrency',
    value: '256',
    origin: 'default',
    isSecret: false,
  });
  expect(originOf('ouId', {})?.value).toBeUndefined();
});

test('names the flag, the variable, or the place in the file', () => {
  const file = parseYaml('settings.yaml', 'port:\n  baseUrl: https://api.us.port.io\n');

  expect(originOf('stateDirectory', { flags: { stateDirectory: 'here' } })).toMatchObject({
    value: 'here',
    origin: '--state',
  });
  expect(originOf('httpPort', { env: { APPLICATION__PORT: '80' } })).toMatchObject({
    value: '80',
    origin: 'APPLICATION__PORT',
  });
  expect(originOf('portBaseUrl', { file })).toMatchObject({
    value: 'https://api.us.port.io',
    origin: 'settings.yaml:2:12 port.baseUrl',
  });
  expect(
    originOf('portBaseUrl', { file, env: { OCEAN__PORT__BASE_URL: 'https://env.example' } }),
  ).toMatchObject({ value: 'https://env.example', origin: 'OCEAN__PORT__BASE_URL' });
});

test('shows no secret: neither of a secret setting nor within a URL', () => {
  const env = {
    OCEAN__PORT__CLIENT_SECRET: 'hush-1',
    OCEAN__PORT__BASE_URL: 'https://me:hush-2@api.example/',
  };

  expect(JSON.stringify(settingOrigins({ env }))).not.toContain('hush');
  expect(originOf('portClientSecret', { env })?.value).toBe('***');
  expect(originOf('portBaseUrl', { env })?.value).toBe('https://***@api.example/');
});

test('shows values that are wrong', () => {
  expect(originOf('concurrency', { env: { LONGSHORE_CONCURRENCY: 'many' } })).toMatchObject({
    value: 'many',
    origin: 'LONGSHORE_CONCURRENCY',
  });
});
