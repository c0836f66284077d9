import {
  DescribeClusterCommand,
  DescribeClusterV2Command,
  KafkaClient,
  ListClustersCommand,
  ListClustersV2Command,
} from '@aws-sdk/client-kafka';
import { expect, test } from '@jest/globals';
import { failureOf, openScope } from './clients.ts';

const { settings } = await openScope({ 'AWS::MSK::Cluster': 3, 'AWS::MSK::ServerlessCluster': 2 });
const kafka = new KafkaClient(settings);

test('the second version of the API knows clusters of both types, the first provisioned ones only', async () => {
  const listed = async (ClusterTypeFilter?: string) => {
    const answer = await kafka.send(new ListClustersV2Command({ ClusterTypeFilter }));
    return answer.ClusterInfoList?.map(({ ClusterType }) => ClusterType);
  };
  const first = await kafka.send(new ListClustersCommand({}));

  expect(first.ClusterInfoList).toHaveLength(3);
  expect(await listed('PROVISIONED')).toEqual(Array(3).fill('PROVISIONED'));
  expect(await listed('SERVERLESS')).toEqual(Array(2).fill('SERVERLESS'));
  expect(await listed()).toHaveLength(5);
});

test('the first version of the API describes no serverless cluster, and none by its name', async () => {
  const { ClusterInfoList = [] } = await kafka.send(
    new ListClustersV2Command({ ClusterTypeFilter: 'SERVERLESS' }),
  );
  const [{ ClusterArn } = {}] = ClusterInfoList;

  const described = await kafka.send(new DescribeClusterV2Command({ ClusterArn }));
  const refused = await failureOf(kafka.send(new DescribeClusterCommand({ ClusterArn })));
  const named = await failureOf(kafka.send(new DescribeClusterCommand({ ClusterArn: 'orders-0' })));

  expect(described.ClusterInfo).toMatchObject({ ClusterArn, ClusterType: 'SERVERLESS' });
  expect(refused).toMatchObject({ name: 'BadRequestException', status: 400 });
  expect(named).toMatchObject({ name: 'BadRequestException', status: 400 });
});
