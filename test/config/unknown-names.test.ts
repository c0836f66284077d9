import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { UNUSED_OCEAN_SETTINGS } from '../../src/config/ocean-settings.ts';
import { isProgramVariable } from '../../src/config/own-variables.ts';
import { variableOf } from '../../src/config/setting-names.ts';
import { loadSettings, SETTINGS, type Settings } from '../../src/config/settings.ts';
import { parseYaml } from '../../src/config/yaml-file.ts';
import { configurationError } from './errors.ts';

const CONFIG = 'OCEAN__INTEGRATION__CONFIG';
const ROLE = 'arn:aws:iam::111111111111:role/reader';

function load(env: Readonly<Record<string, string>>, text?: string): Settings {
  return loadSettings({
    env,
    file: text === undefined ? undefined : parseYaml('config.yaml', text),
  });
}

async function refusal(env: Readonly<Record<string, string>>, text?: string): Promise<string> {
  return (await configurationError(() => load(env, text))).message;
}

describe('in the settings file, an unknown key is an error at its place', () => {
  test.each([
    [
      `integration:\n  config:\n    accountRoleArm: ${ROLE}\n`,
      'config.yaml:3:5 integration.config.accountRoleArm: unknown key; did you mean integration.config.accountRoleArn?',
    ],
    [
      `integration:\n  config:\n    accuontRoleArn: ${ROLE}\n`,
      'config.yaml:3:5 integration.config.accuontRoleArn: unknown key; did you mean integration.config.accountRoleArn?',
    ],
    [
      `integraton:\n  config:\n    accountRoleArn: ${ROLE}\n`,
      'config.yaml:1:1 integraton: unknown key; did you mean integration?',
    ],
    [
      `integration:\n  confg:\n    accountRoleArn: ${ROLE}\n`,
      'config.yaml:2:3 integration.confg: unknown key; did you mean integration.config?',
    ],
    [
      `accountRoleArn: ${ROLE}\n`,
      'config.yaml:1:1 accountRoleArn: unknown key; did you mean integration.config.accountRoleArn?',
    ],
    [
      `integration:\n  accountRoleArn: ${ROLE}\n`,
      'config.yaml:2:3 integration.accountRoleArn: unknown key; did you mean integration.config.accountRoleArn?',
    ],
    [
      `eventListener: { tpye: KAFKA }\n`,
      'config.yaml:1:18 eventListener.tpye: unknown key; did you mean eventListener.type?',
    ],
    [
      `concurrency: 5\n`,
      'config.yaml:1:1 concurrency: unknown key; only the variable LONGSHORE_CONCURRENCY sets it',
    ],
    [
      `integration: { config: { organizationRoleArn: x } }\n`,
      'config.yaml:1:26 integration.config.organizationRoleArn: unknown key',
    ],
    [`blueprints: []\n`, 'config.yaml:1:1 blueprints: unknown key'],
    [
      `integration: { config: { accountRoleArm: '{{ from env NOT_SET }}' } }\n`,
      'config.yaml:1:26 integration.config.accountRoleArm: unknown key; did you mean integration.config.accountRoleArn?',
    ],
  ])('%j', async (text, expected) => {
    expect(await refusal({}, text)).toBe(expected);
  });

  test('all of them are told at once, never with their values', async () => {
    const text = `integration:\n  config:\n    awsSecretAccessKye: shh-1\n    externalID: a\n    ouIdd: shh-2\n`;

    const message = await refusal({}, text);

    expect(message.split('\n')).toHaveLength(2);
    expect(message).toContain('awsSecretAccessKey?');
    expect(message).toContain('ouId?');
    expect(message).not.toContain('shh-');
  });
});

