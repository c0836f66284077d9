import { DescribeInstancesCommand, DescribeInstanceStatusCommand } from '@aws-sdk/client-ec2';
import { DescribeClustersCommand, ListClustersCommand } from '@aws-sdk/client-ecs';
import { ListAccountsCommand } from '@aws-sdk/client-organizations';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { GetBucketTaggingCommand, HeadBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
} from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { ListRegionsCommand } from '@aws-sdk/client-account';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { nameOf, type NumberedPlace } from '../helpers/simulated.ts';
import { clients, failureOf, memberOf, smallSandbox, type Failure } from './clients.ts';

const region = 'us-east-1';
let sandbox: Sandbox;
let accountId: string;

beforeAll(async () => {
  sandbox = await smallSandbox();
  accountId = sandbox.managementAccountId;
});
afterEach(() => {
  sandbox.setFaults([]);
});
afterAll(() => sandbox.close());

function place(n: number, inRegion = region): NumberedPlace {
  return { estate: sandbox.estate, accountId, region: inRegion, n };
}

function queueUrl(n: number): string {
  return nameOf('AWS::SQS::Queue', 'QueueUrl', place(n));
}

function bucketName(n: number): string {
  return nameOf('AWS::S3::Bucket', 'Bucket', place(n));
}

/** How each service words the fault that is set. */
async function asTold(): Promise<Record<string, string>> {
  const { sqs, s3, ec2, ecs, sts, organizations, tagging, account } = clients(sandbox);
  const failures: Record<string, Failure> = {
    sqs: await failureOf(sqs.send(new ListQueuesCommand({}))),
    s3: await failureOf(s3.send(new ListBucketsCommand({}))),
    ec2: await failureOf(ec2.send(new DescribeInstancesCommand({}))),
    ecs: await failureOf(ecs.send(new ListClustersCommand({}))),
    sts: await failureOf(sts.send(new GetCallerIdentityCommand({}))),
    organizations: await failureOf(organizations.send(new ListAccountsCommand({}))),
    tagging: await failureOf(tagging.send(new GetResourcesCommand({}))),
    account: await failureOf(account.send(new ListRegionsCommand({}))),
  };
  return Object.fromEntries(
    Object.entries(failures).map(([service, { name, code, status = 0 }]) => [
      service,
      `${code ?? name} ${status}`,
    ]),
  );
}

test('throttling, in the words of each service', async () => {
  sandbox.setFaults([{ type: 'throttle' }]);

  expect(await asTold()).toEqual({
    sqs: 'ThrottlingException 400',
    s3: 'SlowDown 503',
    ec2: 'RequestLimitExceeded 503',
    ecs: 'ThrottlingException 400',
    sts: 'Throttling 400',
    organizations: 'TooManyRequestsException 429',
    tagging: 'ThrottlingException 400',
    account: 'TooManyRequestsException 429',
  });
});

test('denial, in the words of each service', async () => {
  sandbox.setFaults([{ type: 'deny' }]);

  expect(await asTold()).toEqual({
    sqs: 'AccessDeniedException 400',
    s3: 'AccessDenied 403',
    ec2: 'UnauthorizedOperation 403',
    ecs: 'AccessDeniedException 400',
    sts: 'AccessDenied 403',
    organizations: 'AccessDeniedException 400',
    tagging: 'AccessDeniedException 400',
    account: 'AccessDeniedException 403',
  });
});

test('a region that is not enabled, in the words of each service', async () => {
  sandbox.setFaults([{ type: 'region-disabled', region }]);

  expect(await asTold()).toEqual({
    sqs: 'InvalidClientTokenId 403',
    s3: 'InvalidAccessKeyId 403',
    ec2: 'AuthFailure 401',
    ecs: 'UnrecognizedClientException 400',
    sts: 'RegionDisabledException 403',
    organizations: 'UnrecognizedClientException 400',
    tagging: 'UnrecognizedClientException 400',
    account: 'UnrecognizedClientException 400',
  });
});

test('a server error and an error of one’s own', async () => {
  sandbox.setFaults([{ type: 'server-error' }]);
  const server = new Set(Object.values(await asTold()));
  sandbox.setFaults([{ type: 'error', code: 'OptInRequired', status: 403, message: 'Opt in' }]);
  const own = new Set(Object.values(await asTold()));

  expect(server).toEqual(new Set(['InternalError 500']));
  expect(own).toEqual(new Set(['OptInRequired 403']));
});

