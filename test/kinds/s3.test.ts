import { expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/s3/bucket.example.ts';
import { S3Bucket } from '../../src/core/exporters/s3/bucket.ts';
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
