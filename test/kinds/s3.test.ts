import { expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/s3/bucket.example.ts';
import { S3Bucket } from '../../src/core/exporters/s3/bucket.ts';
import { bucketName, buckets } from '../../src/sandbox/estate/buckets.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { environmentOf, longshore } from '../helpers/command.ts';
import { serve } from '../conformance/harness.ts';

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
      buckets: 4,
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
