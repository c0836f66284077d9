import type { DescribeClusterResponse, ListClustersResponse } from '@aws-sdk/client-eks';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { tagMap } from '../../simulation/tags.ts';

/** @see https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeCluster.html */
export const cluster: SimulatedKind = {
  kind: 'AWS::EKS::Cluster',
  client: () => import('@aws-sdk/client-eks'),
  gone: 'ResourceNotFoundException',
  calls: {
    'eks:ListClusters': { most: 100 },
    'eks:DescribeCluster': {},
  },
  at(place) {
    const { accountId, region, n } = place;
    const name = `kube-${n}`;
    const arn = `arn:aws:eks:${region}:${accountId}:cluster/${name}`;
    const draw = place.draw();
    const createdAt = place.time();
    const endpoint = `https://${place.hex(8).toUpperCase()}.gr7.${region}.eks.amazonaws.com`;
    const roleArn = `arn:aws:iam::${accountId}:role/eks-${draw % 4}`;
    const issuer = `https://oidc.eks.${region}.amazonaws.com/id/${draw}`;
    const status = n > 0 && draw % 11 === 0 ? 'UPDATING' : 'ACTIVE';
    const data = Buffer.from(String(draw)).toString('base64');
    // Of the others, AWS upgrades some clusters instead of charging for extended support.
    const supportType = place.neglects(2, 'upgrades') ? 'STANDARD' : 'EXTENDED';
    const isEncrypted = place.oneIn(4, 'encrypted');
    const tags = {
      ...tagMap(place.tags()),
      ...(place.oneIn(3, 'lower case') && { lowerCase: 'stays' }),
    };
    return {
      names: { name, arn },
      replies: {
        'eks:ListClusters': () => ({ clusters: [name] }) satisfies ListClustersResponse,
        'eks:DescribeCluster': () =>
          ({
            cluster: {
              name,
              arn,
              createdAt,
              version: `1.${30 + (draw % 5)}`,
              endpoint,
              roleArn,
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
              identity: { oidc: { issuer } },
              status,
              certificateAuthority: { data },
              platformVersion: `eks.${draw % 20}`,
              tags,
              health: { issues: [] },
              accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
              upgradePolicy: { supportType },
              deletionProtection: draw % 2 === 1,
              ...(isEncrypted && { encryptionConfig: [{ provider: { keyArn: `key-${draw}` } }] }),
            },
          }) satisfies DescribeClusterResponse,
      },
      items: () => [
        {
          identifiers: [name],
          trails: [
            { requestParameters: { name } },
            { requestParameters: { clusterName: name } },
            { requestParameters: { resourceArn: arn } },
            { requestParameters: { resourceArn: encodeURIComponent(arn) } },
          ],
          properties: {
            Name: name,
            Arn: arn,
            CreatedAt: createdAt,
            Version: `1.${30 + (draw % 5)}`,
            Endpoint: endpoint,
            RoleArn: roleArn,
            ResourcesVpcConfig: {
              subnetIds: [`subnet-${draw % 9}`, `subnet-${draw % 7}`],
              securityGroupIds: [],
              vpcId: `vpc-${draw % 3}`,
              endpointPublicAccess: draw % 2 === 0,
              endpointPrivateAccess: true,
              publicAccessCidrs: ['0.0.0.0/0'],
            },
            KubernetesNetworkConfig: { serviceIpv4Cidr: '172.20.0.0/16', ipFamily: 'ipv4' },
            Logging: { clusterLogging: [{ types: ['api', 'audit'], enabled: draw % 3 === 0 }] },
            Identity: { oidc: { issuer } },
            Status: status,
            CertificateAuthority: { data },
            PlatformVersion: `eks.${draw % 20}`,
            Tags: tags,
            Health: { issues: [] },
            AccessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
            UpgradePolicy: { supportType },
            DeletionProtection: draw % 2 === 1,
            ...(isEncrypted && { EncryptionConfig: [{ provider: { keyArn: `key-${draw}` } }] }),
          },
        },
      ],
    };
  },
};
