import { describe, expect, test } from '@jest/globals';
import type { EstateOptions } from '../../src/sandbox/estate/estate.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { EXPECTED_KINDS, expectedItems } from '../helpers/expected-items.ts';
import { canonical } from '../helpers/expected.ts';
import type { ReadOptions, ReadResult } from '../helpers/read-aws.ts';
import { readEstate } from '../helpers/read-estate.ts';
import { nameOf } from '../helpers/simulated.ts';

const ESTATE: EstateOptions = {
  seed: 'faults',
  accounts: 3,
  regions: ['us-east-1', 'eu-west-1', 'ap-south-1'],
  usedRegions: 3,
  'AWS::S3::Bucket': 9,
  'AWS::EC2::Instance': 12,
  'AWS::ECS::Cluster': 3,
  'AWS::SQS::Queue': 9,
};
/** Kinds affected by the faults: a denied service affects all of its kinds. */
const KINDS = [
  'AWS::Account::Info',
  'AWS::Organizations::Account',
  'AWS::S3::Bucket',
  'AWS::EC2::Instance',
  'AWS::ECS::Cluster',
  'AWS::SQS::Queue',
] as const;
const [FIRST, SECOND, THIRD] = ['210000000000', '210000000001', '210000000002'] as const;

/** The kind, account and region of an item: enough to identify the scope that lost it. */
function placeOf(item: string): string {
  const { Type, Properties, __ExtraContext } = JSON.parse(item) as {
    Type: string;
    Properties: { Id?: string };
    __ExtraContext?: { AccountId: string; Region: string };
  };
  const account = __ExtraContext?.AccountId ?? Properties.Id ?? '';
  const region = Type === 'AWS::S3::Bucket' ? 'global' : (__ExtraContext?.Region ?? 'global');
  return `${Type} ${account} ${region}`;
}

interface Damage {
  readonly result: ReadResult;
  /** Scopes that lost resources, without duplicates. */
  readonly lost: readonly string[];
}

/** Reads the estate with faults, and compares the result with the whole estate. */
async function damage(faults: readonly Fault[], options: ReadOptions = {}): Promise<Damage> {
  await using sandbox = await startSandbox({ estate: ESTATE, faults });
  const result = await readEstate(sandbox, {
    kinds: KINDS,
    everything: true,
    retry: { maxAttempts: 3 },
    ...options,
  });
  const seen = new Set(result.resources.map(canonical));
  const missing = expectedItems(sandbox.estate).filter((item) => !seen.has(item));
  return { result, lost: [...new Set(missing.map(placeOf))].sort() };
}

/** `kind account region outcome` of each scope that is not complete. */
function outcomes({ result }: Damage): readonly string[] {
  return result
    .notComplete()
    .map(({ kind, accountId, region, outcome }) => `${kind} ${accountId} ${region} ${outcome}`)
    .sort();
}

const DENIED_KIND: Fault = { type: 'deny', service: 'sqs', account: SECOND };
const DENIED_REGION: Fault = { type: 'deny', service: 'ec2', account: SECOND, region: 'eu-west-1' };
const DISABLED_REGION: Fault = {
  type: 'region-disabled',
  account: THIRD,
  region: 'ap-south-1',
  service: 'ecs',
};
const REFUSED_ROLE: Fault = {
  type: 'deny',
  service: 'sts',
  operation: 'AssumeRole',
  account: THIRD,
};

