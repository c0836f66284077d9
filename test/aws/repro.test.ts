import { expect, test } from '@jest/globals';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { assumedRole } from '../../src/aws/credentials.ts';
import { startWorld } from './world.ts';

test('calls waiting for credentials', async () => {
  await using world = await startWorld({ concurrency: 4, latencyMs: 5 });
  const { sandbox, clients, scope, ambient } = world;
  const sources = sandbox.estate.accountIds.map((id) => ({ accountId: id, credentials: assumedRole({ roleArn: sandbox.roleArn(id), sessionName: 's', region: 'us-east-1', clients, scope, base: ambient, baseAccountId: 'caller' }) }));
  await Promise.all(Array.from({ length: 30 }, async (_, i) => {
    const owner = sources[i % sources.length]!;
    await clients.open(owner, scope).of(SQSClient, 'us-east-1').send(new ListQueuesCommand({}));
  }));
  expect(sandbox.calls()).toEqual({ 'sqs:ListQueues': 30, 'sts:AssumeRole': 3 });
}, 8000);

test('throttled assume role', async () => {
  await using world = await startWorld({ faults: [{ type: 'throttle', service: 'sts' }], retry: { maxAttempts: 3 } });
  const { sandbox, clients, scope, ambient } = world;
  const id = sandbox.estate.accountIds[1]!;
  const owner = { accountId: id, credentials: assumedRole({ roleArn: sandbox.roleArn(id), sessionName: 's', region: 'us-east-1', clients, scope, base: ambient, baseAccountId: 'caller' }) };
  const e = await clients.open(owner, scope).of(SQSClient, 'us-east-1').send(new ListQueuesCommand({})).catch((x: unknown) => x);
  console.log(e, world.attempts, sandbox.calls());
}, 20000);
