import { ListRegionsCommand } from '@aws-sdk/client-account';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { RateLimits } from '../../src/sandbox/rate-limits.ts';
import { clients, smallSandbox } from './clients.ts';

/** How many of a burst of calls are let through at one instant. */
function admitted(
  limits: RateLimits,
  calls: number,
  [service, operation]: readonly [string, string],
  { now = 0, region = 'us-east-1', isPaginated = true } = {},
): number {
  return Array.from({ length: calls }, () =>
    limits.admits('210000000000', region, service, operation, now, isPaginated),
  ).filter(Boolean).length;
}

test('a bucket lets its burst through, and fills again up to it', () => {
  const limits = new RateLimits();
  const call = ['ec2', 'DescribeInstances'] as const;

  expect(admitted(limits, 150, call)).toBe(100);
  expect(admitted(limits, 150, call, { now: 1_000 })).toBe(20);
  expect(admitted(limits, 150, call, { now: 1_000_000 })).toBe(100);
});

test('each region, and each operation of EC2, has a bucket of its own', () => {
  const limits = new RateLimits();
  const call = ['ec2', 'DescribeInstances'] as const;

  expect(admitted(limits, 150, call)).toBe(100);
  expect(admitted(limits, 150, call, { region: 'eu-west-1' })).toBe(100);
  expect(admitted(limits, 150, ['ec2', 'DescribeInstanceStatus'])).toBe(100);
});

test('calls without a page size have a smaller bucket', () => {
  const limits = new RateLimits();

  expect(admitted(limits, 150, ['ec2', 'DescribeInstances'], { isPaginated: false })).toBe(50);
});

test('ECS’s cluster reads share a bucket', () => {
  const limits = new RateLimits();

  expect(admitted(limits, 30, ['ecs', 'ListClusters'])).toBe(30);
  expect(admitted(limits, 30, ['ecs', 'DescribeClusters'])).toBe(20);
});

test('what AWS publishes no limit for is not limited', () => {
  expect(admitted(new RateLimits(), 5_000, ['sqs', 'GetQueueAttributes'])).toBe(5_000);
});

test('a call above a limit of one’s own is throttled, in its region only', async () => {
  await using sandbox = await smallSandbox({
    limits: { 'sqs:ListQueues': { burst: 5, refillPerSecond: 0.001 } },
  });
  const here = clients(sandbox).sqs;

  const burst = await Promise.allSettled(
    Array.from({ length: 8 }, () => here.send(new ListQueuesCommand({}))),
  );
  const { QueueUrls } = await clients(sandbox, 'eu-west-1').sqs.send(new ListQueuesCommand({}));

  expect(burst.filter(({ status }) => status === 'rejected')).toHaveLength(3);
  expect(QueueUrls).toBeDefined();
});

test('AWS’s published limits are enforced when they are asked for, and only then', async () => {
  const refused: string[][] = [];
  for (const enforceLimits of [true, false]) {
    await using sandbox = await smallSandbox({ enforceLimits });
    const { account } = clients(sandbox);
    const burst = await Promise.allSettled(
      Array.from({ length: 60 }, () => account.send(new ListRegionsCommand({}))),
    );
    refused.push(
      burst.flatMap((settled) =>
        settled.status === 'rejected' ? [(settled.reason as Error).name] : [],
      ),
    );
  }

  expect(new Set(refused[0])).toEqual(new Set(['TooManyRequestsException']));
  expect(refused[1]).toEqual([]);
});
