import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import {
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
} from '@aws-sdk/client-s3';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from '@jest/globals';
import { Estate } from '../../src/sandbox/estate/estate.ts';
import type { Policy } from '../../src/sandbox/iam.ts';
import { nameOf, resourceAt } from '../helpers/simulated.ts';
import { assume, clients, failureOf, memberOf, SMALL, smallSandbox } from './clients.ts';

test('counts calls, the refused ones too, and how many were under way at once', async () => {
  await using sandbox = await smallSandbox({
    latencyMs: 150,
    faults: [{ type: 'throttle', service: 'sqs', times: 1 }],
  });
  const { sqs, sts } = clients(sandbox);

  await Promise.allSettled([1, 2, 3].map(() => sqs.send(new ListQueuesCommand({}))));
  await sts.send(new GetCallerIdentityCommand({}));
  const told: unknown = await (await fetch(`${sandbox.endpoint}/_sandbox/calls`)).json();

  expect(sandbox.calls()).toEqual({ 'sqs:ListQueues': 3, 'sts:GetCallerIdentity': 1 });
  expect(sandbox.peakInFlight()).toBe(3);
  expect(told).toEqual({ calls: sandbox.calls(), peakInFlight: 3 });
});

const READS_NO_BUCKETS: Policy = {
  Statement: [
    { Effect: 'Allow', Action: ['s3:ListAll*', 'sqs:*', 's3:GetBucketPublicAccessBlock'] },
    { Effect: 'Deny', Action: 'sqs:List?ueues' },
  ],
};

test('an account’s policy is enforced, by the IAM actions that AWS asks for', async () => {
  await using sandbox = await smallSandbox();
  const accountId = memberOf(sandbox);
  sandbox.setPolicy(accountId, READS_NO_BUCKETS);
  const { s3, sqs, ec2, sts } = clients(sandbox, 'us-east-1', await assume(sandbox, accountId));
  const { estate } = sandbox;
  const Bucket = nameOf('AWS::S3::Bucket', 'Bucket', {
    estate,
    accountId,
    region: 'us-east-1',
    n: 1,
  });

  const head = await failureOf(s3.send(new HeadBucketCommand({ Bucket })));
  const denied = await failureOf(sqs.send(new ListQueuesCommand({})));
  const unlisted = await failureOf(ec2.send(new DescribeInstancesCommand({})));
  const block = await s3
    .send(new GetPublicAccessBlockCommand({ Bucket }))
    .catch((error: unknown) => error);

  expect(head.status).toBe(403);
  expect(denied.name).toBe('AccessDeniedException');
  expect(unlisted).toMatchObject({ name: 'UnauthorizedOperation', status: 403 });
  expect(unlisted.message).toContain('ec2:DescribeInstances');
  expect(block).not.toMatchObject({ name: 'AccessDenied' });
  await s3.send(new ListBucketsCommand({}));
  await sts.send(new GetCallerIdentityCommand({}));
});

test('a policy can hold for every account from the start, and be lifted', async () => {
  await using sandbox = await smallSandbox({ policies: { '*': { Statement: [] } } });
  const { sqs } = clients(sandbox);

  const denied = await failureOf(sqs.send(new ListQueuesCommand({})));
  sandbox.setPolicy('*', undefined);
  const { QueueUrls } = await sqs.send(new ListQueuesCommand({}));

  expect(denied.name).toBe('AccessDeniedException');
  expect(QueueUrls).toBeDefined();
});

test('custom replies replace those of the estate, and are made for each call', async () => {
  let calls = 0;
  await using sandbox = await smallSandbox({
    replies: {
      'sqs:ListQueues': () => {
        calls += 1;
        return { QueueUrls: [`https://${'x'.repeat(10_000)}/${calls}`] };
      },
    },
  });
  const { sqs } = clients(sandbox);

  await sqs.send(new ListQueuesCommand({}));
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));

  expect(QueueUrls[0]?.endsWith('/2')).toBe(true);
});

test('the same seed gives the same estate, another seed another', () => {
  const [one, same] = [new Estate(SMALL), new Estate(SMALL)];
  const other = new Estate({ ...SMALL, seed: 'other' });
  const [accountId = ''] = one.accountIds;
  const first = (estate: Estate) =>
    resourceAt('AWS::EC2::Instance', { estate, accountId, region: 'us-east-1', n: 0 }).items();

  expect(first(one)).toEqual(first(same));
  expect(first(one)).not.toEqual(first(other));
});

test('counts can be set for each scope', async () => {
  await using sandbox = await smallSandbox({
    estate: {
      seed: 'sizes',
      accounts: 2,
      sizeOf: (kind, _, region) => (kind === 'AWS::SQS::Queue' && region === 'sa-east-1' ? 3 : 0),
    },
  });

  const there = await clients(sandbox, 'sa-east-1').sqs.send(new ListQueuesCommand({}));
  const here = await clients(sandbox).sqs.send(new ListQueuesCommand({}));

  expect(there.QueueUrls).toHaveLength(3);
  expect(here.QueueUrls).toBeUndefined();
});

test('what vanishes is missing from large answers too, which are kept while nothing changes', async () => {
  let gone = 0;
  await using sandbox = await smallSandbox({ estate: { ...SMALL, shrinkBy: () => gone } });
  const { ec2 } = clients(sandbox);
  const list = async (): Promise<number> => {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
    return Reservations.flatMap(({ Instances = [] }) => Instances).length;
  };

  const before = await list();
  gone = 3;

  expect(await list()).toBe(before - 3);
});
