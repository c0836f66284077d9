import {
  CreateClusterCommand,
  DescribeClusterCommand,
  EKSClient,
  ListClustersCommand,
} from '@aws-sdk/client-eks';
import { owner, pages, pascal, type KindContract } from '../contract.ts';
import { defaultNetwork } from './network.ts';

export const eksCluster: KindContract = {
  kind: 'AWS::EKS::Cluster',
  reach: 'region',
  key: ['Arn'],
  async seed(place) {
    const eks = place.of(EKSClient);
    const { subnetIds, securityGroupId } = await defaultNetwork(place);
    const roleArn = `arn:aws:iam::${place.accountId}:role/eks`;
    const resourcesVpcConfig = {
      subnetIds: subnetIds.slice(0, 2),
      securityGroupIds: [securityGroupId],
      endpointPrivateAccess: true,
    };
    await eks.send(
      new CreateClusterCommand({
        name: 'orders',
        version: '1.33',
        roleArn,
        resourcesVpcConfig,
        kubernetesNetworkConfig: { serviceIpv4Cidr: '10.100.0.0/16', ipFamily: 'ipv4' },
        logging: { clusterLogging: [{ types: ['api', 'audit'], enabled: true }] },
        encryptionConfig: [{ provider: { keyArn: 'arn:aws:kms:x' } }],
        remoteNetworkConfig: { remoteNodeNetworks: [{ cidrs: ['10.1.0.0/16'] }] },
        clientRequestToken: 'once',
        tags: { team: 'orders', 'Cost Centre': '42' },
      }),
    );
    await eks.send(new CreateClusterCommand({ name: 'bare', roleArn, resourcesVpcConfig }));
  },
  async *expected(place) {
    const eks = place.of(EKSClient);
    const lists = pages(
      (nextToken) => eks.send(new ListClustersCommand({ nextToken, maxResults: 1 })),
      (page) => page.nextToken,
    );
    for await (const { clusters = [] } of lists) {
      for (const name of clusters) {
        const { cluster } = await eks.send(new DescribeClusterCommand({ name }));
        yield { properties: pascal(cluster), context: owner(place) };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['Name'])],
  missing: () => ['not-there'],
};
