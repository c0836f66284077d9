import {
  DescribeClusterCommand,
  EKSClient,
  ListClustersCommand,
  paginateListClusters,
} from '@aws-sdk/client-eks';
import { expect, test } from '@jest/globals';
import { eksCluster, eksClusterName } from '../../src/sandbox/estate/eks-clusters.ts';
import { bare, failureOf, openScope, readAll } from './clients.ts';

const COUNT = 130;
const { settings, at } = await openScope({ 'AWS::EKS::Cluster': COUNT });
const eks = new EKSClient(settings);

test('lists every cluster by name, at most a hundred a page', async () => {
  const pages = paginateListClusters({ client: eks }, {});

  const { items, pageCount } = await readAll(pages, ({ clusters }) => clusters);

  expect(items).toEqual(Array.from({ length: COUNT }, (_, index) => eksClusterName(index)));
  expect(pageCount).toBe(2);
});

test('describes each cluster as the estate has it', async () => {
  for (let index = 0; index < 20; index += 1) {
    const { cluster } = await eks.send(new DescribeClusterCommand({ name: eksClusterName(index) }));

    expect(bare(cluster)).toEqual(eksCluster(...at(index)));
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
