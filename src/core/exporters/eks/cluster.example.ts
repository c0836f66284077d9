import type { DescribeClusterResponse, ListClustersResponse } from '@aws-sdk/client-eks';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const name = 'shop';
const arn = `arn:aws:eks:eu-west-1:${EXAMPLE_ACCOUNT}:cluster/${name}`;
const roleArn = `arn:aws:iam::${EXAMPLE_ACCOUNT}:role/eks`;

export const example = {
  identifiers: [name],
  replies: {
    'eks:ListClusters': { clusters: [name] } satisfies ListClustersResponse,
    'eks:DescribeCluster': {
      cluster: {
        name,
        arn,
        createdAt: new Date('2024-01-02T03:04:05.678Z'),
        version: '1.33',
        endpoint: 'https://0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com',
        roleArn,
        resourcesVpcConfig: { subnetIds: ['subnet-1'], vpcId: 'vpc-1', endpointPublicAccess: true },
        logging: { clusterLogging: [{ types: ['api', 'audit'], enabled: true }] },
        status: 'ACTIVE',
        platformVersion: 'eks.12',
        encryptionConfig: [{ provider: { keyArn: 'alias/eks' } }],
        deletionProtection: true,
        tags: { team: 'platform', lowerCase: 'stays' },
      },
    } satisfies DescribeClusterResponse,
  },
  properties: {
    Arn: arn,
    Name: name,
    CreatedAt: '2024-01-02T03:04:05.678000Z',
    Version: '1.33',
    Endpoint: 'https://0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com',
    RoleArn: roleArn,
    ResourcesVpcConfig: { subnetIds: ['subnet-1'], vpcId: 'vpc-1', endpointPublicAccess: true },
    Logging: { clusterLogging: [{ types: ['api', 'audit'], enabled: true }] },
    Status: 'ACTIVE',
    PlatformVersion: 'eks.12',
    EncryptionConfig: [{ provider: { keyArn: 'alias/eks' } }],
    DeletionProtection: true,
    Tags: { team: 'platform', lowerCase: 'stays' },
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
