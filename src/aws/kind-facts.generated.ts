// Generated from the kind definitions by `npm run generate`. Do not edit.
import type { PublishedLimit } from './published-limit.ts';

/** What their services answer for a resource that is not there. */
export const KIND_NOT_FOUND: readonly string[] = [
  'AWS.SimpleQueueService.NonExistentQueue',
  'AccountNotFoundException',
  'ApplicationDoesNotExistException',
  'CacheClusterNotFound',
  'CacheClusterNotFoundFault',
  'ChildNotFoundException',
  'ClientException: Unable to describe task definition',
  'ClusterNotFoundException',
  'DBClusterNotFoundFault',
  'DBInstanceNotFound',
  'DBInstanceNotFoundFault',
  'DeploymentDoesNotExistException',
  'DeploymentGroupDoesNotExistException',
  'DeploymentNotStartedException',
  'DeploymentTargetDoesNotExistException',
  'InvalidAllocationID.NotFound',
  'InvalidGroup.NotFound',
  'InvalidGroupId.Malformed',
  'InvalidInstanceID.Malformed',
  'InvalidInstanceID.NotFound',
  'InvalidSnapshot.NotFound',
  'InvalidSnapshotID.Malformed',
  'InvalidSubnetID.NotFound',
  'InvalidSubnetId.Malformed',
  'InvalidTransitGatewayAttachmentID.Malformed',
  'InvalidTransitGatewayAttachmentID.NotFound',
  'InvalidVolume.NotFound',
  'InvalidVolumeID.Malformed',
  'InvalidVpcEndpointId.Malformed',
  'InvalidVpcEndpointId.NotFound',
  'InvalidVpcID.NotFound',
  'InvalidVpcId.Malformed',
  'NatGatewayMalformed',
  'NatGatewayNotFound',
  'NoSuchBucket',
  'NoSuchEntityException',
  'NoSuchHostedZone',
  'NotFoundException',
  'PipelineExecutionNotFoundException',
  'PipelineNotFoundException',
  'QueueDoesNotExist',
  'RepositoryNotFoundException',
  'ResourceNotFoundException',
  'TableNotFoundException',
  'TargetNotFoundException',
  'UserNotFoundFault',
];

/** What their services answer where nothing is set. */
export const KIND_NOT_CONFIGURED: readonly string[] = [
  'LifecyclePolicyNotFoundException',
  'NoSuchPublicAccessBlockConfiguration',
  'NoSuchTagSet',
  'OwnershipControlsNotFoundError',
  'RepositoryPolicyNotFoundException',
  'ServerSideEncryptionConfigurationNotFoundError',
  'UnsupportedOperationException',
];

/** The limits that AWS publishes for their calls. */
export const KIND_LIMITS: readonly PublishedLimit[] = [
  {
    operations: ['dynamodb:ListTagsOfResource'],
    burst: 10,
    refillPerSecond: 10,
    source:
      'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html',
  },
  {
    operations: ['dynamodb:DescribeContinuousBackups'],
    burst: 10,
    refillPerSecond: 10,
    source:
      'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html',
  },
  {
    operations: ['ec2:DescribeAddresses'],
    burst: 100,
    refillPerSecond: 20,
    source: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html',
  },
  {
    operations: ['ec2:DescribeInstances'],
    burst: 100,
    refillPerSecond: 20,
    source: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html',
  },
  {
    operations: ['ec2:DescribeInstanceStatus'],
    burst: 100,
    refillPerSecond: 20,
    source: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html',
  },
  {
    operations: ['ec2:DescribeNatGateways'],
    burst: 100,
    refillPerSecond: 20,
    source: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html',
  },
  {
    operations: ['ec2:DescribeSecurityGroups'],
    burst: 100,
    refillPerSecond: 20,
    source: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html',
  },
  {
    operations: [
      'ec2:DescribeSnapshots',
      'ec2:DescribeSnapshotAttribute',
      'ec2:DescribeFastSnapshotRestores',
    ],
    burst: 100,
    refillPerSecond: 20,
    source: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html',
  },
  {
    operations: ['ec2:DescribeSubnets'],
    burst: 100,
    refillPerSecond: 20,
    source: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html',
  },
  {
    operations: [
      'ec2:DescribeTransitGatewayVpcAttachments',
      'ec2:DescribeTransitGatewayAttachments',
    ],
    burst: 100,
    refillPerSecond: 20,
    source: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html',
  },
  {
    operations: ['ec2:DescribeVpcs', 'ec2:DescribeVpcAttribute'],
    burst: 100,
    refillPerSecond: 20,
    source: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html',
  },
  {
    operations: ['ec2:DescribeVpcEndpoints'],
    burst: 100,
    refillPerSecond: 20,
    source: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html',
  },
  {
    operations: ['ec2:DescribeVolumes'],
    burst: 100,
    refillPerSecond: 20,
    source: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html',
  },
  {
    operations: ['ec2:DescribeVolumeAttribute'],
    burst: 100,
    refillPerSecond: 20,
    source: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html',
  },
  {
    operations: ['ecs:ListClusters', 'ecs:DescribeClusters'],
    burst: 50,
    refillPerSecond: 20,
    source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html',
  },
  {
    operations: ['ecs:ListTaskDefinitions', 'ecs:DescribeTaskDefinition'],
    burst: 50,
    refillPerSecond: 20,
    source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html',
  },
  {
    operations: ['lambda:ListFunctions', 'lambda:ListTags'],
    burst: 15,
    refillPerSecond: 15,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests',
  },
  {
    operations: ['lambda:GetFunction'],
    burst: 100,
    refillPerSecond: 100,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests',
  },
  {
    operations: ['organizations:ListTagsForResource'],
    burst: 15,
    refillPerSecond: 10,
    source:
      'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html#throttling-limits',
  },
  {
    operations: [
      'route53:ListHostedZones',
      'route53:GetHostedZone',
      'route53:ListTagsForResources',
      'route53:ListQueryLoggingConfigs',
    ],
    burst: 5,
    refillPerSecond: 5,
    source: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html',
  },
  {
    operations: ['sns:ListTopics'],
    burst: 30,
    refillPerSecond: 30,
    source: 'https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html',
  },
];
