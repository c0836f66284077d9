import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { expectClearError } from '../helpers/clear-error.ts';
import { environmentOf, longshore, spawnLongshore } from '../helpers/command.ts';

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-test-'));
  sandbox = await startSandbox({
    estate: {
      seed: 'commands',
      accounts: 2,
      regions: ['us-east-1', 'eu-west-1'],
      usedRegions: 2,
      'AWS::S3::Bucket': 4,
      'AWS::EC2::Instance': 6,
      'AWS::ECS::Cluster': 2,
      'AWS::SQS::Queue': 6,
    },
  });
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

function inFolder(name: string): string {
  return path.join(folder, name);
}

async function file(name: string, text: string): Promise<string> {
  await writeFile(inFolder(name), text);
  return inFolder(name);
}

describe('resync', () => {
  test('writes every resource and a consistent report', async () => {
    const output = inFolder('resources.ndjson');
    const report = inFolder('report.json');

    const { exitCode, stdout } = await longshore(
      ['resync', '--output', output, '--report', report],
      {
        env: environmentOf(sandbox),
      },
    );

    expect(exitCode).toBe(0);
    expect(stdout).toBe('');
    const lines = (await readFile(output, 'utf8')).trimEnd().split('\n');
    const parsed = JSON.parse(await readFile(report, 'utf8')) as {
      status: string;
      totals: { resources: number; calls: number };
      calls: Record<string, { calls: number }>;
      scopes: { calls: number; resources: number }[];
    };
    expect(parsed.status).toBe('complete');
    expect(lines).toHaveLength(parsed.totals.resources);
    expect(lines).toHaveLength(parsed.scopes.reduce((sum, scope) => sum + scope.resources, 0));
    const byOperation = Object.values(parsed.calls).reduce((sum, { calls }) => sum + calls, 0);
    expect(byOperation).toBe(parsed.totals.calls);
    expect(parsed.scopes.reduce((sum, { calls }) => sum + calls, 0)).toBe(parsed.totals.calls);
    expect((await readdir(folder)).filter((name) => name.includes('.partial'))).toEqual([]);
  });

  test('streams to stdout, limited to kinds, accounts and regions', async () => {
    const [, second = ''] = sandbox.estate.accountIds;

    const { exitCode, stdout } = await longshore(
      [
        'resync',
        '--kinds',
        'AWS::SQS::Queue',
        '--accounts',
        second,
        '--regions',
        'eu-west-1',
        '--output',
        '-',
      ],
      { env: environmentOf(sandbox) },
    );

    const items = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { __ExtraContext: object });
    expect(exitCode).toBe(0);
    expect(items).toHaveLength(3);
    for (const { __ExtraContext } of items) {
      expect(__ExtraContext).toEqual({ AccountId: second, Region: 'eu-west-1' });
    }
  });

  test('exits with 3 when a scope could not be read, and reports which and why', async () => {
    await using faulty = await startSandbox({
      estate: {
        seed: 'f',
        accounts: 1,
        regions: ['us-east-1'],
        usedRegions: 1,
        'AWS::SQS::Queue': 2,
      },
      faults: [{ type: 'deny', service: 'ecs' }],
    });

    const { exitCode, stderr } = await longshore(['resync'], { env: environmentOf(faulty) });

    expect(exitCode).toBe(3);
    expect(stderr).toContain('ecs:ListClusters');
    for (const line of stderr.trimEnd().split('\n'))
      expect(() => JSON.parse(line) as unknown).not.toThrow();
  });

  test('--dry-run counts scopes and calls, and reads accounts and regions only', async () => {
    const before = sandbox.calls();

    const { exitCode, stdout } = await longshore(['resync', '--dry-run'], {
      env: environmentOf(sandbox),
    });

    const after = sandbox.calls();
    const called = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('AWS::SQS::Queue');
    expect(stdout).toContain('1 GetQueueAttributes each');
    expect(called.sort()).toEqual([
      'account:ListRegions',
      'organizations:ListAccounts',
      'sts:AssumeRole',
    ]);
  });

  test('--dry-run without credentials explains why it cannot plan: exit 3', async () => {
    const { exitCode, stdout } = await longshore(['resync', '--dry-run'], {
      env: { AWS_ENDPOINT_URL: sandbox.endpoint },
    });

    expect(stdout).toContain('0 accounts');
    expect(stdout).toContain('no AWS credentials');
    expect(stdout).toContain('fix:');
    expect(exitCode).toBe(3);
  });

  test('Ctrl-C stops cleanly: the report is written, exit 130', async () => {
    await using slow = await startSandbox({ estate: estateOf(400), latencyMs: 30 });
    const report = inFolder('stopped.json');

    const { exitCode } = await spawnLongshore(
      ['resync', '--output', '-', '--report', report, '--concurrency', '4'],
      {
        env: environmentOf(slow),
        onOutput: (kill) => {
          kill('SIGINT');
        },
      },
    );

    expect(exitCode).toBe(130);
    expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ status: 'cancelled' });
  });

  test('a stopped run leaves no partial output', async () => {
    await using slow = await startSandbox({ estate: estateOf(400), latencyMs: 30 });
    const output = path.join(await mkdtemp(inFolder('stopped-')), 'resources.ndjson');
    const stop = new AbortController();
    const timer = setInterval(() => {
      if (slow.calls()['ec2:DescribeInstances'] !== undefined) stop.abort();
    }, 1);

    const { exitCode } = await longshore(['resync', '--output', output, '--concurrency', '4'], {
      env: environmentOf(slow),
      signal: stop.signal,
    });

    clearInterval(timer);
    expect(exitCode).toBe(130);
    expect(await readdir(path.dirname(output))).toEqual([]);
  });

  test('a closed pipe on stdout: one message, no stack', async () => {
    await using large = await startSandbox({ estate: estateOf(3_000) });

    const result = await spawnLongshore(
      ['resync', '--output', '-', '--kinds', 'AWS::EC2::Instance'],
      { env: environmentOf(large), stdout: 'close' },
    );

    expectClearError(result, 1, 'the reader of stdout went away');
  });
});