test('a denial says who may not do what', async () => {
  sandbox.setFaults([{ type: 'deny', service: 'sqs' }]);

  const { message } = await failureOf(clients(sandbox).sqs.send(new ListQueuesCommand({})));

  expect(message).toBe(
    `User: arn:aws:iam::${accountId}:user/sandbox is not authorized to perform: sqs:ListQueues on resource: * because no identity-based policy allows the sqs:ListQueues action`,
  );
});

test('HEAD tells a denial by its status alone', async () => {
  sandbox.setFaults([{ type: 'deny', operation: 'HeadBucket' }]);
  const Bucket = bucketName(0);

  const failure = await failureOf(clients(sandbox).s3.send(new HeadBucketCommand({ Bucket })));

  expect(failure.status).toBe(403);
  expect(failure.name).not.toBe('AccessDenied');
});

describe('where a fault hits', () => {
  test('one account, by the role that is to be assumed', async () => {
    const denied = memberOf(sandbox);
    sandbox.setFaults([{ type: 'deny', operation: 'AssumeRole', account: denied }]);
    const { sts } = clients(sandbox);
    const request = (id: string) =>
      new AssumeRoleCommand({ RoleArn: sandbox.roleArn(id), RoleSessionName: 's' });

    const failure = await failureOf(sts.send(request(denied)));
    const { Credentials } = await sts.send(request(accountId));

    expect(failure.code).toBe('AccessDenied');
    expect(Credentials).toBeDefined();
  });

  test('one region, service and operation', async () => {
    sandbox.setFaults([
      { type: 'deny', region: 'eu-west-1', service: 'sqs', operation: 'ListQueues' },
    ]);
    const here = clients(sandbox, 'us-east-1').sqs;
    const there = clients(sandbox, 'eu-west-1');
    const QueueUrl = nameOf('AWS::SQS::Queue', 'QueueUrl', place(0, 'eu-west-1'));

    const failure = await failureOf(there.sqs.send(new ListQueuesCommand({})));

    expect(failure.name).toBe('AccessDeniedException');
    await here.send(new ListQueuesCommand({}));
    await there.sqs.send(new ListQueueTagsCommand({ QueueUrl }));
    await there.ecs.send(new ListClustersCommand({}));
  });

  test('one resource, by name, ARN or URL', async () => {
    const { sqs, s3 } = clients(sandbox);
    const [first, second] = [0, 1].map(queueUrl);
    const QueueArn = nameOf('AWS::SQS::Queue', 'QueueArn', place(0));
    const Bucket = bucketName(0);
    const ask = (QueueUrl = '') =>
      sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));

    for (const resource of [QueueArn, first ?? '', QueueArn.split(':').pop() ?? '']) {
      sandbox.setFaults([{ type: 'deny', resource }]);
      const failure = await failureOf(ask(first));

      expect(failure.name).toBe('AccessDeniedException');
      expect((await ask(second)).Attributes).toBeDefined();
    }
    sandbox.setFaults([{ type: 'deny', resource: `arn:aws:s3:::${Bucket}` }]);
    const failure = await failureOf(s3.send(new GetBucketTaggingCommand({ Bucket })));
    expect(failure.name).toBe('AccessDenied');
  });

  test('the first calls only', async () => {
    sandbox.setFaults([{ type: 'throttle', service: 'sqs', times: 2 }]);
    const { sqs } = clients(sandbox);

    await failureOf(sqs.send(new ListQueuesCommand({})));
    await failureOf(sqs.send(new ListQueuesCommand({})));
    const { QueueUrls } = await sqs.send(new ListQueuesCommand({}));

    expect(QueueUrls).toBeDefined();
  });

  test('a share of the calls, the same for the same seed', async () => {
    const outcomes: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      await using fresh = await smallSandbox({ faults: [{ type: 'throttle', probability: 0.5 }] });
      const { sqs } = clients(fresh);
      let outcome = '';
      for (let call = 0; call < 40; call += 1) {
        outcome += await sqs.send(new ListQueuesCommand({})).then(
          () => '.',
          () => 'x',
        );
      }
      outcomes.push(outcome);
    }

    expect(outcomes[0]).toBe(outcomes[1]);
    expect(outcomes[0]?.replaceAll('.', '').length).toBeGreaterThan(8);
    expect(outcomes[0]?.replaceAll('x', '').length).toBeGreaterThan(8);
  });
});

