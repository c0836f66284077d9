import { afterEach, describe, expect, test } from '@jest/globals';
import { parseObjectKind } from '../../src/core/exporters/registry.ts';
import { OTHER_TYPES } from '../../src/sandbox/estate/other-resources.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { environmentOf, longshore } from '../helpers/command.ts';
import { readEstate } from '../helpers/read-estate.ts';

const STREAM = 'AWS::Kinesis::Stream';
const ALARM = 'AWS::CloudWatch::Alarm';
const REGION = 'eu-west-1';
const STREAMS = 12;
const ALARMS = 230;

let sandbox: Sandbox;

async function start(): Promise<void> {
  sandbox = await startSandbox({
    estate: {
      seed: 'cloud-control',
      accounts: 2,
      regions: [REGION, 'us-east-1'],
      usedRegions: 1,
      'AWS::Kinesis::Stream': STREAMS,
      'AWS::CloudWatch::Alarm': ALARMS,
      suspendedEvery: 0,
    },
  });
}

afterEach(() => sandbox.close());

describe('a type that Longshore has no kind of its own for', () => {
  test('is read through Cloud Control, in pages, with every property of its model', async () => {
    await start();

    const result = await readEstate(sandbox, { kinds: [ALARM] });

    expect(result.notComplete()).toEqual([]);
    expect(result.resources).toHaveLength(2 * ALARMS);
    const [account = ''] = sandbox.estate.accountIds;
    const own = result.resources.filter(
      ({ __ExtraContext }) => __ExtraContext?.['AccountId'] === account,
    );
    const expected = OTHER_TYPES[ALARM]?.(sandbox.estate, account, REGION) ?? [];
    expect(own).toEqual(
      expected.map(({ Identifier, model }) => ({
        Type: ALARM,
        Properties: Object.fromEntries(model),
        __ExtraContext: { AccountId: account, Region: REGION, Identifier },
      })),
    );
    expect(sandbox.calls()['cloudcontrolapi:ListResources']).toBe(2 * 3 + 2); // three pages where there are some
    expect(sandbox.calls()['cloudcontrolapi:GetResource']).toBeUndefined();
  });

  test('is asked for one by one where the list has identifiers only', async () => {
    await start();

    const { resources } = await readEstate(sandbox, { kinds: [STREAM] });

    expect(resources).toHaveLength(2 * STREAMS);
    for (const { Properties } of resources) expect(Properties).toHaveProperty('ShardCount');
    expect(sandbox.calls()['cloudcontrolapi:GetResource']).toBe(2 * STREAMS);
  });

  test('loses only vanished resources, and keeps those that could not be read', async () => {
    await start();
    const [account = ''] = sandbox.estate.accountIds;
    const gone = OTHER_TYPES[STREAM]?.(sandbox.estate, account, REGION)[3]?.Identifier ?? '';
    sandbox.setFaults([{ type: 'gone', account, resource: gone }]);
    expect((await readEstate(sandbox, { kinds: [STREAM] })).resources).toHaveLength(
      2 * STREAMS - 1,
    );

    sandbox.setFaults([
      { type: 'deny', account, service: 'cloudcontrolapi', operation: 'GetResource' },
    ]);
    const denied = await readEstate(sandbox, { kinds: [STREAM] });
    expect(denied.resources).toHaveLength(2 * STREAMS);
    expect(denied.gaps).toHaveLength(STREAMS);
    expect(denied.gaps[0]?.permissions).toEqual(['cloudformation:GetResource']);
  });

  test.each([
    ['AWS::EKS::Nodegroup', /listed only below a parent: .*ClusterName/, /remove its block/],
    ['AWS::CloudFormation::Macro', /cannot be listed/, /remove its block/],
    ['AWS::Nowhere::Thing', /no resource type AWS::Nowhere::Thing/, /check the (region|spelling)/],
  ])('%s: the error is exact, and no scope counts as empty', async (type, message, remedy) => {
    await start();

    const { records, resources } = await readEstate(sandbox, { kinds: [parseObjectKind(type)] });

    const own = records.filter(({ kind }) => kind === type);
    expect(resources).toEqual([]);
    expect(own.length).toBeGreaterThan(0);
    for (const { outcome, error } of own) {
      expect(outcome).toBe('failed');
      expect(error?.message).toMatch(message);
      expect(error?.remedy).toMatch(remedy);
    }
  });

  test('can be fetched alone, and shows what it needs', async () => {
    await start();
    const [account = ''] = sandbox.estate.accountIds;
    const env = environmentOf(sandbox);
    const where = ['--account', account, '--region', REGION];

    const found = await longshore(['get', ALARM, 'orders-7', ...where], { env });
    const missing = await longshore(['get', ALARM, 'none', ...where], { env });
    const policy = await longshore(['iam-policy', '--kinds', STREAM]);

    expect(JSON.parse(found.stdout)).toMatchObject({ Properties: { Threshold: 30 } });
    expect(missing.exitCode).toBe(1);
    expect(missing.stderr).toContain('resource none');
    expect(policy.stdout).toContain('cloudformation:ListResources');
    expect(policy.stdout).toContain('cloudformation:DescribeType');
  });

  test.each([
    ['AWS::EKS::Nodegroup', 'workers', /Identifier workers is not valid/, /its parts joined by \|/],
    [
      'AWS::EKS::Nodegroup',
      'shop|workers',
      /no account has AWS::EKS::Nodegroup resource shop\|workers/,
      /check/,
    ],
    ['AWS::CloudFormation::Macro', 'expand', /does not support READ/, /does not read resources/],
  ])('%s: a failed single fetch is explained', async (type, identifier, message, remedy) => {
    await start();

    const { exitCode, stderr } = await longshore(['get', type, identifier], {
      env: environmentOf(sandbox),
    });

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(remedy);
  });

  test('that does not exist is an error before anything is fetched', async () => {
    await start();

    const { exitCode, stderr } = await longshore(['get', 'AWS::Kenisis::Stream', 'clicks'], {
      env: environmentOf(sandbox),
    });

    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'unknown kind "AWS::Kenisis::Stream" (CloudFormation has no such resource',
    );
  });

  test('is described as far as it is known', async () => {
    await start();

    const { stdout } = await longshore(['kinds', STREAM]);

    expect(stdout).toContain('those of its CloudFormation model');
    expect(stdout).toContain('and the permissions of the type itself');
  });

  test('is not a misspelt kind', async () => {
    await start();

    expect(() => parseObjectKind('AWS::SQS::Queues')).toThrow(/did you mean AWS::SQS::Queue/);
    expect(() => parseObjectKind('sqs queue')).toThrow(/unknown kind/);
    expect(parseObjectKind('AWS::SNS::TopicPolicy')).toBe('AWS::SNS::TopicPolicy');
  });
});
