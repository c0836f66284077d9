import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { awsCallOf } from '../helpers/aws-call.ts';
import { CatalogWorld, IN_USE } from '../helpers/catalog-world.ts';
import { startFaultProxy, type FaultProxy } from '../helpers/fault-proxy.ts';
import { syncInProcess, withheld } from '../helpers/in-process-sync.ts';
import { nameOf } from '../helpers/simulated.ts';

const REGION = 'eu-west-1';
const QUEUES_PER_SCOPE = 6;
const SCOPES = 6;

let world: CatalogWorld;
let filled: readonly string[];

beforeEach(async () => {
  world = await CatalogWorld.create({
    estate: {
      ...IN_USE,
      seed: 'confirmation',
      accounts: 3,
      'AWS::SQS::Queue': 2 * QUEUES_PER_SCOPE,
    },
  });
  const { exitCode } = await syncInProcess(world);
  expect(exitCode).toBe(0);
  filled = world.entities;
  expect(filled).toEqual(await world.expected());
});

afterEach(() => world[Symbol.asyncDispose]());

/** The nth queue of an account. */
function queueUrl(accountId: string, n: number): string {
  const { estate } = world.sandbox;
  return nameOf('AWS::SQS::Queue', 'QueueUrl', { estate, accountId, region: REGION, n });
}

function mappingOf(kind: string, identifier: string, blueprint: string): string {
  return `
entityDeletionThreshold: 1
resources:
  - kind: ${kind}
    selector: { query: 'true' }
    port: { entity: { mappings: { identifier: ${identifier}, blueprint: '"${blueprint}"' } } }
`;
}

const QUEUES = mappingOf('AWS::SQS::Queue', '.Properties.QueueArn', 'sqsQueue');

test('of every kind, what vanished is deleted once AWS has confirmed it', async () => {
  for (const kind of [
    'AWS::S3::Bucket',
    'AWS::EC2::Instance',
    'AWS::ECS::Cluster',
    'AWS::SQS::Queue',
  ] as const)
    world.setGone(kind, 1);

  const result = await syncInProcess(world);

  expect(result.exitCode).toBe(0);
  expect(withheld(result)).toEqual([]);
  expect(world.entities).toEqual(await world.expected());
  expect(result.report.deleted).toBe(filled.length - world.entities.length);
  expect(result.report.checked).toBe(result.report.deleted);
});

test('one run deletes no more of a scope than is allowed: the next goes on', async () => {
  const env = { LONGSHORE_MOST_DELETIONS_PER_SCOPE: '2' };
  world.setGone('AWS::SQS::Queue', 3);
  const before = world.sandbox.calls()['sqs:GetQueueAttributes'] ?? 0;

  const first = await syncInProcess(world, { env });

  const left = (QUEUES_PER_SCOPE - 3) * SCOPES;
  expect(first.report).toMatchObject({ deleted: 2 * SCOPES, checked: 2 * SCOPES });
  expect(withheld(first)).toEqual([['sqsQueue', 'next-run', SCOPES]]);
  expect(first.exitCode).toBe(0);
  expect((world.sandbox.calls()['sqs:GetQueueAttributes'] ?? 0) - before).toBe(left + 2 * SCOPES);

  const second = await syncInProcess(world, { env });

  expect(second.report.deleted).toBe(SCOPES);
  expect(withheld(second)).toEqual([]);
  expect(world.entities).toEqual(await world.expected());
});

test('where AWS does not let it be confirmed, that scope alone is kept, and the permission is named', async () => {
  const [, account = ''] = world.sandbox.estate.accountIds;
  world.setGone('AWS::SQS::Queue', 2);
  world.sandbox.setFaults([
    { type: 'deny', operation: 'GetQueueAttributes', account, region: REGION },
  ]);

  const denied = await syncInProcess(world);

  expect(denied.exitCode).toBe(3);
  expect(withheld(denied)).toEqual([['sqsQueue', 'not-confirmed', 2]]);
  const [{ detail = '' } = {}] = denied.report.withheld;
  expect(detail).toContain('AccessDenied');
  expect(detail).toContain('Fix: allow sqs:GetQueueAttributes for the role that reads');
  expect(denied.text).toContain(detail);
  const lost = filled.filter((name) => !world.entities.includes(name));
  expect(lost).toHaveLength(2 * (SCOPES - 1));
  expect(lost.filter((name) => name.includes(`:${REGION}:${account}:`))).toEqual([]);

  world.sandbox.setFaults([]);
  expect((await syncInProcess(world)).exitCode).toBe(0);
  expect(world.entities).toEqual(await world.expected());
});

