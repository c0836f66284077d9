import { paginateListRegions } from '@aws-sdk/client-account';
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { ListClustersCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import {
  ambientKeys,
  assume,
  clients,
  failureOf,
  memberOf,
  readAll,
  settings,
  smallSandbox,
} from './clients.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await smallSandbox();
});
afterAll(() => sandbox.close());

test('the ambient key belongs to the management account', async () => {
  const { Account, Arn } = await clients(sandbox).sts.send(new GetCallerIdentityCommand({}));

  expect(Account).toBe(sandbox.managementAccountId);
  expect(Arn).toContain(`:${sandbox.managementAccountId}:user/`);
});

test('an assumed role belongs to its account, for as long as it says', async () => {
  const accountId = memberOf(sandbox);
  const { Credentials, AssumedRoleUser } = await clients(sandbox).sts.send(
    new AssumeRoleCommand({ RoleArn: sandbox.roleArn(accountId), RoleSessionName: 'here & now' }),
  );
  const keys = await assume(sandbox, accountId);
  const identity = await clients(sandbox, 'eu-west-1', keys).sts.send(
    new GetCallerIdentityCommand({}),
  );

  const lifetime = (Credentials?.Expiration?.getTime() ?? 0) - Date.now();
  expect(lifetime).toBeGreaterThan(3_500_000);
  expect(lifetime).toBeLessThanOrEqual(3_600_000);
  expect(AssumedRoleUser?.Arn).toBe(
    `arn:aws:sts::${accountId}:assumed-role/${sandbox.roleName}/here & now`,
  );
  expect(identity).toMatchObject({
    Account: accountId,
    Arn: `arn:aws:sts::${accountId}:assumed-role/${sandbox.roleName}/session`,
  });
});

test('a role is assumed with a web identity, without any keys', async () => {
  const sts = new STSClient({ ...settings(sandbox), credentials: ambientKeys(sandbox) });
  const RoleArn = sandbox.roleArn(memberOf(sandbox));

  const { Credentials } = await sts.send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn,
      RoleSessionName: 'web',
      WebIdentityToken: 'token',
    }),
  );

  expect(Credentials?.SessionToken).toBeTruthy();
});

test('the role of an account outside the estate cannot be assumed', async () => {
  const RoleArn = sandbox.roleArn('999999999999');

  const failure = await failureOf(
    clients(sandbox).sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' })),
  );

  expect(failure).toMatchObject({ code: 'AccessDenied', status: 403 });
  expect(failure.message).toMatch(/is not authorized to perform: sts:AssumeRole on resource: arn:/);
});

test('a required external id is required', async () => {
  await using strict = await smallSandbox({ externalId: 'secret' });
  const RoleArn = strict.roleArn(memberOf(strict));
  const request = { RoleArn, RoleSessionName: 'session' };
  const { sts } = clients(strict);

  const without = await failureOf(sts.send(new AssumeRoleCommand(request)));
  const wrong = await failureOf(sts.send(new AssumeRoleCommand({ ...request, ExternalId: 'x' })));
  const right = await sts.send(new AssumeRoleCommand({ ...request, ExternalId: 'secret' }));

  expect([without.code, wrong.code]).toEqual(['AccessDenied', 'AccessDenied']);
  expect(right.Credentials).toBeDefined();
});

test('a token past its expiry is refused in the words of each service', async () => {
  await using hasty = await smallSandbox({ credentialLifetimeSeconds: -1 });
  const keys = await assume(hasty, memberOf(hasty));
  const { sqs, s3, ec2, ecs, sts } = clients(hasty, 'us-east-1', keys);

  const codes = [
    (await failureOf(sqs.send(new ListQueuesCommand({})))).name,
    (await failureOf(s3.send(new ListBucketsCommand({})))).name,
    (await failureOf(ec2.send(new DescribeInstancesCommand({})))).name,
    (await failureOf(ecs.send(new ListClustersCommand({})))).name,
    (await failureOf(sts.send(new GetCallerIdentityCommand({})))).code,
  ];

  expect(codes).toEqual([
    'ExpiredTokenException',
    'ExpiredToken',
    'RequestExpired',
    'ExpiredTokenException',
    'ExpiredToken',
  ]);
});

test('keys that were never given out are refused in the words of each service', async () => {
  const keys = { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' };
  const { sqs, s3, ec2, ecs, sts } = clients(sandbox, 'us-east-1', keys);

  const codes = [
    (await failureOf(sqs.send(new ListQueuesCommand({})))).name,
    (await failureOf(s3.send(new ListBucketsCommand({})))).name,
    (await failureOf(ec2.send(new DescribeInstancesCommand({})))).name,
    (await failureOf(ecs.send(new ListClustersCommand({})))).name,
    (await failureOf(sts.send(new GetCallerIdentityCommand({})))).name,
  ];

  expect(codes).toEqual([
    'InvalidClientTokenId',
    'InvalidAccessKeyId',
    'AuthFailure',
    'UnrecognizedClientException',
    'InvalidClientTokenId',
  ]);
});

test('lists the regions that an account has, page by page', async () => {
  const { account } = clients(sandbox, 'us-east-1', await assume(sandbox, memberOf(sandbox)));

  const enabled = await readAll(
    paginateListRegions(
      { client: account },
      { MaxResults: 5, RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'] },
    ),
    ({ Regions }) => Regions,
  );
  const all = await readAll(paginateListRegions({ client: account }, {}), (page) => page.Regions);
  const tooMany = await failureOf(
    readAll(paginateListRegions({ client: account }, { MaxResults: 51 }), (page) => page.Regions),
  );

  expect(enabled.items.map(({ RegionName }) => RegionName)).toEqual(sandbox.estate.regions);
  expect(enabled.pageCount).toBe(4);
  expect(all.items.length).toBeGreaterThan(enabled.items.length);
  expect(tooMany).toMatchObject({ name: 'ValidationException', status: 400 });
});
