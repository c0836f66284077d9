import {
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { nameOf } from '../helpers/simulated.ts';
import { assume, clients, failureOf, memberOf, smallSandbox, type Keys } from './clients.ts';

const PER_REGION = 20;
let sandbox: Sandbox;
let keys: Keys;

beforeAll(async () => {
  sandbox = await smallSandbox({ maxPageSize: 3 });
  keys = await assume(sandbox, memberOf(sandbox));
});
afterAll(() => sandbox.close());

function s3(region: string): S3Client {
  return clients(sandbox, region, keys).s3;
}

function bucketName(region: string, n: number, accountId = memberOf(sandbox)): string {
  return nameOf('AWS::S3::Bucket', 'Bucket', { estate: sandbox.estate, accountId, region, n });
}

test('lists all buckets at once, without their regions, when nothing is asked for', async () => {
  const {
    Buckets = [],
    ContinuationToken,
    Owner,
  } = await s3('us-east-1').send(new ListBucketsCommand({}));

  expect(Buckets).toHaveLength(2 * PER_REGION);
  expect(Buckets.every(({ BucketRegion }) => BucketRegion === undefined)).toBe(true);
  expect(ContinuationToken).toBeUndefined();
  expect(Owner).toEqual({ ID: `owner-${memberOf(sandbox)}` });
});

test('lists the buckets of one region and of one prefix, with their regions, page by page', async () => {
  const BucketRegion = 'eu-west-1';
  const wanted = bucketName('us-east-1', 7);

  const ofRegion = await s3(BucketRegion).send(new ListBucketsCommand({ BucketRegion }));
  const ofPrefix = await s3(BucketRegion).send(new ListBucketsCommand({ Prefix: wanted }));

  const names = [0, 1, 2].map((n) => bucketName(BucketRegion, n));
  expect(ofRegion.Buckets?.map(({ Name }) => Name)).toEqual(names);
  expect(ofRegion.Buckets?.[0]?.BucketRegion).toBe(BucketRegion);
  expect(ofRegion.ContinuationToken).toBeDefined();
  expect(ofPrefix).toMatchObject({ Prefix: wanted, Buckets: [{ Name: wanted }] });
});

test('tells where a bucket is: nothing in us-east-1, EU for old buckets in eu-west-1', async () => {
  const seen = new Set<string | undefined>();
  for (const region of ['us-east-1', 'eu-west-1']) {
    for (let n = 0; n < PER_REGION; n += 1) {
      const command = new GetBucketLocationCommand({ Bucket: bucketName(region, n) });
      seen.add((await s3(region).send(command)).LocationConstraint);
    }
  }

  expect(seen).toEqual(new Set([undefined, 'EU', 'eu-west-1']));
});

test('redirects a request for a bucket of another region', async () => {
  const command = new GetBucketTaggingCommand({ Bucket: bucketName('eu-west-1', 0) });

  await expect(s3('us-east-1').send(command)).rejects.toMatchObject({
    name: 'PermanentRedirect',
    $metadata: { httpStatusCode: 301 },
    $response: { headers: { 'x-amz-bucket-region': 'eu-west-1' } },
  });
});

test('a client that follows region redirects reaches the bucket', async () => {
  const client = s3('us-east-1');
  client.config.followRegionRedirects = true;

  const answer = await client.send(new HeadBucketCommand({ Bucket: bucketName('eu-west-1', 0) }));

  expect(answer.BucketRegion).toBe('eu-west-1');
});

test('a bucket is not headed for another owner than the one expected', async () => {
  const Bucket = bucketName('us-east-1', 1);
  const ask = (ExpectedBucketOwner: string): Promise<unknown> =>
    s3('us-east-1').send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner }));

  await expect(ask(memberOf(sandbox))).resolves.toMatchObject({ BucketRegion: 'us-east-1' });
  expect(await failureOf(ask('999999999999'))).toMatchObject({ status: 403 });
});

test('heads a bucket: 404 without a body, 403 for another account’s', async () => {
  const client = s3('us-east-1');
  const foreign = bucketName('us-east-1', 0, sandbox.managementAccountId);

  const missing = await failureOf(client.send(new HeadBucketCommand({ Bucket: 'nobodys' })));
  const denied = await failureOf(client.send(new HeadBucketCommand({ Bucket: foreign })));

  expect(missing).toMatchObject({ name: 'NotFound', status: 404 });
  expect(denied).toMatchObject({ status: 403 });
  expect(denied.name).not.toBe('AccessDenied');
});