test('a throttled, broken or foreign answer to the check confirms nothing', async () => {
  const [, account = ''] = world.sandbox.estate.accountIds;
  const gone = queueUrl(account, QUEUES_PER_SCOPE - 1);
  world.setGone('AWS::SQS::Queue', 1);
  for (const type of ['throttle', 'server-error', 'reset'] as const) {
    world.sandbox.setFaults([{ type, operation: 'GetQueueAttributes', account, resource: gone }]);

    const result = await syncInProcess(world);

    expect(result.exitCode).toBe(3);
    expect(withheld(result)).toEqual([['sqsQueue', 'not-confirmed', 1]]);
    expect(world.countOf('sqsQueue')).toBe((QUEUES_PER_SCOPE - 1) * SCOPES + 1);
  }
});

describe('a listing that silently leaves a resource out', () => {
  const Listing = z.looseObject({ QueueUrls: z.array(z.string()) });
  let proxy: FaultProxy;
  let left: string;

  beforeEach(async () => {
    const [, account = ''] = world.sandbox.estate.accountIds;
    left = queueUrl(account, 2);
    proxy = await startFaultProxy(world.sandbox.endpoint, {
      async onResponse(request, answer) {
        const { name } = await awsCallOf(request, world.sandbox.managementAccountId);
        if (name !== 'sqs:ListQueues' || !answer.body.includes(left)) return undefined;
        const listing = Listing.parse(JSON.parse(answer.body.toString()));
        const QueueUrls = listing.QueueUrls.filter((url) => url !== left);
        return { ...answer, body: Buffer.from(JSON.stringify({ ...listing, QueueUrls })) };
      },
    });
  });

  afterEach(async () => {
    await proxy[Symbol.asyncDispose]();
  });

  test('deletes nothing, and says what AWS still has', async () => {
    const result = await syncInProcess(world, { endpoint: proxy.endpoint });

    expect(result.exitCode).toBe(3);
    expect(withheld(result)).toEqual([['sqsQueue', 'still-exists', 1]]);
    expect(result.text).toContain(`AWS still has ${left}`);
    expect(world.entities).toEqual(filled);
  });

  test('is trusted in nothing else: what did vanish from that scope waits, other scopes do not', async () => {
    world.setGone('AWS::SQS::Queue', 1);

    const result = await syncInProcess(world, { endpoint: proxy.endpoint });

    expect(result.exitCode).toBe(3);
    expect(withheld(result)).toEqual([['sqsQueue', 'still-exists', 2]]);
    expect(result.report.deleted).toBe(SCOPES - 1);

    expect((await syncInProcess(world)).exitCode).toBe(0);
    expect(world.entities).toEqual(await world.expected());
  });
});

describe('the mapping', () => {
  test('a run limited to some kinds deletes nothing of others, though the mapping has dropped them', async () => {
    world.setGone('AWS::SQS::Queue', 1);

    const result = await syncInProcess(world, { mapping: QUEUES, kinds: 'AWS::SQS::Queue' });

    const lost = filled.filter((name) => !world.entities.includes(name));
    expect(result.exitCode).toBe(0);
    expect(lost).toHaveLength(SCOPES);
    expect(lost.every((name) => name.startsWith('sqsQueue '))).toBe(true);
    expect(result.report.withheld.every(({ reason }) => reason === 'not-in-this-run')).toBe(true);
  });

  test('the same run without a limit deletes them: the mapping is a person’s word', async () => {
    const result = await syncInProcess(world, { mapping: QUEUES });

    expect(result.exitCode).toBe(0);
    expect(world.entities).toEqual(filled.filter((name) => name.startsWith('sqsQueue ')));
  });

  test.each([
    ['an identifier that is null', '.Properties.NoSuchThing', '"sqsQueue"'],
    ['an identifier that fails', '.Properties.QueueArn[0]', '"sqsQueue"'],
    ['a blueprint that is null', '.Properties.QueueArn', '.Properties.NoSuchThing'],
  ])('%s for every resource deletes nothing, and is named', async (_, identifier, blueprint) => {
    const mapping = `
entityDeletionThreshold: 1
resources:
  - kind: AWS::SQS::Queue
    selector: { query: 'true' }
    port:
      entity:
        mappings: { identifier: '${identifier}', blueprint: '${blueprint}' }
`;
    const result = await syncInProcess(world, { mapping });

    expect(result.exitCode).toBe(3);
    expect(world.entities).toEqual(filled); // nor what the mapping leaves out: it is at fault
    expect(result.report.voidMappings).toEqual([expect.stringContaining('resources[0]')]);
    expect(result.text).toContain('No resource produced an entity: ');
  });
});
