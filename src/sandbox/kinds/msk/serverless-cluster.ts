import type { DescribeClusterV2Response, ListClustersV2Response } from '@aws-sdk/client-kafka';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { tagMap } from '../../simulation/tags.ts';
import { clusterArn } from './cluster.ts';

const of = { ClusterArn: ['ClusterArn'] };

/** @see https://docs.aws.amazon.com/MSK/2.0/APIReference/v2-clusters.html */
export const serverlessCluster: SimulatedKind = {
  kind: 'AWS::MSK::ServerlessCluster',
  client: () => import('@aws-sdk/client-kafka'),
  gone: 'NotFoundException',
  calls: {
    'kafka:ListClustersV2': {
      most: 100,
      takes: { ClusterTypeFilter: ['PROVISIONED', 'SERVERLESS'] },
      where: (_, { ClusterTypeFilter }) => ClusterTypeFilter !== 'PROVISIONED',
    },
    'kafka:DescribeClusterV2': { of },
    // The first version of the API only supports provisioned clusters.
    'kafka:DescribeCluster': {
      of,
      unset: 'BadRequestException: This operation cannot be performed on serverless clusters.',
    },
  },
  at(place) {
    const draw = place.draw();
    const ClusterName = `clicks-${place.n}`;
    const ClusterArn = clusterArn(place, ClusterName, 's1');
    const CreationTime = place.time();
    const VpcConfigs = [
      { SubnetIds: [`subnet-${draw % 1_000}`], SecurityGroupIds: [`sg-${draw}`] },
    ];
    const ClientAuthentication = { Sasl: { Iam: { Enabled: true } } };
    const Tags = tagMap(place.tags());
    const described = () => ({
      ClusterType: 'SERVERLESS' as const,
      ClusterArn,
      ClusterName,
      State: 'ACTIVE' as const,
      CreationTime,
      CurrentVersion: 'K13V1IB3VIYZZH',
      Serverless: { VpcConfigs, ClientAuthentication },
      Tags,
    });
    return {
      names: { ClusterArn },
      replies: {
        'kafka:ListClustersV2': () =>
          ({ ClusterInfoList: [described()] }) satisfies ListClustersV2Response,
        'kafka:DescribeClusterV2': () =>
          ({ ClusterInfo: described() }) satisfies DescribeClusterV2Response,
      },
      items: () => [
        {
          identifiers: [ClusterArn],
          trails: [
            {
              requestParameters: { clusterName: ClusterName },
              responseElements: { clusterArn: ClusterArn, clusterName: ClusterName },
            },
            { requestParameters: { clusterArn: ClusterArn } },
            { requestParameters: { clusterArn: encodeURIComponent(ClusterArn) } },
            { requestParameters: { resourceArn: encodeURIComponent(ClusterArn) } },
          ],
          properties: {
            ClusterType: 'SERVERLESS',
            ClusterArn,
            ClusterName,
            State: 'ACTIVE',
            CreationTime,
            CurrentVersion: 'K13V1IB3VIYZZH',
            Serverless: { VpcConfigs, ClientAuthentication },
            Tags,
          },
        },
      ],
    };
  },
};
