import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from '@jest/globals';
import type { AwsCredentialIdentity } from '@smithy/types';
import { AwsAccessError } from '../../src/aws/access-error.ts';
import type { ClientOwner } from '../../src/aws/client-owner.ts';
import { CachedCredentials } from '../../src/aws/credentials/cached-credentials.ts';
import {
  assumedRole,
  webIdentityRole,
  type RoleOptions,
} from '../../src/aws/credentials/role-credentials.ts';
import { ConfigurationError } from '../../src/lib/errors.ts';
import { startWorld, type World } from './world.ts';

const REGIONS = ['us-east-1', 'eu-west-1', 'us-west-2', 'eu-central-1', 'us-east-2'] as const;

function memberOf({ sandbox }: World, index = 1): string {
  return sandbox.estate.accountIds[index] ?? '';
}

function roleOptions(world: World, accountId: string): RoleOptions {
  const { sandbox, clients, scope } = world;
  const roleArn = sandbox.roleArn(accountId);
  return { roleArn, sessionName: 'test', region: 'us-east-1', clients, scope };
}

function owner(world: World, accountId = memberOf(world)): ClientOwner {
  const options = {
    ...roleOptions(world, accountId),
    base: world.ambient,
    baseAccountId: 'caller',
  };
  return { accountId, credentials: assumedRole(options) };
}

function listQueues({ clients, scope }: World, of: ClientOwner, region: string): Promise<object> {
  return clients.open(of, scope).of(SQSClient, region).send(new ListQueuesCommand({}));
}

function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

test('200 callers on 20 clients assume a role once', async () => {
  await using world = await startWorld({ latencyMs: 10 });
  const session = owner(world);
  const open = world.clients.open(session, world.scope);
  const calls = REGIONS.flatMap((region) => [
    () => open.of(SQSClient, region).send(new ListQueuesCommand({})),
    () => open.of(STSClient, region).send(new GetCallerIdentityCommand({})),
    () => open.of(EC2Client, region).send(new DescribeInstancesCommand({})),
    () => open.of(ECSClient, region).send(new ListClustersCommand({})),
  ]);

  const answers: Promise<object>[] = [];
  for (let round = 0; round < 10; round += 1) answers.push(...calls.map((call) => call()));
  await Promise.all(answers);

  expect(world.sandbox.calls()['sts:AssumeRole']).toBe(1);
  expect(world.attempts).toHaveLength(201);
});

test('credentials that last three seconds are renewed about once per lifetime during a longer run', async () => {
  await using world = await startWorld({ credentialLifetimeSeconds: 3, latencyMs: 5 });
  const session = owner(world);
  const renewals = (): number => world.sandbox.calls()['sts:AssumeRole'] ?? 0;
  let calls = 0;
  const work = async (region: string): Promise<void> => {
    while (renewals() < 3) {
      await listQueues(world, session, region);
      calls += 1;
    }
  };

  await Promise.all(REGIONS.map(work));

  expect(calls).toBeGreaterThan(10 * renewals());
  expect(world.attempts.filter(({ error }) => error !== undefined)).toEqual([]);
});

test('credentials that AWS reports as expired are renewed, and the call succeeds', async () => {
  await using world = await startWorld({ faults: [{ type: 'expired', service: 'sqs', times: 1 }] });

  await listQueues(world, owner(world), 'us-east-1');

  expect(world.sandbox.calls()).toEqual({ 'sqs:ListQueues': 2, 'sts:AssumeRole': 2 });
});

test('many callers whose credentials expire at the same time renew them once', async () => {
  await using world = await startWorld({
    latencyMs: 400, // every call is on its way before the first answer
    faults: [{ type: 'expired', service: 'sqs', times: 30 }],
  });
  const session = owner(world);

  await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      listQueues(world, session, REGIONS[index % REGIONS.length] ?? ''),
    ),
  );

  expect(world.sandbox.calls()).toEqual({ 'sqs:ListQueues': 60, 'sts:AssumeRole': 2 });
});

test('calls that wait for credentials do not block AssumeRole', async () => {
  await using world = await startWorld({ concurrency: 2, latencyMs: 5 });
  const sessions = world.sandbox.estate.accountIds.map((accountId) => owner(world, accountId));

  await Promise.all(
    sessions.flatMap((session) => REGIONS.map((region) => listQueues(world, session, region))),
  );

  expect(world.sandbox.calls()['sts:AssumeRole']).toBe(sessions.length);
});

