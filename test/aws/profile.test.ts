import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { expectClearError } from '../helpers/clear-error.ts';
import { longshore, type CommandResult } from '../helpers/command.ts';

const READ = ['resync', '--kinds', 'AWS::SQS::Queue', '--output', '-'];

let sandbox: Sandbox;
let folder: string;
let files: Readonly<Record<'AWS_CONFIG_FILE' | 'AWS_SHARED_CREDENTIALS_FILE', string>>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-profile-'));
  files = {
    AWS_CONFIG_FILE: path.join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'credentials'),
  };
  sandbox = await startSandbox({
    estate: { seed: 'profile', accounts: 1, regions: ['us-east-1'], usedRegions: 1 },
  });
  const { AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secret = '' } = sandbox.environment;
  await writeFile(
    files.AWS_CONFIG_FILE,
    '[profile empty.one]\nregion = us-east-1\n[sso-session x]\n',
  );
  await writeFile(
    files.AWS_SHARED_CREDENTIALS_FILE,
    `[production]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
  );
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

function read(env: Readonly<Record<string, string>>, hasKeys = false): Promise<CommandResult> {
  const {
    AWS_ACCESS_KEY_ID: id = '',
    AWS_SECRET_ACCESS_KEY: secret = '',
    ...rest
  } = sandbox.environment;
  const keys = { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret };
  return longshore(READ, { env: { ...rest, ...files, ...(hasKeys && keys), ...env } });
}

describe('AWS_PROFILE', () => {
  test('that exists is used', async () => {
    expect((await read({ AWS_PROFILE: 'production' })).exitCode).toBe(0);
  });

  test('with a typo: the error names the files and the closest profile', async () => {
    expectClearError(
      await read({ AWS_PROFILE: 'prodution' }),
      1,
      'AWS_PROFILE names the profile "prodution", which is neither in ' +
        `${files.AWS_CONFIG_FILE} nor in ${files.AWS_SHARED_CREDENTIALS_FILE}`,
      'did you mean AWS_PROFILE=production?',
    );
  });

  test('similar to no other: the profiles are listed', async () => {
    expectClearError(
      await read({ AWS_PROFILE: 'zzz' }),
      1,
      'set AWS_PROFILE to one of the profiles there, or unset it: empty.one, production\n',
    );
  });

  test('without files: there is nothing to choose from', async () => {
    expectClearError(
      await read({
        AWS_PROFILE: 'zzz',
        AWS_CONFIG_FILE: '/nonexistent/config',
        AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
      }),
      1,
      'neither in /nonexistent/config nor in /nonexistent/credentials',
      'or create the profile: aws configure',
    );
  });

  test('that is unknown is an error even with access keys: the SDK would ignore them', async () => {
    expectClearError(await read({ AWS_PROFILE: 'prodution' }, true), 1, '"prodution"');
  });

  test('that is unknown does not matter with static keys in the settings', async () => {
    const { AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secret = '' } = sandbox.environment;

    const result = await read({
      AWS_PROFILE: 'prodution',
      OCEAN__INTEGRATION__CONFIG__AWS_ACCESS_KEY_ID: id,
      OCEAN__INTEGRATION__CONFIG__AWS_SECRET_ACCESS_KEY: secret,
    });

    expect(result).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('prodution') });
  });

  test('that exists without credentials has a different error', async () => {
    const result = await read({ AWS_PROFILE: 'empty.one' });

    expectClearError(result, 1, 'no AWS credentials found');
    expect(result.stderr).not.toContain('AWS_PROFILE names');
  });
});
