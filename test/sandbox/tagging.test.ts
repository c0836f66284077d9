import {
  GetResourcesCommand,
  paginateGetResources,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { nameOf, resourceAt } from '../helpers/simulated.ts';
import { assume, clients, memberOf, readAll, smallSandbox } from './clients.ts';

const region = 'eu-west-1';
let sandbox: Sandbox;
let accountId: string;
let client: ReturnType<typeof clients>['tagging'];

beforeAll(async () => {
  sandbox = await smallSandbox();
  accountId = memberOf(sandbox);
  client = clients(sandbox, region, await assume(sandbox, accountId)).tagging;
});
afterAll(() => sandbox.close());

function resources(...types: readonly string[]) {
  const pages = paginateGetResources(
    { client },
    { ResourceTypeFilters: [...types], ResourcesPerPage: 4 },
  );
  return readAll(pages, (page) => page.ResourceTagMappingList);
}

test('gives the tagged buckets of a region, page by page', async () => {
  const { items, pageCount } = await resources('s3:bucket');

  const { estate } = sandbox;
  const count = estate.countOf('AWS::S3::Bucket', accountId, region);
  const tagged = Array.from({ length: count }, (_, n) =>
    resourceAt('AWS::S3::Bucket', { estate, accountId, region, n }),
  ).filter(({ tags = [] }) => tags.length > 0);
  expect(items).toEqual(
    tagged.map(({ names, tags }) => ({ ResourceARN: names['BucketArn'], Tags: tags })),
  );
  expect(tagged.length).toBeLessThan(count);
  expect(pageCount).toBe(Math.ceil(tagged.length / 4));
});

test('takes a whole service for a type, and ends with an empty token', async () => {
  const whole = await resources('s3');
  const byType = await resources('s3:bucket');
  const { PaginationToken } = await client.send(
    new GetResourcesCommand({ ResourceTypeFilters: ['s3'], ResourcesPerPage: 100 }),
  );

  expect(whole.items).toEqual(byType.items);
  expect(PaginationToken).toBe('');
});

test('gives queues, instances and clusters, and everything when nothing is asked for', async () => {
  const types = ['s3', 'sqs', 'ec2:instance', 'ecs:cluster'];
  const parts = [];
  for (const type of types) parts.push(...(await resources(type)).items);
  const all = await readAll(
    paginateGetResources({ client }, {}),
    (page) => page.ResourceTagMappingList,
  );

  const arns = (items: readonly { ResourceARN?: string | undefined }[]) =>
    items.map(({ ResourceARN }) => ResourceARN).sort();
  expect(arns(all.items)).toEqual(arns(parts));
  for (const service of ['s3', 'sqs', 'ec2', 'ecs']) {
    expect(arns(parts).some((arn) => arn?.startsWith(`arn:aws:${service}:`))).toBe(true);
  }
});

test('gives resources by their ARN', async () => {
  const queues = (await resources('sqs')).items;
  const [wanted] = queues;
  const untagged = Array.from(
    { length: sandbox.estate.countOf('AWS::SQS::Queue', accountId, region) },
    (_, n) =>
      nameOf('AWS::SQS::Queue', 'QueueArn', { estate: sandbox.estate, accountId, region, n }),
  ).find((arn) => !queues.some(({ ResourceARN }) => ResourceARN === arn));

  const { ResourceTagMappingList } = await client.send(
    new GetResourcesCommand({
      ResourceARNList: [wanted?.ResourceARN ?? '', untagged ?? ''],
    }),
  );

  expect(ResourceTagMappingList).toEqual([wanted]);
});
