import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import type { Resource } from '../../src/core/exporters/resource.ts';
import type { EstateOptions } from '../../src/sandbox/estate/estate.ts';
import type { Handler } from '../../src/sandbox/services/handler.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { canonical } from '../helpers/expected.ts';
import { readEstate } from '../helpers/read-estate.ts';
import { simulatedAnswer } from '../helpers/simulated.ts';

/** Kinds whose tags come from the Resource Groups Tagging API, each with its optional action for them. */
const KINDS: readonly (readonly [ObjectKind, ...string[]])[] = [
  ['AWS::CodePipeline::Pipeline'],
  ['AWS::DynamoDB::Table', 'GetTableTagsAction'],
  ['AWS::ECR::Repository', 'ListTagsForResourceAction'],
  ['AWS::ElastiCache::Cluster', 'ListTagsForResourceAction'],
  ['AWS::Lambda::Function', 'ListTagsAction'],
  ['AWS::MemoryDB::User', 'ListTagsForMemoryDbUserAction'],
  ['AWS::S3::Bucket'],
  ['AWS::SNS::Topic', 'GetTopicTagsAction'],
  ['AWS::SQS::Queue', 'ListQueueTagsAction'],
];
const FUNCTIONS = ['AWS::Lambda::Function', 'ListTagsAction'] as const;
const COUNT = 150;
const ESTATE: EstateOptions = {
  seed: 'tagging',
  accounts: 1,
  regions: ['us-east-1'],
  usedRegions: 1,
  'AWS::S3::Bucket': COUNT,
  'AWS::ElastiCache::Cluster': COUNT,
  'AWS::MemoryDB::User': COUNT,
  'AWS::Lambda::Function': COUNT,
  'AWS::CodePipeline::Pipeline': COUNT,
  'AWS::SQS::Queue': COUNT,
  'AWS::ECR::Repository': COUNT,
  'AWS::DynamoDB::Table': COUNT,
  'AWS::SNS::Topic': COUNT,
};

const realAnswer: Handler = (input, context) =>
  simulatedAnswer('tagging:GetResources')(input, context);

/** As AWS answers a filter that fits nothing: with an empty list, and no error. */
const fitsNothing: Handler = (input, context) =>
  'ResourceTypeFilters' in input
    ? { ResourceTagMappingList: [], PaginationToken: '' }
    : realAnswer(input, context);

async function tagsRead(
  [kind, ...includeActions]: (typeof KINDS)[number],
  answer: Handler,
): Promise<{ readonly resources: readonly Resource[]; readonly calls: number }> {
  await using sandbox = await startSandbox({
    estate: ESTATE,
    replies: { 'tagging:GetResources': answer },
  });
  const { resources, gaps } = await readEstate(sandbox, {
    kinds: [kind],
    selector: { includeActions },
  });
  expect(gaps).toEqual([]);
  return { resources, calls: sandbox.calls()['tagging:GetResources'] ?? 0 };
}

function tagsOf({ Properties }: Resource): unknown {
  return Properties['Tags'] ?? Properties['TagList'];
}

function isTagged(resource: Resource): boolean {
  return Object.keys(tagsOf(resource) ?? {}).length > 0;
}

describe.each(KINDS.map((kind) => [kind[0], kind] as const))('%s', (_, kind) => {
  let right: Awaited<ReturnType<typeof tagsRead>>;

  beforeAll(async () => {
    right = await tagsRead(kind, realAnswer);
  });

  test('a filter that fits nothing blanks no tags: they are asked for by ARN', async () => {
    const wrong = await tagsRead(kind, fitsNothing);

    expect(right.resources.filter(isTagged).length).toBeGreaterThan(COUNT / 2);
    expect(wrong.resources.map(canonical).sort()).toEqual(right.resources.map(canonical).sort());
  });

  test('a filter that fits is believed, and resources without tags cost no further call', () => {
    expect(right.resources.filter((resource) => !isTagged(resource)).length).toBeGreaterThan(0);
    expect(right.calls).toBe(Math.ceil(right.resources.filter(isTagged).length / 100));
  });
});

test('where nothing has tags, one call by ARN confirms it for the whole scope', async () => {
  const { resources, calls } = await tagsRead(FUNCTIONS, () => ({
    ResourceTagMappingList: [],
    PaginationToken: '',
  }));

  expect(resources.map(tagsOf)).toEqual(resources.map(() => ({})));
  expect(resources).toHaveLength(COUNT);
  expect(calls).toBe(2);
});

test('what cannot be confirmed is a gap, not an empty list', async () => {
  await using sandbox = await startSandbox({
    estate: { ...ESTATE, 'AWS::Lambda::Function': 5 },
    replies: { 'tagging:GetResources': fitsNothing },
  });
  const refused: Handler = (input, context) => {
    if ('ResourceTypeFilters' in input) return fitsNothing(input, context);
    throw new Error('no');
  };
  await using refusing = await startSandbox({
    estate: { ...ESTATE, 'AWS::Lambda::Function': 5 },
    replies: { 'tagging:GetResources': refused },
  });
  const reading = {
    kinds: ['AWS::Lambda::Function'],
    everything: true,
    retry: { maxAttempts: 1 },
  } as const;

  const { gaps } = await readEstate(sandbox, reading);
  const unconfirmed = await readEstate(refusing, reading);

  expect(gaps).toEqual([]);
  expect(unconfirmed.gaps).toHaveLength(5);
  expect(unconfirmed.resources.map(tagsOf)).toEqual(Array.from({ length: 5 }, () => undefined));
});
