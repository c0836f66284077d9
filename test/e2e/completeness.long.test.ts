import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { EXPECTED_KINDS, expectedItems } from '../helpers/expected-items.ts';
import { canonical } from '../helpers/expected.ts';
import { readEstate } from '../helpers/read-estate.ts';

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-south-1'];

describe('what comes out equals what the estate holds', () => {
  test('for any estate, page size and order: each resource once, every field', async () => {
    const estates = fc.record({
      seed: fc.string({ minLength: 1, maxLength: 8 }),
      accounts: fc.integer({ min: 1, max: 5 }),
      usedRegions: fc.integer({ min: 1, max: 3 }),
      'AWS::S3::Bucket': fc.integer({ min: 0, max: 6 }),
      'AWS::EC2::Instance': fc.integer({ min: 0, max: 12 }),
      'AWS::ECS::Cluster': fc.integer({ min: 0, max: 5 }),
      'AWS::SQS::Queue': fc.integer({ min: 0, max: 6 }),
      'AWS::ECS::Service': fc.integer({ min: 0, max: 3 }),
    });
    const paging = fc.record({
      maxPageSize: fc.integer({ min: 1, max: 9 }),
      emptyPages: fc.constantFrom(0, 0.3),
    });
    await fc.assert(
      fc.asyncProperty(estates, paging, fc.string(), async (estate, pages, seed) => {
        await using sandbox = await startSandbox({
          estate: { ...estate, regions: REGIONS },
          ...pages,
        });

        const result = await readEstate(sandbox, { everything: true, seed, kinds: EXPECTED_KINDS });

        expect(result.ledger.status).toBe('complete');
        expect(result.resources.map(canonical).sort()).toEqual(expectedItems(sandbox.estate));
      }),
      { numRuns: 12 },
    );
  });

  test('1,050 queues in one region, more than a page', async () => {
    await using sandbox = await startSandbox({
      estate: {
        seed: 'many',
        accounts: 1,
        usedRegions: 1,
        regions: REGIONS,
        'AWS::SQS::Queue': 1_050,
      },
    });

    const result = await readEstate(sandbox, { kinds: ['AWS::SQS::Queue'] });

    const urls = result.of('AWS::SQS::Queue').map(({ Properties }) => Properties['QueueUrl']);
    expect(new Set(urls).size).toBe(1_050);
    expect(sandbox.calls()['sqs:ListQueues']).toBe(2 + 2);
  });

  test('1,050 instances over reservations, more than a page, with the status of each', async () => {
    await using sandbox = await startSandbox({
      estate: {
        seed: 'many',
        accounts: 1,
        usedRegions: 1,
        regions: REGIONS,
        'AWS::EC2::Instance': 1_050,
      },
    });

    const result = await readEstate(sandbox, { kinds: ['AWS::EC2::Instance'], everything: true });

    expect(result.resources.map(canonical).sort()).toEqual(
      expectedItems(sandbox.estate, ['AWS::EC2::Instance']),
    );
    const calls = sandbox.calls();
    expect(calls['ec2:DescribeInstances']).toBe(2 + 2);
    expect(calls['ec2:DescribeInstanceStatus']).toBe(2);
  });

  test('buckets spread over regions are asked for in their own, without redirects', async () => {
    await using sandbox = await startSandbox({
      estate: {
        seed: 'spread',
        accounts: 1,
        usedRegions: 3,
        regions: REGIONS,
        'AWS::S3::Bucket': 30,
      },
    });

    const result = await readEstate(sandbox, { kinds: ['AWS::S3::Bucket'], everything: true });

    expect(result.ledger.status).toBe('complete');
    expect(result.of('AWS::S3::Bucket')).toHaveLength(30);
    expect(sandbox.calls()['s3:ListBuckets']).toBe(1);
    expect(sandbox.calls()['tagging:GetResources']).toBe(3);
  });

  test('the order of scopes follows from the seed, and the result does not', async () => {
    await using sandbox = await startSandbox({
      estate: {
        seed: 'order',
        accounts: 2,
        usedRegions: 2,
        regions: REGIONS,
        'AWS::SQS::Queue': 4,
        'AWS::ECS::Cluster': 4,
      },
    });

    const one = await readEstate(sandbox, { seed: 'one', kinds: EXPECTED_KINDS });
    const other = await readEstate(sandbox, { seed: 'other', kinds: EXPECTED_KINDS });

    expect(one.resources.map(canonical).sort()).toEqual(other.resources.map(canonical).sort());
  });
});