function estateOf(count: number): {
  seed: string;
  accounts: number;
  regions: string[];
  usedRegions: number;
  'AWS::EC2::Instance': number;
  'AWS::SQS::Queue': number;
} {
  return {
    seed: 'large',
    accounts: 1,
    regions: ['us-east-1', 'eu-west-1'],
    usedRegions: 2,
    'AWS::EC2::Instance': count,
    'AWS::SQS::Queue': Math.min(count, 400),
  };
}

describe('invalid input gets one clear message and the right exit code', () => {
  test('malformed YAML, with line and column', async () => {
    const config = await file('broken.yml', 'resources:\n  - kind: [AWS::SQS::Queue\n');

    const result = await longshore(['resync', '--config', config], { env: environmentOf(sandbox) });

    expectClearError(result, 2, `${config}:3:1`);
  });

  test('an unknown kind, with the nearest name', async () => {
    const mapping =
      `resources:\n  - kind: AWS::SQS::Queues\n    selector: { query: 'true' }\n` +
      `    port: { entity: { mappings: { identifier: .Properties.Id, blueprint: '"x"' } } }\n`;
    const kind = await file('kind.yml', mapping);

    expectClearError(
      await longshore(['resync', '--config', kind], { env: environmentOf(sandbox) }),
      2,
      `${kind}:2:11`,
      'did you mean AWS::SQS::Queue?',
    );
  });

  test('a fourth includeAction', async () => {
    const actions =
      'GetPublicAccessBlockAction, GetBucketOwnershipControlsAction, GetBucketEncryptionAction, GetBucketLocationAction';
    const config = await file(
      'four.yml',
      `resources:\n  - kind: AWS::S3::Bucket\n    selector: { query: 'true', includeActions: [${actions}] }\n` +
        `    port: { entity: { mappings: { identifier: .x, blueprint: '"x"' } } }\n`,
    );

    expectClearError(
      await longshore(['resync', '--config', config], { env: environmentOf(sandbox) }),
      2,
      'at most 3 actions',
    );
  });

  test('an empty mapping is refused', async () => {
    const config = await file('empty.yml', '{}\n');

    expectClearError(await longshore(['resync', '--config', config]), 2, 'resources');
  });

  test.each([
    ['negative concurrency', ['resync', '--concurrency', '-1'], 'whole number'],
    [
      'an unknown kind in a flag',
      ['resync', '--kinds', 'AWS::S3::Buckets'],
      'did you mean AWS::S3::Bucket?',
    ],
    ['an invalid account id', ['resync', '--accounts', '12'], 'twelve digits'],
    [
      'an invalid account id, for get',
      ['get', 'AWS::S3::Bucket', 'a', '--account', '12'],
      '--account: "12"',
    ],
    [
      'an unknown account',
      ['resync', '--accounts', '999999999999'],
      '--accounts: 999999999999 is not among the accounts',
    ],
    [
      'an unknown region',
      ['resync', '--kinds', 'AWS::SQS::Queue', '--regions', 'eu-wst-1'],
      '--regions: unknown region "eu-wst-1"; did you mean eu-west-1?',
    ],
    ['too many identifiers', ['get', 'AWS::S3::Bucket', 'a', 'b'], 'is identified by <BucketName>'],
  ])('%s', async (_, args, part) => {
    expectClearError(await longshore(args, { env: environmentOf(sandbox) }), 2, part);
  });

  test('an output that cannot be written', async () => {
    const output = path.join(folder, 'no', 'such', 'folder.ndjson');

    expectClearError(
      await longshore(['resync', '--output', output], { env: environmentOf(sandbox) }),
      1,
      'cannot write',
      'create the folder first',
    );
  });

  test('no credentials', async () => {
    const result = await longshore(['resync'], { env: { AWS_ENDPOINT_URL: sandbox.endpoint } });

    expectClearError(result, 1, 'no account could be read', 'no AWS credentials', 'AWS_PROFILE');
  });

  test('an endpoint that cannot be reached', async () => {
    const result = await longshore(['resync'], {
      env: {
        ...environmentOf(sandbox),
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
        AWS_MAX_ATTEMPTS: '2',
      },
    });

    expectClearError(result, 1, 'no account could be read', 'ECONNREFUSED', 'AWS_ENDPOINT_URL');
  });

  test('an address that is in use', async () => {
    const { port } = new URL(sandbox.endpoint);

    const result = await longshore(['sandbox', '--port', port]);

    expectClearError(result, 2, `address already in use 127.0.0.1:${port}`, '--port for sandbox');
  });

  test('a wrong secret key is reported, with what to check', async () => {
    const wrong = { OCEAN__INTEGRATION__CONFIG__AWS_SECRET_ACCESS_KEY: 'wrong-secret' };
    const key = { OCEAN__INTEGRATION__CONFIG__AWS_ACCESS_KEY_ID: 'AKIASANDBOXMANAGEMENT' };

    const result = await longshore(['resync'], {
      env: { ...environmentOf(sandbox), ...key, ...wrong },
    });

    expectClearError(result, 1, 'the AWS credentials are wrong', 'AWS_SECRET_ACCESS_KEY');
    expect(result.stderr).not.toContain('wrong-secret');
  });

  test('secrets are never printed', async () => {
    const result = await longshore(['resync'], {
      env: { OCEAN__INTEGRATION__CONFIG__AWS_SECRET_ACCESS_KEY: 'top-secret-value' },
    });

    expectClearError(result, 2, 'awsAccessKeyId and awsSecretAccessKey');
    expect(result.stderr).not.toContain('top-secret-value');
  });
});

