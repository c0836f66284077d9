import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { identifiersFromArn, parseArn } from '../../src/core/exporters/arn.ts';
import { loadAllKinds } from '../../src/core/exporters/registry.ts';
import type { Resource } from '../../src/core/exporters/resource.ts';
import { ESTATE_KINDS } from '../../src/sandbox/estate/estate.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { expectClearError } from '../helpers/clear-error.ts';
import { environmentOf, longshore, type CommandResult } from '../helpers/command.ts';
import { readEstate } from '../helpers/read-estate.ts';

let sandbox: Sandbox;
let first: string;
let second: string;

beforeAll(async () => {
  sandbox = await startSandbox({
    estate: {
      seed: 'get',
      accounts: 2,
      regions: ['us-east-1', 'eu-west-1'],
      usedRegions: 2,
      suspendedEvery: 0,
      ...Object.fromEntries(ESTATE_KINDS.map((kind) => [kind, 2])),
    },
  });
  [first = '', second = ''] = sandbox.estate.accountIds;
});

afterEach(() => {
  sandbox.setFaults([]);
});

afterAll(() => sandbox.close());

function get(...args: readonly string[]): Promise<CommandResult> {
  return longshore(['get', ...args], { env: environmentOf(sandbox) });
}

function placeOf({ stdout }: CommandResult): unknown {
  return (JSON.parse(stdout) as Resource).__ExtraContext;
}

describe('get by ARN', () => {
  test('finds a resource of every kind by its ARN', async () => {
    const { resources } = await readEstate(sandbox, {
      accountIds: [second],
      regions: ['eu-west-1'],
    });
    const tried: string[] = [];
    for (const kind of await loadAllKinds()) {
      const { arn: form } = kind;
      if (form === undefined) continue;
      const own = resources.filter(({ Type }) => Type === kind.kind);
      const match = own.flatMap((resource) => {
        const texts = Object.values(resource.Properties).filter((one) => typeof one === 'string');
        const arns = texts.flatMap((text) => parseArn(text) ?? []);
        const arn = arns.find(({ service, resource: name }) => form.test(`${service}:${name}`));
        return arn === undefined ? [] : [{ arn, resource }];
      })[0];
      if (match === undefined) continue;

      const result = await get(kind.kind, match.arn.text);

      expect({ kind: kind.kind, stderr: result.stderr }).toEqual({ kind: kind.kind, stderr: '' });
      const found = JSON.parse(result.stdout) as Resource;
      expect(found.Properties).toMatchObject(
        Object.fromEntries(
          Object.entries(match.resource.Properties).filter(([, value]) => value === match.arn.text),
        ),
      );
      tried.push(kind.kind);
    }
    expect(tried.length).toBeGreaterThan(25);
  }, 60_000);

  test.each([
    ['AWS::EC2::Instance', 'arn:aws:ec2:eu-west-1:1:instance/i-1', ['i-1']],
    ['AWS::ECS::Service', 'arn:aws:ecs:eu-west-1:1:service/shop/web', ['shop', 'web']],
    ['AWS::IAM::Role', 'arn:aws:iam::1:role/service-role/build', ['build']],
    ['AWS::Lambda::Function', 'arn:aws:lambda:eu-west-1:1:function:pay:7', ['pay']],
    [
      'AWS::Logs::LogGroup',
      'arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/pay:*',
      ['/aws/lambda/pay'],
    ],
    ['AWS::S3::Bucket', 'arn:aws:s3:::logs/2024/file', ['logs']],
    ['AWS::ECR::Repository', 'arn:aws:ecr:eu-west-1:1:repository/team/app', ['team/app']],
    ['AWS::CodePipeline::Stage', 'arn:aws:codepipeline:eu-west-1:1:pipe/Build', ['pipe', 'Build']],
    [
      'AWS::SNS::Topic',
      'arn:aws:sns:eu-west-1:1:news',
      ['arn:aws:sns:eu-west-1:111111111111:news'],
    ],
  ])('%s: %s', async (name, text, identifiers) => {
    const kind = (await loadAllKinds()).find((one) => one.kind === name);
    const arn = parseArn(text.replace(':1:', ':111111111111:'));

    if (kind === undefined || arn === undefined) throw new Error('no such kind, or no ARN');
    expect(identifiersFromArn(kind, arn)).toEqual(identifiers);
  });

  test('an ARN of another kind is refused before anything is called', async () => {
    const before = sandbox.calls();

    const wrong = await get('AWS::SQS::Queue', `arn:aws:sns:eu-west-1:${first}:orders-0`);
    const none = await get(
      'AWS::CodeDeploy::Deployment',
      `arn:aws:codedeploy:eu-west-1:${first}:x:d-1`,
    );

    expectClearError(wrong, 2, 'is not an ARN of AWS::SQS::Queue');
    expectClearError(none, 2, 'cannot be fetched by ARN');
    expect(sandbox.calls()).toEqual(before);
  });
});