describe('a fault affects only its own scope or item', () => {
  test('throttling 20 %, errors 5 % and resets 2 %: complete and exact', async () => {
    const { result, lost } = await damage(
      [
        { type: 'throttle', probability: 0.2 },
        { type: 'server-error', probability: 0.05 },
        { type: 'reset', probability: 0.02 },
      ],
      { retry: { maxAttempts: 12 } },
    );

    expect(lost).toEqual([]);
    expect(result.ledger.status).toBe('complete');
    expect(result.resources).toHaveLength(new Set(result.resources.map(canonical)).size);
  }, 120_000);

  test('a denied kind of one account', async () => {
    const harm = await damage([DENIED_KIND]);

    const scopes = ESTATE.regions?.map((region) => `AWS::SQS::Queue ${SECOND} ${region}`).sort();
    expect(harm.lost).toEqual(scopes);
    expect(outcomes(harm)).toEqual(scopes?.map((scope) => `${scope} denied`));
    expect(harm.result.notComplete()[0]?.error?.remedy).toContain('sqs:ListQueues');
    expect(harm.result.ledger.status).toBe('incomplete');
  });

  test('a denied region', async () => {
    const harm = await damage([DENIED_REGION]);

    expect(harm.lost).toEqual([`AWS::EC2::Instance ${SECOND} eu-west-1`]);
    expect(outcomes(harm)).toEqual([`AWS::EC2::Instance ${SECOND} eu-west-1 denied`]);
  });

  test('a region that the account has disabled', async () => {
    const harm = await damage([DISABLED_REGION]);

    expect(harm.lost).toEqual([`AWS::ECS::Cluster ${THIRD} ap-south-1`]);
    expect(outcomes(harm)).toEqual([`AWS::ECS::Cluster ${THIRD} ap-south-1 region-disabled`]);
  });

  test('a role that cannot be assumed: the account is reported as denied, not silently missing', async () => {
    const harm = await damage([REFUSED_ROLE]);

    expect(outcomes(harm)).toEqual([`credentials ${THIRD} global denied`]);
    expect(harm.lost.every((place) => place.includes(THIRD))).toBe(true);
    expect(harm.lost).not.toContain(`AWS::Account::Info ${THIRD} global`);
    expect(harm.result.notComplete()[0]?.error?.remedy).toContain('trust policy');
  });

  test('an account that denies listing its regions', async () => {
    const harm = await damage([
      { type: 'deny', service: 'account', account: SECOND },
      { type: 'deny', operation: 'DescribeRegions', account: SECOND },
    ]);

    expect(outcomes(harm)).toEqual([`regions ${SECOND} global denied`]);
    expect(harm.result.notComplete()[0]?.error?.remedy).toContain('account:ListRegions');
  });

  test('an account that denies the Account API: regions come from EC2, and nothing is lost', async () => {
    const harm = await damage([{ type: 'deny', service: 'account', account: SECOND }]);

    expect(outcomes(harm)).toEqual([]);
    expect(harm.lost).toEqual([]);
  });

  test('an account that is throttled permanently', async () => {
    const harm = await damage([
      { type: 'throttle', service: 'ecs', account: SECOND, region: 'us-east-1' },
    ]);

    expect(outcomes(harm)).toEqual([`AWS::ECS::Cluster ${SECOND} us-east-1 throttled`]);
    expect(harm.lost).toEqual([`AWS::ECS::Cluster ${SECOND} us-east-1`]);
  });

  test('a region that hangs', async () => {
    const harm = await damage([{ type: 'hang', service: 'ec2', region: 'ap-south-1' }], {
      clients: { answerTimeoutMs: 300 },
      retry: { maxAttempts: 2 },
    });

    const scopes = [FIRST, SECOND, THIRD].map((id) => `AWS::EC2::Instance ${id} ap-south-1`);
    expect(harm.lost).toEqual(scopes);
    expect(outcomes(harm)).toEqual(scopes.map((scope) => `${scope} failed`));
  });

  test('a service without an endpoint in a region: detected once, no failure and no deletion', async () => {
    await using sandbox = await startSandbox({ estate: ESTATE });
    const lookedUp: string[] = [];
    const result = await readEstate(sandbox, {
      kinds: ['AWS::SQS::Queue', 'AWS::ECS::Cluster'],
      concurrency: 1,
      clients: {
        endpointOf: (client, region) =>
          client === 'SQSClient' && region === 'ap-south-1'
            ? 'http://sqs.nowhere.invalid'
            : sandbox.endpoint,
        lookup: (hostname, _options, done) => {
          lookedUp.push(hostname);
          const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), {
            code: 'ENOTFOUND',
          });
          done(error, '');
        },
      },
    });

    const absent = result
      .notComplete()
      .map(({ kind, region, outcome }) => `${kind} ${region} ${outcome}`);
    expect(absent).toEqual(
      Array.from({ length: 3 }, () => 'AWS::SQS::Queue ap-south-1 service-absent'),
    );
    expect(lookedUp).toEqual(['sqs.nowhere.invalid']);
    expect(result.of('AWS::ECS::Cluster')).toHaveLength(9);
    expect(result.of('AWS::SQS::Queue')).toHaveLength(18);
  });

  test('a denied action leaves a gap in its items, which are emitted', async () => {
    const harm = await damage([
      { type: 'deny', service: 's3', operation: 'GetBucketEncryption', account: SECOND },
    ]);

    expect(outcomes(harm)).toEqual([]);
    expect(harm.result.of('AWS::S3::Bucket')).toHaveLength(27);
    const [record] = harm.result.records.filter(({ gaps }) => gaps.length > 0);
    expect(record).toMatchObject({
      outcome: 'complete',
      incompleteResources: 9,
      accountId: SECOND,
    });
    expect(record?.gaps[0]?.remedy).toContain('s3:GetEncryptionConfiguration');
    expect(harm.result.ledger.status).toBe('incomplete');
  });

  test('tags are read bucket by bucket where the tagging API is denied, with the same result', async () => {
    const harm = await damage([{ type: 'deny', service: 'tagging', account: SECOND }]);

    expect(harm.lost).toEqual([]);
    expect(harm.result.ledger.status).toBe('complete');
  });

  test('one queue deleted between listing and describing: only that queue is dropped', async () => {
    await using sandbox = await startSandbox({ estate: ESTATE });
    const place = { estate: sandbox.estate, accountId: SECOND, region: 'eu-west-1', n: 1 };
    const url = nameOf('AWS::SQS::Queue', 'QueueUrl', place);
    sandbox.setFaults([{ type: 'gone', resource: url }]);

    const result = await readEstate(sandbox, { kinds: ['AWS::SQS::Queue'], everything: true });

    const urls = result.resources.map(({ Properties }) => Properties['QueueUrl']);
    expect(urls).toHaveLength(26);
    expect(urls).not.toContain(url);
    expect(result.ledger.status).toBe('complete');
    expect(result.resources.every(({ Properties }) => Properties['QueueArn'] !== undefined)).toBe(
      true,
    );
  });

  test('one instance without a status is emitted with a gap; other instances keep their status', async () => {
    await using sandbox = await startSandbox({ estate: ESTATE });
    const place = { estate: sandbox.estate, accountId: SECOND, region: 'eu-west-1', n: 2 };
    const id = nameOf('AWS::EC2::Instance', 'InstanceId', place);
    sandbox.setFaults([{ type: 'omit', resource: id }]);

    const result = await readEstate(sandbox, { kinds: ['AWS::EC2::Instance'], everything: true });

    expect(result.gaps.map(({ identifier }) => identifier)).toEqual([id]);
    const whole = new Set(expectedItems(sandbox.estate));
    const wrong = result.resources.filter((resource) => !whole.has(canonical(resource)));
    expect(wrong.map(({ Properties }) => Properties['InstanceId'])).toEqual([id]);
  });

  test('one bucket deleted during the run: only that bucket is dropped', async () => {
    await using sandbox = await startSandbox({ estate: ESTATE });
    const place = { estate: sandbox.estate, accountId: SECOND, region: 'eu-west-1', n: 0 };
    const name = nameOf('AWS::S3::Bucket', 'Bucket', place);
    sandbox.setFaults([{ type: 'gone', resource: name }]);

    const result = await readEstate(sandbox, { kinds: ['AWS::S3::Bucket'], everything: true });

    expect(result.resources).toHaveLength(26);
    expect(result.ledger.status).toBe('complete');
  });

  test('credentials that last one second, over a longer run', async () => {
    await using sandbox = await startSandbox({
      estate: ESTATE,
      credentialLifetimeSeconds: 1,
      latencyMs: 40,
    });

    const result = await readEstate(sandbox, {
      kinds: EXPECTED_KINDS,
      everything: true,
      concurrency: 4,
    });

    expect(result.ledger.status).toBe('complete');
    expect(result.resources.map(canonical).sort()).toEqual(expectedItems(sandbox.estate));
    expect(sandbox.calls()['sts:AssumeRole']).toBeGreaterThan(3);
  }, 60_000);

  test('an organization that denies access: the role’s own account is read, and the list is denied', async () => {
    const harm = await damage([{ type: 'deny', service: 'organizations' }]);

    expect(outcomes(harm)).toEqual([
      'AWS::Organizations::Account * global denied',
      'accounts * global denied',
    ]);
    expect(harm.result.of('AWS::SQS::Queue')).toHaveLength(9);
  });

  test('several faults at once: each affects only its own scope', async () => {
    const harm = await damage([DENIED_REGION, DISABLED_REGION, DENIED_KIND]);

    expect(outcomes(harm)).toEqual(
      [
        `AWS::EC2::Instance ${SECOND} eu-west-1 denied`,
        `AWS::ECS::Cluster ${THIRD} ap-south-1 region-disabled`,
        ...['ap-south-1', 'eu-west-1', 'us-east-1'].map(
          (region) => `AWS::SQS::Queue ${SECOND} ${region} denied`,
        ),
      ].sort(),
    );
    expect(harm.lost).toHaveLength(5);
  });

  test('a stopped run ends its open scopes as cancelled', async () => {
    await using sandbox = await startSandbox({ estate: ESTATE, latencyMs: 50 });
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort(new DOMException('stopped', 'AbortError'));
    }, 250);

    const result = await readEstate(sandbox, { signal: controller.signal, concurrency: 2 });

    expect(result.ledger.status).toBe('cancelled');
    expect(result.notComplete().every(({ outcome }) => outcome === 'cancelled')).toBe(true);
  });
});
