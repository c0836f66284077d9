import {
  DescribeClusterCommand,
  DescribeClusterV2Command,
  KafkaClient,
  ListClustersCommand,
  paginateListClusters,
  paginateListClustersV2,
} from '@aws-sdk/client-kafka';
import { expect, test } from '@jest/globals';
import {
  kafkaCluster,
  kafkaClusterArn,
  kafkaClusterV2,
} from '../../src/sandbox/estate/kafka-clusters.ts';
import { bare, failureOf, openScope, readAll } from './clients.ts';

const PROVISIONED = 25;
const SERVERLESS = 12;
const { sandbox, estate, accountId, region, settings, each } = await openScope({
  'AWS::MSK::Cluster': PROVISIONED,
  'AWS::MSK::ServerlessCluster': SERVERLESS,
});
const kafka = new KafkaClient(settings);
const provisioned = each('AWS::MSK::Cluster', kafkaCluster).map(bare);
const serverless = each('AWS::MSK::ServerlessCluster', (estate, ...place) =>
  bare(kafkaClusterV2(estate, 'AWS::MSK::ServerlessCluster', ...place)),
);

test('the first version of the API lists provisioned clusters, page by page', async () => {
  const pages = paginateListClusters({ client: kafka }, { MaxResults: 10 });

  const { items, pageCount } = await readAll(pages, ({ ClusterInfoList }) => ClusterInfoList);

  expect(items.map(bare)).toEqual(provisioned);
  expect(pageCount).toBe(3);
});

test('the second lists clusters of one type, or of all', async () => {
  const list = (ClusterTypeFilter?: string) =>
    readAll(
      paginateListClustersV2({ client: kafka }, { ClusterTypeFilter, MaxResults: 10 }),
      ({ ClusterInfoList }) => ClusterInfoList,
    );

  const ofType = await list('SERVERLESS');
  const all = await list();

  expect(ofType.items.map(bare)).toEqual(serverless);
  expect(ofType.pageCount).toBe(2);
  expect(all.items).toHaveLength(PROVISIONED + SERVERLESS);
  expect(all.items.slice(PROVISIONED).map(bare)).toEqual(serverless);
});

test('describes clusters by ARN: the first version no serverless one', async () => {
  const ClusterArn = kafkaClusterArn(estate, 'AWS::MSK::Cluster', accountId, region, 3);
  const other = kafkaClusterArn(estate, 'AWS::MSK::ServerlessCluster', accountId, region, 3);

  const first = await kafka.send(new DescribeClusterCommand({ ClusterArn }));
  const second = await kafka.send(new DescribeClusterV2Command({ ClusterArn }));
  const third = await kafka.send(new DescribeClusterV2Command({ ClusterArn: other }));
  const failure = await failureOf(kafka.send(new DescribeClusterCommand({ ClusterArn: other })));

  expect(bare(first.ClusterInfo)).toEqual(provisioned[3]);
  expect(second.ClusterInfo).toMatchObject({ ClusterArn, ClusterType: 'PROVISIONED' });
  expect(bare(third.ClusterInfo)).toEqual(serverless[3]);
  expect(failure).toMatchObject({ name: 'BadRequestException', status: 400 });
});

test('does not know a cluster of another account, and refuses a page size out of range', async () => {
  const { estate, managementAccountId } = sandbox;
  const ClusterArn = kafkaClusterArn(estate, 'AWS::MSK::Cluster', managementAccountId, region, 0);

  const foreign = await failureOf(kafka.send(new DescribeClusterCommand({ ClusterArn })));
  const tooMany = await failureOf(kafka.send(new ListClustersCommand({ MaxResults: 101 })));

  expect(foreign).toMatchObject({ name: 'NotFoundException', status: 404 });
  expect(tooMany).toMatchObject({ name: 'BadRequestException', status: 400 });
});
