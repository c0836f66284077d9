import { ECSClient, ListClustersCommand, paginateListClusters } from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import type { CallRule } from '../../../src/sandbox/simulation/simulated-kind.ts';
import { failureOf, readAll, settings } from '../clients.ts';
import { clusters, REGION, sandboxOf } from './example-kinds.ts';

/** Clusters that are listed by a rule, and a client that lists them. */
async function listed(list: CallRule, count: number, options = {}) {
  const sandbox = await sandboxOf([clusters({ list })], { 'AWS::ECS::Cluster': count }, options);
  const ecs = new ECSClient(settings(sandbox, REGION));
  return { ecs, [Symbol.asyncDispose]: () => sandbox.close() };
}

/** How many a page holds, and whether another follows. */
async function pageOf(ecs: ECSClient, maxResults?: number) {
  const { clusterArns = [], nextToken } = await ecs.send(new ListClustersCommand({ maxResults }));
  return { count: clusterArns.length, hasMore: nextToken !== undefined };
}

test('pages are as large as they are asked for, and hold each resource once', async () => {
  await using world = await listed({ most: 10 }, 25);

  const { items, pageCount } = await readAll(
    paginateListClusters({ client: world.ecs }, { maxResults: 7 }),
    ({ clusterArns }) => clusterArns,
  );

  expect(pageCount).toBe(4);
  expect(new Set(items).size).toBe(25);
});

test('a size beyond what AWS allows is refused, in the words of the service', async () => {
  await using world = await listed({ most: 10, least: 5 }, 25);

  for (const maxResults of [4, 11]) {
    expect(await failureOf(pageOf(world.ecs, maxResults))).toMatchObject({
      name: 'InvalidParameterException',
      status: 400,
    });
  }
});

test.each([
  ['the largest page', {}, { count: 10, hasMore: true }],
  ['a page of a number of its own', { unasked: 4 }, { count: 4, hasMore: true }],
  ['everything', { unasked: 'all' }, { count: 25, hasMore: false }],
  ['a page that hides the rest', { unasked: 'cut' }, { count: 10, hasMore: false }],
  ['no more than the service ever gives', { gives: 6 }, { count: 6, hasMore: true }],
] as const)('without a size it gives %s', async (_, rule, expected) => {
  await using world = await listed({ most: 10, ...rule }, 25);

  expect(await pageOf(world.ecs)).toEqual(expected);
});

test('a page is no larger than the service ever gives, whatever is asked for', async () => {
  await using world = await listed({ most: 10, gives: 6 }, 25);

  expect(await pageOf(world.ecs, 10)).toEqual({ count: 6, hasMore: true });
});

test('a token is good for its own list only', async () => {
  const regions = [REGION, 'eu-north-1'];
  await using sandbox = await sandboxOf([clusters({})], {
    'AWS::ECS::Cluster': 30,
    regions,
    usedRegions: 2,
  });
  const [here, there] = regions.map((region) => new ECSClient(settings(sandbox, region)));
  const { nextToken } = (await here?.send(new ListClustersCommand({ maxResults: 5 }))) ?? {};

  expect(nextToken).toBeDefined();
  for (const token of ['invalid', nextToken]) {
    const call = there?.send(new ListClustersCommand({ nextToken: token }));
    expect(await failureOf(Promise.resolve(call))).toMatchObject({
      name: 'InvalidParameterException',
    });
  }
});

test('an empty list is a page without a token', async () => {
  await using world = await listed({ most: 10 }, 0);

  const { clusterArns, nextToken } = await world.ecs.send(new ListClustersCommand({}));

  expect({ clusterArns, nextToken }).toEqual({ clusterArns: [], nextToken: undefined });
});

test('a listing gives what the rule lets pass', async () => {
  await using world = await listed({ most: 10, where: ({ n }) => n % 2 === 0 }, 5);

  expect(await pageOf(world.ecs)).toEqual({ count: 3, hasMore: false });
});

test('the sandbox may cap pages, and put empty ones between them', async () => {
  await using world = await listed({ most: 10 }, 9, { maxPageSize: 2, emptyPages: 0.5 });

  const { items, pageCount } = await readAll(
    paginateListClusters({ client: world.ecs }, { maxResults: 10 }),
    ({ clusterArns }) => clusterArns,
  );

  expect(new Set(items).size).toBe(9);
  expect(pageCount).toBeGreaterThan(5);
});
