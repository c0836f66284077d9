import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { KindFacts } from '../../src/core/exporters/kind-facts.ts';
import { kindsLike } from '../../src/core/exporters/kind-pattern.ts';
import { OBJECT_KINDS } from '../../src/core/exporters/registry.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { expectClearError } from '../helpers/clear-error.ts';
import { environmentOf, longshore } from '../helpers/command.ts';

const STREAM = 'AWS::Kinesis::Stream';

describe('kinds', () => {
  test.each([
    ['AWS::SQS::Queue', ['AWS::SQS::Queue']],
    ['aws::sqs::QUEUE', ['AWS::SQS::Queue']],
    ['sqs', ['AWS::SQS::Queue']],
    [
      'aws::s?s::*',
      [
        'AWS::SES::ConfigurationSet',
        'AWS::SES::EmailIdentity',
        'AWS::SNS::Topic',
        'AWS::SQS::Queue',
      ],
    ],
    ['*::TOPIC', ['AWS::SNS::Topic']],
    ['*topi', []],
    ['[', []],
    [`${'*a'.repeat(500)}*b`, []],
  ])('%s', (pattern, expected) => {
    expect(kindsLike(pattern)).toEqual(expected);
  });

  test('a pattern lists kinds, a name shows one', async () => {
    const list = await longshore(['kinds', 'ecs']);
    const one = await longshore(['kinds', 'AWS::ECS::Cluster']);

    const rows = list.stdout.trimEnd().split('\n').slice(1);
    expect(rows.map((row) => row.split(' ')[0])).toEqual([
      'AWS::ECS::Cluster',
      'AWS::ECS::Service',
      'AWS::ECS::TaskDefinition',
    ]);
    expect(one.stdout).toContain('longshore get AWS::ECS::Cluster <arn>');
  });

  test('--json tells everything about the kinds', async () => {
    const all = await longshore(['kinds', '--json']);
    const one = await longshore(['kinds', 'AWS::S3::Bucket', '--json']);

    expect(z.array(KindFacts).parse(JSON.parse(all.stdout))).toHaveLength(OBJECT_KINDS.length);
    const [bucket] = z.array(KindFacts).parse(JSON.parse(one.stdout));
    expect(bucket).toMatchObject({
      isAddition: false,
      reach: 'account',
      identifiers: ['BucketName'],
    });
    expect(bucket?.permissions).toContain('s3:ListAllMyBuckets');
  });

  test('a pattern that matches nothing is an error', async () => {
    expectClearError(await longshore(['kinds', 'AWS::Foo*']), 2, 'no kind matches "AWS::Foo*"');
    expectClearError(await longshore(['kinds', 'nothing']), 2, 'unknown kind "nothing"');
  });
});

describe('iam-policy', () => {
  let sandbox: Sandbox;
  let folder: string;
  let config: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'longshore-policy-'));
    config = path.join(folder, 'mapping.json');
    const port = { entity: { mappings: { identifier: '.Properties.Arn', blueprint: '"x"' } } };
    const bucket = {
      kind: 'AWS::S3::Bucket',
      selector: { query: 'true', includeActions: ['GetBucketEncryptionAction'] },
      port,
    };
    const role = {
      kind: 'AWS::IAM::Role',
      selector: { query: 'true' },
      port: { entity: { mappings: { identifier: '.Properties.Tags', blueprint: '"x"' } } },
    };
    const stream = { kind: STREAM, selector: { query: 'true' }, port };
    await writeFile(config, JSON.stringify({ resources: [bucket, role, stream] }));
    sandbox = await startSandbox({ estate: { seed: 'policy', accounts: 1 } });
  });

  afterAll(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  });

  const Policy = z.object({ Statement: z.array(z.object({ Action: z.array(z.string()) })) });
  function actionsIn(stdout: string): readonly string[] {
    return Policy.parse(JSON.parse(stdout)).Statement.flatMap(({ Action }) => Action);
  }

  test('of a mapping has its kinds, its actions, and what the types of Cloud Control need', async () => {
    const args = ['iam-policy', '--config', config];

    const { stdout, exitCode, stderr } = await longshore(args, { env: environmentOf(sandbox) });

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const actions = actionsIn(stdout);
    expect(actions).toEqual(
      expect.arrayContaining([
        's3:GetEncryptionConfiguration',
        'iam:ListRoles',
        'kinesis:ListStreams',
        'kinesis:DescribeStreamSummary',
        'cloudformation:ListResources',
      ]),
    );
    expect(actions).not.toContain('s3:GetBucketPublicAccessBlock');
    expect(actions.filter((action) => action.startsWith('sqs:'))).toEqual([]);
  });

  test('an option that the mapping needs because it reads a property is in it', async () => {
    const args = ['iam-policy', '--config', config, '--kinds', 'AWS::IAM::Role'];

    const { stdout, exitCode } = await longshore(args);

    expect(exitCode).toBe(0); // nothing is asked of AWS
    const actions = actionsIn(stdout);
    expect(actions).toContain('iam:ListRoles');
    expect(actions.filter((action) => action.startsWith('s3:'))).toEqual([]);
  });

  test('without AWS, or when it denies the question, stderr names the type', async () => {
    const args = ['iam-policy', '--config', config];
    const offline = await longshore(args);
    sandbox.setFaults([{ type: 'deny', operation: 'DescribeType' }]);

    const denied = await longshore(args, { env: environmentOf(sandbox) });

    for (const { exitCode, stderr, stdout } of [offline, denied]) {
      expect(exitCode).toBe(3);
      expect(stderr).toContain(`the policy lacks the permissions of ${STREAM}`);
      expect(stderr).toContain('cloudformation:DescribeType');
      expect(actionsIn(stdout)).toContain('s3:GetEncryptionConfiguration');
    }
    expect(denied.stderr).toContain('AccessDenied');
  });
});