test('a denied role is an access error with a fix, after one attempt', async () => {
  await using world = await startWorld({ faults: [{ type: 'deny', operation: 'AssumeRole' }] });

  const error = await errorOf(listQueues(world, owner(world), 'us-east-1'));

  expect(error).toBeInstanceOf(AwsAccessError);
  expect(error).toMatchObject({
    message: expect.stringMatching(
      /^cannot assume arn:aws:iam::\d+:role\/LongshoreReader: .*not authorized/,
    ),
    remedy: expect.stringContaining('sts:AssumeRole'),
    failure: { class: 'denied', code: 'AccessDenied', status: 403 },
  });
  expect(world.attempts).toHaveLength(1);
});

test('a throttled AssumeRole is retried like any call, and does not slow down other accounts', async () => {
  await using world = await startWorld({
    faults: [{ type: 'throttle', service: 'sts' }],
    retry: { maxAttempts: 3 },
  });

  const error = await errorOf(listQueues(world, owner(world), 'us-east-1'));

  expect(error).toMatchObject({ failure: { class: 'throttled' } });
  expect(world.attempts.map(({ service, number }) => `${service} ${number}`)).toEqual([
    'sts 1',
    'sts 2',
    'sts 3',
  ]);
});

test('a stopped run ends with the abort reason', async () => {
  await using world = await startWorld({ faults: [{ type: 'hang', service: 'sts' }] });
  const reason = new Error('stopped by hand');
  const call = errorOf(listQueues(world, owner(world), 'us-east-1'));

  setTimeout(() => {
    world.abort(reason);
  }, 50);

  await expect(call).resolves.toBe(reason);
});

test('a web identity assumes the role directly, and its token is read again at each renewal', async () => {
  await using world = await startWorld();
  const folder = await mkdtemp(join(tmpdir(), 'longshore-'));
  const tokenFile = join(folder, 'token');
  try {
    const source = webIdentityRole({ ...roleOptions(world, memberOf(world)), tokenFile });
    const missing = await errorOf(source.get());
    await writeFile(tokenFile, 'token\n');

    const identity = await source.get();
    const accountId = await source.accountId();

    expect(missing).toBeInstanceOf(ConfigurationError);
    expect(identity.expiration).toBeInstanceOf(Date);
    expect(accountId).toBe(memberOf(world));
    expect(world.sandbox.calls()).toEqual({ 'sts:AssumeRoleWithWebIdentity': 1 });
    await rm(tokenFile);
    source.reject(identity);
    await expect(source.get()).rejects.toBeInstanceOf(ConfigurationError);
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** A cache of numbered identities, with a clock that the test controls. */
function numbered(lifeMs: number): {
  readonly cache: CachedCredentials;
  fetches(): number;
  pass(milliseconds: number): void;
  failNext(): void;
} {
  let now = 0;
  let fetches = 0;
  let fails = false;
  const fetch = async (): Promise<AwsCredentialIdentity> => {
    await Promise.resolve();
    fetches += 1;
    if (fails) {
      fails = false;
      throw new Error('no new ones');
    }
    return {
      accessKeyId: String(fetches),
      secretAccessKey: '',
      expiration: new Date(now + lifeMs),
    };
  };
  return {
    cache: new CachedCredentials('test', fetch, () => now),
    fetches: () => fetches,
    pass: (milliseconds) => {
      now += milliseconds;
    },
    failNext: () => {
      fails = true;
    },
  };
}

test('a late rejection does not discard newer credentials', async () => {
  const { cache, fetches } = numbered(3_600_000);
  const first = await cache.get();
  cache.reject(first);
  const second = await cache.get();

  cache.reject(first);

  expect(await cache.get()).toBe(second);
  expect(fetches()).toBe(2);
});

test.each([
  { lifeMs: 3_600_000, aheadMs: 300_000 },
  { lifeMs: 2_000, aheadMs: 500 },
])('a lifetime of $lifeMs ms is renewed $aheadMs ms early, and no caller waits', async (row) => {
  const { cache, fetches, pass } = numbered(row.lifeMs);
  const first = await cache.get();

  pass(row.lifeMs - row.aheadMs - 1);
  const before = await cache.get();
  const fetchesBefore = fetches();
  pass(1);
  const during = await cache.get();
  await new Promise(setImmediate);
  const after = await cache.get();

  expect([before, during]).toEqual([first, first]);
  expect(fetchesBefore).toBe(1);
  expect(after.accessKeyId).toBe('2');
  expect(fetches()).toBe(2);
});

test('a failed renewal has no effect while the current credentials are valid', async () => {
  const { cache, pass, failNext, fetches } = numbered(2_000);
  const first = await cache.get();

  pass(1_800);
  failNext();
  const kept = await cache.get();
  const again = await cache.get();
  pass(200);
  failNext();
  const ended = await errorOf(cache.get());

  expect([kept, again]).toEqual([first, first]);
  expect(fetches()).toBe(3);
  expect(ended).toMatchObject({ message: 'no new ones' });
  expect((await cache.get()).accessKeyId).toBe('4');
});