describe('variables of the integration', () => {
  test.each([
    ['ACCOUNT_ROLE_ARM', 'ACCOUNT_ROLE_ARN'],
    ['ACCUONT_ROLE_ARNS', 'ACCOUNT_ROLE_ARNS'],
    ['accountRoleArm', 'ACCOUNT_ROLE_ARN'],
    ['OU_IDS', 'OU_ID'],
    ['EXTERNALID2', 'EXTERNAL_ID'],
  ])('%s is an error that suggests %s', async (name, meant) => {
    const given = `${CONFIG}__${name}`;

    expect(await refusal({ [given]: 'x' })).toBe(
      `${given}: unknown setting; did you mean ${CONFIG}__${meant}?`,
    );
  });

  test.each([
    'OCEAN__INTEGRATION__CONFG__ACCOUNT_ROLE_ARN',
    'OCEAN__INTEGRATON__CONFIG__ACCOUNT_ROLE_ARN',
    'OCEAN__INTEGRATION__CONFIG_ACCOUNT_ROLE_ARN',
    'OCEAN__INTEGRATION__ACCOUNT_ROLE_ARN',
    'OCEAN__ACCOUNT_ROLE_ARN',
  ])('%s is an error too: it may be meant for the integration', async (name) => {
    expect(await refusal({ [name]: ROLE })).toBe(
      `${name}: unknown setting; did you mean ${CONFIG}__ACCOUNT_ROLE_ARN?`,
    );
  });

  test.each([
    'OCEAN_INTEGRATION__CONFIG__ACCOUNT_ROLE_ARN',
    'OCEN__INTEGRATION__CONFIG__ACCOUNT_ROLE_ARN',
  ])('%s, whose prefix is misspelt', async (name) => {
    expect(await refusal({ [name]: ROLE })).toBe(
      `${name}: unknown variable; did you mean ${CONFIG}__ACCOUNT_ROLE_ARN?`,
    );
  });

  test.each([
    [
      CONFIG,
      { accountRoleArm: ROLE },
      'accountRoleArm',
      `; did you mean ${CONFIG}__ACCOUNT_ROLE_ARN?`,
    ],
    [
      'OCEAN__INTEGRATION',
      { confg: { accountRoleArn: ROLE } },
      'confg',
      `; did you mean ${CONFIG}?`,
    ],
    [
      'OCEAN__INTEGRATION',
      { config: { accountRoleArm: ROLE } },
      'config.accountRoleArm',
      `; did you mean ${CONFIG}__ACCOUNT_ROLE_ARN?`,
    ],
    [CONFIG, { favouriteColour: 'red' }, 'favouriteColour', ''],
  ])('%s as JSON: each key is looked at', async (name, group, place, hint) => {
    expect(await refusal({ [name]: JSON.stringify(group) })).toBe(
      `${name}.${place}: unknown setting${hint}`,
    );
  });

  test("what is empty is not set, and so is no error; neither is aws-v3's older bound", () => {
    const env = {
      [`${CONFIG}__ACCOUNT_ROLE_ARM`]: '',
      [`${CONFIG}__MAXIMUM_CONCURRENT_ACCOUNTS`]: '9',
    };

    expect(load(env)).toEqual(load({}));
  });
});