describe('resources that vanish', () => {
  test('a queue is listed and then not found', async () => {
    const QueueUrl = queueUrl(1);
    sandbox.setFaults([{ type: 'gone', resource: QueueUrl }]);
    const { sqs } = clients(sandbox);

    const { QueueUrls } = await sqs.send(new ListQueuesCommand({}));
    const failure = await failureOf(
      sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })),
    );

    expect(QueueUrls).toContain(QueueUrl);
    expect(failure).toMatchObject({ name: 'QueueDoesNotExist', status: 400 });
  });

  test('a bucket is listed and then not found', async () => {
    const Bucket = bucketName(2);
    sandbox.setFaults([{ type: 'gone', resource: Bucket }]);
    const { s3 } = clients(sandbox);

    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    const failure = await failureOf(s3.send(new GetBucketTaggingCommand({ Bucket })));

    expect(Buckets.map(({ Name }) => Name)).toContain(Bucket);
    expect(failure).toMatchObject({ name: 'NoSuchBucket', status: 404 });
  });

  test('a cluster is a failure of its batch, or left out of it', async () => {
    const arns = [0, 1, 2].map((n) => nameOf('AWS::ECS::Cluster', 'clusterArn', place(n)));
    sandbox.setFaults([
      { type: 'gone', resource: 'cluster-0' },
      { type: 'omit', resource: arns[1] ?? '' },
    ]);

    const { clusters, failures } = await clients(sandbox).ecs.send(
      new DescribeClustersCommand({ clusters: arns }),
    );

    expect(clusters?.map((found) => found.clusterArn)).toEqual([arns[2]]);
    expect(failures).toEqual([{ arn: arns[0], reason: 'MISSING' }]);
  });

  test('an instance is left out of the statuses', async () => {
    const [gone = '', omitted = '', kept = ''] = [0, 1, 2].map((n) =>
      nameOf('AWS::EC2::Instance', 'InstanceId', place(n)),
    );
    sandbox.setFaults([
      { type: 'gone', resource: gone },
      { type: 'omit', resource: omitted },
    ]);
    const { ec2 } = clients(sandbox);

    const { InstanceStatuses = [] } = await ec2.send(
      new DescribeInstanceStatusCommand({ IncludeAllInstances: true }),
    );
    const named = await failureOf(ec2.send(new DescribeInstancesCommand({ InstanceIds: [gone] })));

    const ids = InstanceStatuses.map(({ InstanceId }) => InstanceId);
    expect(ids).toContain(kept);
    expect(ids).not.toContain(gone);
    expect(ids).not.toContain(omitted);
    expect(named.name).toBe('InvalidInstanceID.NotFound');
  });
});

describe('the connection', () => {
  test('is cut', async () => {
    sandbox.setFaults([{ type: 'reset' }]);

    const failure = await failureOf(clients(sandbox).sqs.send(new ListQueuesCommand({})));

    expect(failure.code ?? failure.message).toMatch(/ECONNRESET|hang up/);
  });

  test('hangs until the caller gives up', async () => {
    sandbox.setFaults([{ type: 'hang' }]);
    const controller = new AbortController();
    const call = clients(sandbox).sqs.send(new ListQueuesCommand({}), {
      abortSignal: controller.signal,
    });
    setTimeout(() => {
      controller.abort();
    }, 50);

    expect((await failureOf(call)).name).toBe('AbortError');
  });

  test('is slow: what is asked for later is answered before', async () => {
    sandbox.setFaults([{ type: 'slow', operation: 'ListQueues', milliseconds: 1_000 }]);
    const { sqs, sts } = clients(sandbox);
    const answered: string[] = [];

    await Promise.all([
      sqs.send(new ListQueuesCommand({})).then(() => answered.push('slow')),
      sts.send(new GetCallerIdentityCommand({})).then(() => answered.push('other')),
    ]);

    expect(answered).toEqual(['other', 'slow']);
  });
});
