import {
  DescribeClusterCommand,
  EKSClient,
  ListClustersCommand,
  paginateListClusters,
} from '@aws-sdk/client-eks';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eksCluster, eksClusterName } from '../../src/sandbox/estate/eks-clusters.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { assume, bare, failureOf, memberOf, readAll, settings, smallSandbox } from './clients.ts';

const region = 'eu-west-1';
const COUNT = 130;
let sandbox: Sandbox;
let accountId: string;
let eks: EKSClient;

beforeAll(async () => {
  sandbox = await smallSandbox({
    estate: { seed: 'eks', accounts: 2, regions: [region], usedRegions: 1, eksClusters: COUNT },
  });
  accountId = memberOf(sandbox);
  eks = new EKSClient(settings(sandbox, region, await assume(sandbox, accountId)));
});
afterAll(() => sandbox.close());

test('lists every cluster by name, at most a hundred a page', async () => {
  const pages = paginateListClusters({ client: eks }, {});

  const { items, pageCount } = await readAll(pages, ({ clusters }) => clusters);

  expect(items).toEqual(Array.from({ length: COUNT }, (_, index) => eksClusterName(index)));
  expect(pageCount).toBe(2);
});

test('describes each cluster as the estate has it', async () => {
  for (let index = 0; index < 20; index += 1) {
    const { cluster } = await eks.send(new DescribeClusterCommand({ name: eksClusterName(index) }));

    expect(bare(cluster)).toEqual(eksCluster(sandbox.estate, accountId, region, index));
  }
});

test('does not know other clusters, page sizes out of range and forged tokens', async () => {
  const unknown = await failureOf(eks.send(new DescribeClusterCommand({ name: 'kube-999' })));
  const tooMany = await failureOf(eks.send(new ListClustersCommand({ maxResults: 101 })));
  const forged = await failureOf(eks.send(new ListClustersCommand({ nextToken: 'x' })));

  expect(unknown).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
  expect(tooMany).toMatchObject({ name: 'InvalidParameterException', status: 400 });
  expect(forged).toMatchObject({ name: 'InvalidParameterException', status: 400 });
});
