import type { Cluster } from '@aws-sdk/client-eks';
import type { Estate } from './estate.ts';
import { positionOf } from './position.ts';

export function eksClusterName(index: number): string {
  return `kube-${index}`;
}

/** The position of a cluster; undefined when the estate has none of that name here. */
export function eksClusterIndex(
  estate: Estate,
  accountId: string,
  region: string,
  name: string,
): number | undefined {
  const count = estate.countOf('AWS::EKS::Cluster', accountId, region);
  return positionOf(name, count, (index) => [eksClusterName(index)]);
}

/** A cluster as DescribeCluster gives it. */
export function eksCluster(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): Cluster {
  const draw = estate.draw('eks cluster', accountId, region, index);
  const name = eksClusterName(index);
  const tags = estate.tags('eks cluster', accountId, region, index);
  return {
    name,
    arn: `arn:aws:eks:${region}:${accountId}:cluster/${name}`,
    createdAt: estate.time('eks cluster', accountId, region, index),
    version: `1.${30 + (draw % 5)}`,
    endpoint: `https://${draw.toString(16).toUpperCase()}.gr7.${region}.eks.amazonaws.com`,
    roleArn: `arn:aws:iam::${accountId}:role/eks-${draw % 4}`,
    resourcesVpcConfig: {
      subnetIds: [`subnet-${draw % 9}`, `subnet-${draw % 7}`],
      securityGroupIds: [],
      vpcId: `vpc-${draw % 3}`,
      endpointPublicAccess: draw % 2 === 0,
      endpointPrivateAccess: true,
      publicAccessCidrs: ['0.0.0.0/0'],
    },
    kubernetesNetworkConfig: { serviceIpv4Cidr: '172.20.0.0/16', ipFamily: 'ipv4' },
    logging: { clusterLogging: [{ types: ['api', 'audit'], enabled: draw % 3 === 0 }] },
    identity: { oidc: { issuer: `https://oidc.eks.${region}.amazonaws.com/id/${draw}` } },
    status: draw % 11 === 0 ? 'UPDATING' : 'ACTIVE',
    certificateAuthority: { data: Buffer.from(String(draw)).toString('base64') },
    platformVersion: `eks.${draw % 20}`,
    tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
    health: { issues: [] },
    accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
    upgradePolicy: { supportType: 'EXTENDED' },
    deletionProtection: draw % 2 === 1,
    ...(draw % 4 === 0 && {
      encryptionConfig: [{ provider: { keyArn: `key-${draw}` } }],
    }),
  };
}
