import { KafkaClient, ListClustersCommand, ListClustersV2Command } from '@aws-sdk/client-kafka';
import { expect, test } from '@jest/globals';
import { openScope } from './clients.ts';

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