describe('get searches', () => {
  test('all accounts and regions for an id, and stops when it is found', async () => {
    const { resources } = await readEstate(sandbox, { kinds: ['AWS::EC2::Instance'] });
    const last = resources.find(
      ({ __ExtraContext: place }) =>
        place?.['AccountId'] === second && place['Region'] === 'eu-west-1',
    );

    const result = await get('AWS::EC2::Instance', String(last?.Properties['InstanceId']));

    expect(result.stderr).toBe('');
    expect(placeOf(result)).toMatchObject({ AccountId: second, Region: 'eu-west-1' });
  });

  test('a name that exists in several places is an error that lists them', async () => {
    const all = await get('AWS::SQS::Queue', 'orders-0');
    const one = await get(
      'AWS::SQS::Queue',
      'orders-0',
      '--account',
      second,
      '--region',
      'eu-west-1',
    );

    expectClearError(all, 2, `--account ${first} --region us-east-1`, 'choose one');
    expect(placeOf(one)).toMatchObject({ AccountId: second, Region: 'eu-west-1' });
  });

  test('a missing resource is not found; the error says where it was searched', async () => {
    const all = await get('AWS::DynamoDB::Table', 'nowhere');
    const one = await get('AWS::DynamoDB::Table', 'nowhere', '--account', first);

    expectClearError(
      all,
      1,
      `searched accounts ${first}, ${second} in eu-west-1, us-east-1`,
      '--region',
    );
    expectClearError(one, 1, `searched account ${first} in`);
  });

  test('a denied account is reported, and the resource is not reported as missing', async () => {
    sandbox.setFaults([{ type: 'deny', account: second, operation: 'AssumeRole' }]);

    const result = await get('AWS::DynamoDB::Table', 'nowhere');

    expectClearError(
      result,
      1,
      'DynamoDB table nowhere could not be read',
      `not searched: ${second}`,
    );
    expect(result.stderr).not.toContain('no account has');
  });

  test('a name that was found is printed, with the accounts that may have it too', async () => {
    sandbox.setFaults([{ type: 'deny', account: second, operation: 'AssumeRole' }]);

    const result = await get('AWS::SQS::Queue', 'orders-0', '--region', 'eu-west-1');

    expect(placeOf(result)).toMatchObject({ AccountId: first });
    expect(result.stderr).toContain(`not searched: ${second}: `);
    expect(result.exitCode).toBe(0);
  });

  test('an account that the settings do not reach is an error', async () => {
    const result = await get('AWS::SQS::Queue', 'orders-0', '--account', '999999999999');

    expectClearError(result, 2, 'account 999999999999 is not among the accounts');
  });
});

test.each(['Anomaly', 'Finding', 'ServiceMonth'])(
  'records of cost are not read from AWS: the error names the command for %s',
  async (name) => {
    const before = sandbox.calls();
    const { exitCode, stderr, stdout } = await get(`Longshore::Cost::${name}`, 'one');

    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`Longshore::Cost::${name} is no resource of AWS`);
    expect(stderr).toMatch(/fix: run longshore cost (?:anomalies|findings|show)/);
    expect(sandbox.calls()).toEqual(before);
  },
);
