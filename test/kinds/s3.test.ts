import { expect, test } from '@jest/globals';
import { S3Bucket } from '../../src/core/exporters/s3/bucket.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { exampleOf } from '../conformance/worked-example.ts';
import { environmentOf, longshore } from '../helpers/command.ts';
import { expectedItems } from '../helpers/expected-items.ts';
import { canonical } from '../helpers/expected.ts';
import { readEstate } from '../helpers/read-estate.ts';
import { nameOf } from '../helpers/simulated.ts';

const KIND = 'AWS::S3::Bucket';
const ESTATE = {
  seed: KIND,
  accounts: 1,
  regions: ['us-east-1', 'eu-west-1'],
  usedRegions: 2,
  'AWS::S3::Bucket': 40,
} as const;

test('a single fetch works without permission to list', async () => {
  const example = exampleOf(KIND);
  await using served = await example.serve();
  served.sandbox.setFaults([{ type: 'deny', operation: 'ListBuckets' }]);

  const { resources } = await S3Bucket.exporter.getResource(
    example.identifiers,
    served.request([]),
  );

  expect(resources[0]?.Properties).not.toHaveProperty('CreationDate');
  expect(resources[0]?.__ExtraContext).toEqual(example.extraContext);
});

test('a single fetch finds a bucket from any region', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });
  const { estate, managementAccountId: accountId } = sandbox;
  const region = 'eu-west-1';
  const name = nameOf(KIND, 'Bucket', { estate, accountId, region, n: 0 });

  const { exitCode, stdout, stderr } = await longshore(
    ['get', KIND, name, '--region', 'us-east-1'],
    { env: environmentOf(sandbox) },
  );

  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    Properties: { BucketName: name },
    __ExtraContext: { Region: region },
  });
});

test('what of one bucket is denied is a gap, not an empty answer, and costs no other bucket', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });
  const { managementAccountId: accountId, estate } = sandbox;
  const denied = nameOf(KIND, 'Bucket', { estate, accountId, region: 'eu-west-1', n: 1 });
  sandbox.setFaults([
    { type: 'deny', operation: 'GetBucketEncryption', resource: denied },
    { type: 'deny', operation: 'GetResources' },
    { type: 'deny', operation: 'GetBucketTagging', resource: denied },
  ]);

  const { resources, gaps, notComplete } = await readEstate(sandbox, {
    kinds: [KIND],
    everything: true,
  });

  const whole = new Set(expectedItems(estate, [KIND]));
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