describe("Longshore's own variables", () => {
  test.each([
    ['LONGSHORE_CONCURENCY', '; did you mean LONGSHORE_CONCURRENCY?'],
    ['LONGSHORE_CONCURRECNY', '; did you mean LONGSHORE_CONCURRENCY?'],
    ['LONGSHORE_STATE_DIR', '; did you mean LONGSHORE_STATE_DIRECTORY?'],
    ['LONGSHORE_FAVOURITE_COLOUR', ''],
    ['longshore_concurrency', '; did you mean LONGSHORE_CONCURRENCY?'],
    ['LONGSHOR_CONCURRENCY', '; did you mean LONGSHORE_CONCURRENCY?'],
  ])('%s is an error', async (name, hint) => {
    expect(await refusal({ [name]: '2' })).toBe(`${name}: unknown variable${hint}`);
  });

  test('what Kubernetes sets for services of that name is none of them', () => {
    const env = {
      LONGSHORE_SERVICE_HOST: '10.0.0.7',
      LONGSHORE_SERVICE_PORT: '8000',
      LONGSHORE_SERVICE_PORT_HTTP: '8000',
      LONGSHORE_PORT: 'tcp://10.0.0.7:8000',
      LONGSHORE_PORT_8000_TCP: 'tcp://10.0.0.7:8000',
      LONGSHORE_PORT_8000_TCP_ADDR: '10.0.0.7',
      LONGSHORE_PORT_8000_TCP_PORT: '8000',
      LONGSHORE_PORT_8000_TCP_PROTO: 'tcp',
      LONGSHORE_PORT_53_UDP_PROTO: 'udp',
      LONGSHORE_METRICS_SERVICE_HOST: '10.0.0.8',
      LONGSHORE_METRICS_SERVICE_PORT_PROM: '9090',
      LONGSHORE_METRICS_PORT: 'tcp://10.0.0.8:9090',
      LONGSHORE_METRICS_PORT_9090_TCP_ADDR: '10.0.0.8',
      LONGSHORE_HTTP_PORT: 'tcp://10.0.0.9:80', // of a service that is called longshore-http
    };

    expect(load(env)).toEqual(load({}));
  });

  test('LONGSHORE_PORT without an address is not of Kubernetes', async () => {
    expect(await refusal({ LONGSHORE_PORT: '8000' })).toContain('LONGSHORE_PORT: unknown variable');
  });

  test('every variable that the program, its tests and its tools read is known', async () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const own = new Set(Object.values(SETTINGS).flatMap(({ env }) => env));
    const read = new Set<string>();
    for (const folder of ['src', 'test', 'scripts', 'bench', 'deploy']) {
      for (const entry of await readdir(path.join(root, folder), {
        recursive: true,
        withFileTypes: true,
      })) {
        if (!entry.isFile() || entry.parentPath.includes('node_modules')) continue;
        const text = await readFile(path.join(entry.parentPath, entry.name), 'utf8');
        for (const [, name = ''] of text.matchAll(/\benv(?:\['|\.)(LONGSHORE_\w+)/g))
          read.add(name);
      }
    }

    expect(read.size).toBeGreaterThan(4);
    expect([...read].filter((name) => !own.has(name) && !isProgramVariable(name))).toEqual([]);
  });
});

describe("Ocean's settings that do not concern Longshore", () => {
  const paths = UNUSED_OCEAN_SETTINGS.flatMap((group) => group.paths).map((name) =>
    name.replace('.*', '.anything'),
  );

  test.each(paths)('%s is accepted as a variable, and in the file', (name) => {
    const nested = name
      .split('.')
      .reduceRight<unknown>((inner, part) => ({ [part]: inner }), 'some');

    expect(load({ [variableOf(name)]: 'some' })).toEqual(load({}));
    expect(load({}, JSON.stringify(nested))).toEqual(load({}));
  });

  test('a whole group is accepted', () => {
    expect(load({ OCEAN__METRICS: '{"enabled":true}' }, 'ssl: { port: { verify: true } }')).toEqual(
      load({}),
    );
  });

  test('an unknown variable that cannot be the integration’s is a warning', () => {
    const { warnings } = load({
      OCEAN__PORT__CLIENT_IDD: 'x',
      OCEAN__SOMETHING_NEW: 'x',
      OCEAN__EVENT_LISTENER: JSON.stringify({ tpye: 'KAFKA' }),
    });

    expect([...warnings].sort()).toEqual([
      'OCEAN__EVENT_LISTENER.tpye: unknown setting; did you mean OCEAN__EVENT_LISTENER__TYPE?',
      'OCEAN__PORT__CLIENT_IDD: unknown setting; did you mean OCEAN__PORT__CLIENT_ID?',
      'OCEAN__SOMETHING_NEW: unknown setting',
    ]);
  });
});

describe('a role whose variable is lost', () => {
  const text = `integration:\n  config:\n    accountRoleArn: "{{ from env READER_ROLE }}"\n`;

  test('is an error: without it, one account alone would be read', async () => {
    expect(await refusal({}, text)).toContain(
      'config.yaml:3:21 integration.config.accountRoleArn: the variable READER_ROLE is not set',
    );
  });

  test('is none when it is empty on purpose, or another setting has the role', () => {
    const others = `${text}    accountRoleArns: ["${ROLE}"]\n`;

    expect(load({ READER_ROLE: '' }, text).accounts.accountRoleArn).toBeUndefined();
    expect(load({}, others).accounts.accountRoleArns).toEqual([ROLE]);
    expect(load({ [`${CONFIG}__ACCOUNT_ROLE_ARN`]: ROLE }, text).accounts.accountRoleArn).toBe(
      ROLE,
    );
  });
});
