import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Finding } from '../../src/app/doctor/check.ts';
import { openState } from '../../src/app/state.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { CatalogWorld, IN_USE } from '../helpers/catalog-world.ts';
import { startFaultProxy, type FaultProxy } from '../helpers/fault-proxy.ts';

const FIVE_MINUTES = 300_000;

let world: CatalogWorld;

beforeAll(async () => {
  world = await CatalogWorld.create({
    estate: { ...IN_USE, seed: 'doctor', 'AWS::SQS::Queue': 3 },
    kinds: ['AWS::SQS::Queue', 'AWS::S3::Bucket'],
  });
});

afterEach(() => {
  world.sandbox.setFaults([]);
});

afterAll(() => world[Symbol.asyncDispose]());

interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly findings: readonly Finding[];
  of(check: string): readonly Finding[];
}

async function doctor(
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = ['--config', world.config],
): Promise<Outcome> {
  const { exitCode, stdout } = await world.run(['doctor', '--json', ...args], { env });
  const findings = z.array(Finding).parse(JSON.parse(stdout));
  const of = (name: string): readonly Finding[] => findings.filter(({ check }) => check === name);
  return { exitCode, stdout, findings, of };
}

function statuses(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ status }) => status);
}

describe('doctor', () => {
  test('reports no problems in a healthy setup, and changes nothing', async () => {
    const calls = world.port.calls();

    const { exitCode, findings, stdout, of } = await doctor();

    expect(findings.filter(({ status }) => status === 'failed' || status === 'unknown')).toEqual(
      [],
    );
    expect(exitCode).toBe(0);
    expect(of('AWS identity')[0]?.message).toContain('from the environment (AWS_ACCESS_KEY_ID)');
    expect(of('accounts')[0]?.message).toMatch(/^2 accounts: role assumed/);
    expect(of('permissions')[0]?.message).toMatch(/^2 kinds can be read in 2 accounts/);
    expect(of('settings')[0]?.details).toContainEqual(
      expect.objectContaining({ name: 'portClientSecret', value: '***' }),
    );
    expect(stdout).not.toContain(world.env['OCEAN__PORT__CLIENT_SECRET']);
    const made = Object.keys(world.port.calls()).filter((call) => calls[call] === undefined);
    expect(made.filter((call) => !/^GET|access_token/.test(call))).toEqual([]);
  });

  test('reads without colours, one line for each finding with its fix below', async () => {
    const { stdout } = await world.run(['doctor', '--config', world.config], {
      env: { LONGSHORE_STATE_DIRECTORY: world.config },
    });

    expect(stdout).toMatch(/^✓ ok {6}AWS identity /m);
    expect(stdout).toMatch(
      /^✗ failed {2}state folder .* is not a folder\n {10}fix: choose another/m,
    );
    expect(stdout).not.toContain('\u001b');
  });

  test('lists the denied actions of an account on one line, and the other checks still pass', async () => {
    const [, account = ''] = world.sandbox.estate.accountIds;
    world.sandbox.setFaults([
      { type: 'deny', account, operation: 'ListQueues' },
      { type: 'deny', account, operation: 'GetBucketTagging' },
      { type: 'deny', account, operation: 'ListBuckets' },
    ]);

    const { exitCode, of } = await doctor();

    expect(exitCode).toBe(1);
    expect(of('permissions').filter(({ status }) => status === 'failed')).toEqual([
      expect.objectContaining({
        message: `account ${account}: denied: s3:ListAllMyBuckets, sqs:ListQueues`,
        fix: expect.stringContaining('allow these actions') as unknown,
      }),
    ]);
    expect(statuses(of('blueprints'))).toEqual(['ok']);
  });

  test('an account whose role cannot be assumed does not hide the others', async () => {
    const [, account = ''] = world.sandbox.estate.accountIds;
    world.sandbox.setFaults([{ type: 'deny', account, operation: 'AssumeRole' }]);

    const { exitCode, of } = await doctor();

    expect(exitCode).toBe(1);
    expect(statuses(of('accounts'))).toEqual(['ok', 'failed']);
    expect(of('accounts')[1]?.message).toContain(account);
    expect(of('accounts')[1]?.fix).toMatch(/trust|AssumeRole/i);
    expect(statuses(of('permissions'))).toEqual(['ok']);
  });

  test('a wrong Port client secret fails, and AWS is still checked', async () => {
    const { exitCode, of } = await doctor({ OCEAN__PORT__CLIENT_SECRET: 'not-the-secret-at-all' });

    expect(exitCode).toBe(1);
    expect(statuses(of('Port credentials'))).toEqual(['failed']);
    expect(of('Port credentials')[0]?.fix).toContain('OCEAN__PORT__CLIENT_SECRET');
    expect(statuses(of('Port integration'))).toEqual(['unknown']);
    expect(statuses(of('permissions'))).toEqual(['ok']);
  });

  test('names a missing blueprint, and a property that a blueprint does not have', async () => {
    const config = await world.file(
      'doctor.json',
      JSON.stringify({
        resources: [block('"nowhere"', {}), block('"sqsQueue"', { Colour: '.Properties.Tags' })],
      }),
    );

    const { of, exitCode } = await doctor({ OCEAN__INITIALIZE_PORT_RESOURCES: 'false' }, [
      '--config',
      config,
    ]);

    expect(exitCode).toBe(1);
    expect(of('blueprints').map(({ message }) => message)).toEqual([
      'nowhere: not in Port',
      'sqsQueue: lacks property Colour',
    ]);
  });

  test('names invalid jq and unknown actions', async () => {
    const broken = block('"sqsQueue"', { QueueUrl: '.Properties.[' });
    const config = await world.file(
      'broken.json',
      JSON.stringify({
        resources: [
          { ...broken, selector: { query: 'true', includeActions: ['ListQueueTagAction'] } },
        ],
      }),
    );

    const { of } = await doctor({}, ['--config', config]);

    expect(statuses(of('mapping'))).toEqual(['failed', 'warning']);
    expect(of('mapping')[0]?.message).toContain('not valid jq: .Properties.[');
    expect(of('mapping')[1]?.message).toContain('did you mean ListQueueTagsAction?');
  });

  test.each([
    ['a clock that is two minutes off is a warning', 120_000, 'warning'],
    ['one that is ten minutes off fails', -2 * FIVE_MINUTES, 'failed'],
  ])('%s', async (_, skewMs, status) => {
    await using proxy = await shifted(skewMs);

    const { of } = await doctor({ AWS_ENDPOINT_URL: proxy.endpoint });

    expect(statuses(of('clock'))).toEqual([status]);
    expect(of('clock')[0]?.message).toContain(skewMs > 0 ? 'behind AWS' : 'ahead of AWS');
  });

  test('state that is in use, damaged, or not a folder', async () => {
    const file = await world.file('plain-file', '');
    const folder = path.join(world.folder, 'strange');
    await mkdir(path.join(folder, 'state'), { recursive: true });
    await writeFile(path.join(folder, 'state', 'CURRENT'), 'MANIFEST-000099\n');

    const open = await openState(loadSettings({ env: world.env }), world.folder);
    const inUse = await doctor();
    await open.close();
    const healthy = await doctor();
    const below = await doctor({ LONGSHORE_STATE_DIRECTORY: path.join(file, 'below') });
    const damaged = await doctor({ LONGSHORE_STATE_DIRECTORY: folder });

    expect(inUse.of('state folder')[0]?.message).toContain('in use by another process');
    expect(healthy.of('state folder')[0]?.message).toContain('healthy');
    expect(statuses(below.of('state folder'))).toEqual(['failed']);
    expect(damaged.of('state folder')[0]?.message).toContain('damaged');
  });

  test('without any credentials, each check says what is missing', async () => {
    const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const port = {
      OCEAN__PORT__CLIENT_ID: 'wrong-client',
      OCEAN__PORT__CLIENT_SECRET: 'wrong-secret',
    };

    const { of, exitCode } = await doctor({ ...none, ...port });

    expect(exitCode).toBe(1);
    expect(of('AWS identity')[0]?.message).toContain('no AWS credentials found');
    expect(statuses(of('accounts'))).toEqual(['unknown']);
    expect(statuses(of('mapping'))).toEqual(['ok']);
  });

  test('shows invalid settings with their source, and skips the other checks', async () => {
    const { of, exitCode, findings } = await doctor({ LONGSHORE_CONCURRENCY: '-3' });

    expect(exitCode).toBe(1);
    expect(of('settings')[0]?.message).toContain('LONGSHORE_CONCURRENCY');
    expect(findings.filter(({ status }) => status === 'failed')).toHaveLength(1);
  });

  test('a request without an answer has no result after the timeout', async () => {
    await using proxy = await startFaultProxy(world.sandbox.endpoint, {
      onRequest: () => new Promise(() => undefined),
    });

    const { of, exitCode } = await doctor({ AWS_ENDPOINT_URL: proxy.endpoint }, [
      '--config',
      world.config,
      '--timeout',
      '1',
    ]);

    expect(exitCode).toBe(3);
    expect(of('AWS identity')[0]?.message).toBe('no result within 1 s');
    expect(statuses(of('Port credentials'))).toEqual(['ok']);
  });
});

function block(blueprint: string, properties: Readonly<Record<string, string>>): object {
  return {
    kind: 'AWS::SQS::Queue',
    selector: { query: 'true' },
    port: { entity: { mappings: { identifier: '.Properties.QueueArn', blueprint, properties } } },
  };
}

/** An AWS whose clock is ahead of ours. */
function shifted(skewMs: number): Promise<FaultProxy> {
  return startFaultProxy(world.sandbox.endpoint, {
    onResponse: (_, answer) => ({
      ...answer,
      headers: { ...answer.headers, date: new Date(Date.now() + skewMs).toUTCString() },
    }),
  });
}
