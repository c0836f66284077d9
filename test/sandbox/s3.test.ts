import {
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  paginateListBuckets,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  bucketConfiguration,
  bucketConstraint,
  bucketCreated,
  bucketName,
  buckets,
  bucketTags,
  type BucketPlace,
} from '../../src/sandbox/estate/buckets.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { assume, clients, failureOf, memberOf, readAll, smallSandbox } from './clients.ts';

let sandbox: Sandbox;
let accountId: string;
let places: readonly BucketPlace[];
const regional = new Map<string, S3Client>();

beforeAll(async () => {
  sandbox = await smallSandbox();
  accountId = memberOf(sandbox);
  places = [...buckets(sandbox.estate, accountId)];
  const keys = await assume(sandbox, accountId);
  for (const region of sandbox.estate.usedRegions) {
    regional.set(region, clients(sandbox, region, keys).s3);
  }
});
afterAll(() => sandbox.close());

function s3(region: string): S3Client {
  const client = regional.get(region);
  if (client === undefined) throw new Error(`no client for ${region}`);
  return client;
}

test('lists every bucket, page by page, with its region', async () => {
  const pages = paginateListBuckets({ client: s3('us-east-1') }, { MaxBuckets: 9 });

  const { items, pageCount } = await readAll(pages, (page) => page.Buckets);

  expect(items).toEqual(
    places.map((place) => ({
      Name: bucketName(place),
      CreationDate: bucketCreated(sandbox.estate, place),
      BucketRegion: place.region,
    })),
  );
  expect(pageCount).toBe(Math.ceil(places.length / 9));
});

test('lists all buckets at once, without their regions, when nothing is asked for', async () => {
  const { Buckets = [], ContinuationToken } = await s3('us-east-1').send(
    new ListBucketsCommand({}),
  );

  expect(Buckets.map(({ Name }) => Name)).toEqual(places.map(bucketName));
  expect(Buckets.every(({ BucketRegion }) => BucketRegion === undefined)).toBe(true);
  expect(ContinuationToken).toBeUndefined();
});

test('lists the buckets of one region and of one prefix', async () => {
  const inRegion = places.filter(({ region }) => region === 'eu-west-1');
  const Prefix = bucketName({ accountId, region: 'us-east-1', index: 1 });

  const ofRegion = await s3('eu-west-1').send(
    new ListBucketsCommand({ BucketRegion: 'eu-west-1' }),
  );
  const ofPrefix = await s3('us-east-1').send(new ListBucketsCommand({ Prefix, MaxBuckets: 100 }));

  expect(ofRegion.Buckets?.map(({ Name }) => Name)).toEqual(inRegion.map(bucketName));
  expect(ofRegion.Buckets?.[0]?.BucketRegion).toBe('eu-west-1');
  expect(ofPrefix.Buckets?.map(({ Name }) => Name)).toEqual(
    places.map(bucketName).filter((name) => name.startsWith(Prefix)),
  );
});

test('gives what is configured on every bucket, and AWS’s own code where nothing is', async () => {
  for (const place of places) {
    const client = s3(place.region);
    const Bucket = bucketName(place);
    const configured = bucketConfiguration(sandbox.estate, place);
    const tags = bucketTags(sandbox.estate, place);

    expect(
      await valueOr('NoSuchTagSet', async () => {
        return (await client.send(new GetBucketTaggingCommand({ Bucket }))).TagSet;
      }),
    ).toEqual(tags.length > 0 ? tags : 'NoSuchTagSet');
    expect(
      await valueOr('NoSuchPublicAccessBlockConfiguration', async () => {
        const answer = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
        return answer.PublicAccessBlockConfiguration;
      }),
    ).toEqual(configured.publicAccessBlock ?? 'NoSuchPublicAccessBlockConfiguration');
    expect(
      await valueOr('OwnershipControlsNotFoundError', async () => {
        const answer = await client.send(new GetBucketOwnershipControlsCommand({ Bucket }));
        return answer.OwnershipControls;
      }),
    ).toEqual(configured.ownershipControls ?? 'OwnershipControlsNotFoundError');
    expect(
      await valueOr('ServerSideEncryptionConfigurationNotFoundError', async () => {
        const answer = await client.send(new GetBucketEncryptionCommand({ Bucket }));
        return answer.ServerSideEncryptionConfiguration;
      }),
    ).toEqual(configured.encryption ?? 'ServerSideEncryptionConfigurationNotFoundError');
  }
});

/** A configuration; the code when it is not there, with the status that all of these have. */
async function valueOr(code: string, ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    expect(error).toMatchObject({ name: code, $metadata: { httpStatusCode: 404 } });
    return code;
  }
}

test('tells where a bucket is: nothing in us-east-1, EU for old buckets in eu-west-1', async () => {
  const seen = new Set<string | undefined>();
  for (const place of places) {
    const { LocationConstraint } = await s3(place.region).send(
      new GetBucketLocationCommand({ Bucket: bucketName(place) }),
    );

    expect(LocationConstraint).toBe(bucketConstraint(sandbox.estate, place));
    seen.add(LocationConstraint);
  }
  expect(seen).toEqual(new Set([undefined, 'EU', 'eu-west-1']));
});

test('redirects a request for a bucket of another region', async () => {
  const Bucket = bucketName({ accountId, region: 'eu-west-1', index: 0 });
  const error: unknown = await s3('us-east-1')
    .send(new GetBucketTaggingCommand({ Bucket }))
    .catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({
    name: 'PermanentRedirect',
    $metadata: { httpStatusCode: 301 },
    $response: { headers: { 'x-amz-bucket-region': 'eu-west-1' } },
  });
});

test('a client that follows region redirects reaches the bucket', async () => {
  const keys = await assume(sandbox, accountId);
  const { s3: client } = clients(sandbox, 'us-east-1', keys);
  client.config.followRegionRedirects = true;
  const Bucket = bucketName({ accountId, region: 'eu-west-1', index: 0 });

  const answer = await client.send(new HeadBucketCommand({ Bucket }));

  expect(answer.BucketRegion).toBe('eu-west-1');
});

test('heads a bucket: its region, 404 without a body, 403 for another account’s', async () => {
  const [place] = places;
  if (place === undefined) throw new Error('no bucket');
  const foreign = bucketName({ ...place, accountId: sandbox.managementAccountId });

  const found = await s3(place.region).send(new HeadBucketCommand({ Bucket: bucketName(place) }));
  const missing = await failureOf(
    s3('us-east-1').send(new HeadBucketCommand({ Bucket: 'nobodys' })),
  );
  const denied = await failureOf(s3(place.region).send(new HeadBucketCommand({ Bucket: foreign })));

  expect(found.BucketRegion).toBe(place.region);
  expect(missing).toMatchObject({ name: 'NotFound', status: 404 });
  expect(denied).toMatchObject({ status: 403 });
  expect(denied.name).not.toBe('AccessDenied');
});