describe('the other commands', () => {
  test('get prints one resource, and each call with --trace', async () => {
    const { exitCode, stdout, stderr } = await longshore(
      ['get', 'AWS::S3::Bucket', `acme-${sandbox.managementAccountId}-us-east-1-0`, '--trace'],
      { env: environmentOf(sandbox) },
    );

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ Type: 'AWS::S3::Bucket' });
    expect(stderr).toMatch(/s3:HeadBucket us-east-1 .* ok/);
  });

  test('get reads the account and region of an ARN or a URL', async () => {
    const [, account = ''] = sandbox.estate.accountIds;
    const [, region = ''] = sandbox.estate.usedRegions;
    const url = `https://sqs.${region}.amazonaws.com/${account}/orders-0`;

    const { stdout } = await longshore(['get', 'AWS::SQS::Queue', url], {
      env: environmentOf(sandbox),
    });

    expect(JSON.parse(stdout)).toMatchObject({
      __ExtraContext: { AccountId: account, Region: region },
    });
  });

  test('get of a missing resource reports that it was not found', async () => {
    const result = await longshore(['get', 'AWS::EC2::Instance', 'i-0ffffffffffffffff'], {
      env: environmentOf(sandbox),
    });

    expectClearError(result, 1, 'no account has EC2 instance', 'searched accounts');
  });

  test('get of a resource that denies access prints no stub, and names the permission to allow', async () => {
    const { managementAccountId: account } = sandbox;
    const url = `https://sqs.us-east-1.amazonaws.com/${account}/nowhere`;
    sandbox.setFaults([{ type: 'deny', operation: 'GetQueueAttributes' }]);

    const result = await longshore(['get', 'AWS::SQS::Queue', url], {
      env: environmentOf(sandbox),
    });

    sandbox.setFaults([]);
    expectClearError(result, 1, `SQS queue ${url} could not be read: AccessDenied`);
    expect(result.stderr).toContain('fix: allow sqs:GetQueueAttributes');
    expect(result.stdout).toBe('');
  });

  test('kinds and iam-policy need no AWS', async () => {
    const kinds = await longshore(['kinds', 'AWS::SQS::Queue']);
    const policy = await longshore(['iam-policy', '--kinds', 'AWS::SQS::Queue']);

    expect(kinds.stdout).toContain('sqs:GetQueueAttributes');
    expect(JSON.parse(policy.stdout)).toMatchObject({ Version: '2012-10-17' });
    expect(policy.stdout).not.toContain('s3:');
  });

  test('data that the listing already contains is not planned as a call for each resource', async () => {
    const config = inFolder('databases.yml');
    const block = (kind: string, action: string): string =>
      `  - kind: ${kind}\n    selector:\n      query: 'true'\n      includeActions: [${action}]\n` +
      `    port:\n      entity:\n        mappings:\n          identifier: .Type\n          blueprint: '"x"'\n`;
    await writeFile(
      config,
      `resources:\n${block('AWS::RDS::DBCluster', 'ListTagsForResourceAction')}${block('AWS::S3::Bucket', 'GetBucketLocationAction')}`,
    );

    const kinds = await longshore(['kinds', 'AWS::RDS::DBInstance']);
    const plan = await longshore(['resync', '--dry-run', '--config', config], {
      env: environmentOf(sandbox),
    });

    expect(kinds.stdout).toContain(
      'from the listing; one call each for databases whose tags are not in it',
    );
    expect(plan.stdout).toContain(
      '1 ListTagsForResource each for databases whose tags are not in it',
    );
    expect(plan.stdout).toContain('1 GetBucketLocation each for buckets in eu-west-1');
  });

  test('sandbox starts AWS and Port, prints how to reach them, and stops on a signal', async () => {
    const stop = new AbortController();

    const { exitCode, stdout } = await longshore(['sandbox', '--seed', 'stops'], {
      signal: stop.signal,
      onOutput: () => {
        stop.abort();
      },
    });

    expect(stdout).toMatch(/^export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+$/m);
    expect(stdout).toMatch(/^export OCEAN__PORT__BASE_URL=http:\/\/127\.0\.0\.1:\d+$/m);
    expect(stdout).toMatch(/^export OCEAN__PORT__CLIENT_SECRET=\S+$/m);
    expect(exitCode).toBe(0);
  });
});
