import { expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/s3/bucket.example.ts';
import { S3Bucket } from '../../src/core/exporters/s3/bucket.ts';
import { bucketName, buckets } from '../../src/sandbox/estate/buckets.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { environmentOf, longshore } from '../helpers/command.ts';
import { serve } from '../conformance/harness.ts';
import { canonical, expectedItems } from '../helpers/expected.ts';
import { readEstate } from '../helpers/read-estate.ts';

test('a single fetch says when the bucket was created, as the listing does', async () => {
  await using served = await serve(example);

  const { resources } = await S3Bucket.exporter.getResource(
    example.identifiers,
    served.request([]),
  );

  expect(resources[0]?.Properties).toMatchObject({ CreationDate: '2024-01-02T03:04:05Z' });
});

test('a single fetch by whoever may not list does without', async () => {
  await using served = await serve(example);
  served.sandbox.setFaults([{ type: 'deny', operation: 'ListBuckets' }]);

  const { resources } = await S3Bucket.exporter.getResource(
    example.identifiers,
    served.request([]),
  );

  expect(resources[0]?.Properties).not.toHaveProperty('CreationDate');
  expect(resources[0]?.__ExtraContext).toEqual(example.extraContext);
});

test('a single fetch finds a bucket from any region', async () => {
  const region = 'eu-west-1';
  await using sandbox = await startSandbox({
    estate: {
      seed: 'elsewhere',
      accounts: 1,
      regions: ['us-east-1', region],
      usedRegions: 2,
      'AWS::S3::Bucket': 4,
    },
  });
  const { estate, managementAccountId } = sandbox;
  const place = [...buckets(estate, managementAccountId)].find((one) => one.region === region);
  const name = place === undefined ? '' : bucketName(place);

  const { exitCode, stdout, stderr } = await longshore(
    ['get', 'AWS::S3::Bucket', name, '--region', 'us-east-1'],
    { env: environmentOf(sandbox) },
  );

  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    Properties: { BucketName: name },
    __ExtraContext: { Region: region },
  });
});

const KIND = 'AWS::S3::Bucket';
const ESTATE = {
  seed: 'AWS::S3::Bucket',
  accounts: 1,
  regions: ['us-east-1', 'eu-west-1'],
  usedRegions: 2,
  'AWS::S3::Bucket': 40,
} as const;

test('what of one bucket is denied is a gap, not an empty answer, and costs no other bucket', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });
  const { managementAccountId: accountId, estate } = sandbox;
  const denied = bucketName({ accountId, region: 'eu-west-1', index: 1 });
  sandbox.setFaults([
    { type: 'deny', operation: 'GetBucketEncryption', resource: denied },
    { type: 'deny', operation: 'GetResources' },
    { type: 'deny', operation: 'GetBucketTagging', resource: denied },
  ]);

  const { resources, gaps, notComplete } = await readEstate(sandbox, {
    kinds: [KIND],
    everything: true,
  });

  const whole = new Set(expectedItems(estate));
  const others = resources.filter((resource) => !whole.has(canonical(resource)));
  expect(notComplete()).toEqual([]);
  expect(resources).toHaveLength(40);
  expect(gaps.map(({ identifier, action }) => [identifier, action]).sort()).toEqual([
    [denied, 'GetBucketEncryptionAction'],
    [denied, 'GetBucketTaggingAction'],
  ]);
  expect(others).toHaveLength(1);
  expect(others[0]?.Properties).not.toHaveProperty('Tags');
  expect(others[0]?.Properties).not.toHaveProperty('BucketEncryption');
});

test('buckets are asked for in their own region, and that they have no tags is a value', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });
  sandbox.setFaults([{ type: 'deny', operation: 'GetResources' }]);

  const { resources, gaps } = await readEstate(sandbox, { kinds: [KIND], everything: true });

  const whole = expectedItems(sandbox.estate).filter((item) => item.includes(`"${KIND}"`));
  expect(gaps).toEqual([]);
  expect(resources.map(canonical).sort()).toEqual([...whole].sort());
  expect(resources.some(({ Properties }) => JSON.stringify(Properties['Tags']) === '[]')).toBe(
    true,
  );
});
