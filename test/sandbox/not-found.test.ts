import { expect, test } from '@jest/globals';
import { Estate, ESTATE_KINDS } from '../../src/sandbox/estate/estate.ts';
import { directCall } from '../helpers/direct-call.ts';
import { nameOf, resourceAt } from '../helpers/simulated.ts';

const estate = new Estate({
  seed: 'not found',
  accounts: 2,
  regions: ['eu-west-1', 'us-east-1'],
  usedRegions: 2,
  ...Object.fromEntries(ESTATE_KINDS.map((kind) => [kind, 3])),
  'AWS::S3::Bucket': 40,
  'AWS::ECR::Repository': 40,
});
const accountId = estate.managementAccountId;
const otherId = estate.accountIds.find((id) => id !== accountId) ?? '';
const here = { estate, accountId, region: 'eu-west-1' };

/** An ARN of this account and region. */
function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${here.region}:${accountId}:${resource}`;
}

function queueUrl(region: string, account: string, n: number): string {
  return `https://sqs.${region}.amazonaws.com/${account}/orders-${n}`;
}

const MISSING_ID = '00000000-0000-4000-8000-000000000999';
const GROUPS = { deploymentGroupNames: ['group-0'] };
const NO_APPLICATION = { applicationName: 'application-9' };
const APPLICATION = { applicationName: 'application-0' };
const NO_DEPLOYMENT = { deploymentId: 'd-ZZZZ00000' };
const NO_PIPELINE = { pipelineName: 'pipeline-9' };
const NO_CLUSTER = { cluster: 'cluster-9' };
const NO_BUCKET = { Bucket: 'nobodys' };
const NO_KAFKA = { ClusterArn: arn('kafka', 'cluster/orders-9/0-1') };

const started = nameOf('AWS::CodeDeploy::Deployment', 'deploymentId', { ...here, n: 0 });
const NOT_STARTED = {
  deploymentId: nameOf('AWS::CodeDeploy::Deployment', 'deploymentId', { ...here, n: 1 }),
};
const [volume, noVolume] = [0, 9].map((n) =>
  nameOf('AWS::EC2::Volume', 'VolumeId', { ...here, n }),
);
const [instance, noInstance] = [0, 9].map((n) =>
  nameOf('AWS::EC2::Instance', 'InstanceId', { ...here, n }),
);
const serverless = nameOf('AWS::MSK::ServerlessCluster', 'ClusterArn', { ...here, n: 0 });

type Call = readonly [operation: string, input: object];

/** Calls that name what is not there, by the code and the status that AWS documents for them. */
const MISSING: Readonly<Record<string, readonly Call[]>> = {
  'ApplicationDoesNotExistException 400': [
    ['codedeploy:BatchGetApplications', { applicationNames: ['application-0', 'application-9'] }],
    ['codedeploy:ListDeploymentGroups', NO_APPLICATION],
    ['codedeploy:BatchGetDeploymentGroups', { ...NO_APPLICATION, ...GROUPS }],
    ['codedeploy:GetDeploymentGroup', { ...NO_APPLICATION, deploymentGroupName: 'group-0' }],
    [
      'codedeploy:ListTagsForResource',
      { ResourceArn: arn('codedeploy', 'application:application-9') },
    ],
  ],
  'DeploymentGroupDoesNotExistException 400': [
    ['codedeploy:GetDeploymentGroup', { ...APPLICATION, deploymentGroupName: 'group-9' }],
    [
      'codedeploy:ListTagsForResource',
      { ResourceArn: arn('codedeploy', 'deploymentgroup:application-0/group-9') },
    ],
  ],
  'InvalidArnException 400': [
    ['codedeploy:ListTagsForResource', { ResourceArn: 'application-0' }],
    ['codepipeline:ListTagsForResource', { resourceArn: 'pipeline-0' }],
  ],
  'DeploymentDoesNotExistException 400': [
    ['codedeploy:GetDeployment', NO_DEPLOYMENT],
    ['codedeploy:ListDeploymentTargets', NO_DEPLOYMENT],
    ['codedeploy:BatchGetDeploymentTargets', { ...NO_DEPLOYMENT, targetIds: ['i-9'] }],
  ],
  'DeploymentTargetDoesNotExistException 400': [
    ['codedeploy:BatchGetDeploymentTargets', { deploymentId: started, targetIds: ['i-9'] }],
  ],
  'DeploymentNotStartedException 400': [
    ['codedeploy:ListDeploymentTargets', NOT_STARTED],
    ['codedeploy:BatchGetDeploymentTargets', { ...NOT_STARTED, targetIds: ['i-9'] }],
  ],
  'PipelineNotFoundException 400': [
    ['codepipeline:GetPipeline', { name: 'pipeline-9' }],
    ['codepipeline:GetPipeline', { name: arn('codepipeline', 'pipeline-0') }],
    ['codepipeline:ListPipelineExecutions', NO_PIPELINE],
    ['codepipeline:GetPipelineExecution', { ...NO_PIPELINE, pipelineExecutionId: MISSING_ID }],
    ['codepipeline:ListActionExecutions', NO_PIPELINE],
  ],
  'ResourceNotFoundException 400': [
    ['codepipeline:ListTagsForResource', { resourceArn: arn('codepipeline', 'pipeline-9') }],
    ['dynamodb:DescribeTable', { TableName: 'table-9' }],
    ['dynamodb:ListTagsOfResource', { ResourceArn: arn('dynamodb', 'table/table-9') }],
  ],
  'PipelineExecutionNotFoundException 400': [
    [
      'codepipeline:GetPipelineExecution',
      { pipelineName: 'pipeline-0', pipelineExecutionId: MISSING_ID },
    ],
  ],
  'TableNotFoundException 400': [['dynamodb:DescribeContinuousBackups', { TableName: 'table-9' }]],
  'InvalidInstanceID.NotFound 400': [
    ['ec2:DescribeInstances', { InstanceIds: [instance, noInstance] }],
    ['ec2:DescribeInstanceStatus', { InstanceIds: [instance, noInstance] }],
  ],
  'InvalidVolume.NotFound 400': [
    ['ec2:DescribeVolumes', { VolumeIds: [volume, noVolume] }],
    ['ec2:DescribeVolumeAttribute', { VolumeId: noVolume, Attribute: 'autoEnableIO' }],
  ],
  'RepositoryNotFoundException 400': [
    ['ecr:DescribeRepositories', { repositoryNames: ['image-0', 'image-99'] }],
    ['ecr:GetRepositoryPolicy', { repositoryName: 'image-99' }],
    ['ecr:GetLifecyclePolicy', { repositoryName: 'image-99' }],
    ['ecr:ListTagsForResource', { resourceArn: arn('ecr', 'repository/image-99') }],
  ],
  'InvalidParameterException 400': [['ecr:ListTagsForResource', { resourceArn: 'image-0' }]],
  'ClusterNotFoundException 400': [
    ['ecs:ListServices', NO_CLUSTER],
    ['ecs:DescribeServices', { ...NO_CLUSTER, services: ['service-0'] }],
  ],
  'ClientException 400': [['ecs:DescribeTaskDefinition', { taskDefinition: 'app-9:1' }]],
  'ResourceNotFoundException 404': [
    ['eks:DescribeCluster', { name: 'kube-9' }],
    ['lambda:GetFunction', { FunctionName: 'fn-9' }],
    ['lambda:ListTags', { Resource: arn('lambda', 'function:fn-9') }],
  ],
  'CacheClusterNotFound 404': [
    ['elasticache:DescribeCacheClusters', { CacheClusterId: 'cache-9' }],
    ['elasticache:ListTagsForResource', { ResourceName: arn('elasticache', 'cluster:cache-9') }],
  ],
  'NotFoundException 404': [
    ['kafka:DescribeCluster', NO_KAFKA],
    ['kafka:DescribeClusterV2', NO_KAFKA],
    ['ses:GetEmailIdentity', { EmailIdentity: 'mail-9.example.com' }],
    ['ses:GetConfigurationSet', { ConfigurationSetName: 'none' }],
  ],
  'BadRequestException 400': [
    ['kafka:DescribeCluster', { ClusterArn: 'orders-0' }],
    ['kafka:DescribeCluster', { ClusterArn: serverless }],
    ['kafka:DescribeClusterV2', { ClusterArn: 'orders-0' }],
  ],
  'UserNotFoundFault 400': [
    ['memorydb:DescribeUsers', { UserName: 'user-9' }],
    ['memorydb:ListTags', { ResourceArn: arn('memorydb', 'user/user-9') }],
  ],
  'AccountNotFoundException 400': [
    ['organizations:DescribeAccount', { AccountId: '999999999999' }],
  ],
  'ChildNotFoundException 400': [
    ['organizations:ListParents', { ChildId: '999999999999' }],
    ['organizations:ListParents', { ChildId: 'ou-sand-99999999' }],
  ],
  'ParentNotFoundException 400': [
    ['organizations:ListAccountsForParent', { ParentId: 'ou-sand-99999999' }],
    ['organizations:ListOrganizationalUnitsForParent', { ParentId: 'ou-sand-99999999' }],
  ],
  'TargetNotFoundException 400': [
    ['organizations:ListTagsForResource', { ResourceId: '999999999999' }],
  ],
  'DBInstanceNotFound 404': [
    ['rds:DescribeDBInstances', { DBInstanceIdentifier: 'database-9' }],
    ['rds:ListTagsForResource', { ResourceName: arn('rds', 'db:database-9') }],
  ],
  'DBClusterNotFoundFault 404': [
    ['rds:DescribeDBClusters', { DBClusterIdentifier: 'dbcluster-9' }],
    ['rds:ListTagsForResource', { ResourceName: arn('rds', 'cluster:dbcluster-9') }],
  ],
  'NoSuchBucket 404': [
    ['s3:HeadBucket', NO_BUCKET], // a HEAD has no body: clients see the status alone
    ['s3:GetBucketLocation', NO_BUCKET],
    ['s3:GetBucketTagging', NO_BUCKET],
    ['s3:GetPublicAccessBlock', NO_BUCKET],
    ['s3:GetBucketOwnershipControls', NO_BUCKET],
    ['s3:GetBucketEncryption', NO_BUCKET],
  ],
  'NotFound 404': [['sns:GetTopicAttributes', { TopicArn: arn('sns', 'alerts-9') }]],
  'ResourceNotFound 404': [['sns:ListTagsForResource', { ResourceArn: arn('sns', 'alerts-9') }]],
  'AWS.SimpleQueueService.NonExistentQueue 400': [
    ['sqs:GetQueueUrl', { QueueName: 'orders-9' }],
    [
      'sqs:GetQueueAttributes',
      { QueueUrl: queueUrl(here.region, accountId, 9), AttributeNames: ['All'] },
    ],
    ['sqs:ListQueueTags', { QueueUrl: queueUrl(here.region, accountId, 9) }],
  ],
};

test.each(Object.entries(MISSING))('what is missing is answered with %s', async (error, calls) => {
  for (const [operation, input] of calls) {
    const answer = await directCall(operation, input, here);
    expect([operation, input, answer]).toEqual([operation, input, error]);
  }
});

test.each([
  [
    'codebuild:BatchGetBuilds',
    { ids: ['build-9:1'] },
    { builds: [], buildsNotFound: ['build-9:1'] },
  ],
  [
    'codebuild:BatchGetProjects',
    { names: ['build-9'] },
    { projects: [], projectsNotFound: ['build-9'] },
  ],
  [
    'codedeploy:BatchGetDeploymentGroups',
    { ...APPLICATION, deploymentGroupNames: ['group-9'] },
    { deploymentGroupsInfo: [], errorMessage: expect.any(String) },
  ],
  ['codedeploy:BatchGetDeployments', { deploymentIds: ['d-ZZZZ00000'] }, { deploymentsInfo: [] }],
  [
    'ecs:DescribeClusters',
    { clusters: ['cluster-9'] },
    { clusters: [], failures: [{ arn: 'cluster-9', reason: 'MISSING' }] },
  ],
  [
    'ecs:DescribeServices',
    { cluster: 'cluster-0', services: ['service-9'] },
    { services: [], failures: [{ arn: 'service-9', reason: 'MISSING' }] },
  ],
])('%s leaves out what is missing, and fails for nothing', async (operation, input, answer) => {
  expect(await directCall(operation, input, here)).toEqual(answer);
});

test.each([
  ['of another account', queueUrl(here.region, otherId, 0)],
  ['of another region', queueUrl('us-east-1', accountId, 0)],
])('a queue %s is not found', async (_, QueueUrl) => {
  const own = { QueueUrl: queueUrl(here.region, accountId, 0) };

  expect(await directCall('sqs:ListQueueTags', own, here)).toEqual({ Tags: expect.anything() });
  expect(await directCall('sqs:ListQueueTags', { QueueUrl }, here)).toBe(
    'AWS.SimpleQueueService.NonExistentQueue 400',
  );
});

test.each([
  ['s3:GetBucketTagging', 'NoSuchTagSet 404'],
  ['s3:GetPublicAccessBlock', 'NoSuchPublicAccessBlockConfiguration 404'],
  ['s3:GetBucketOwnershipControls', 'OwnershipControlsNotFoundError 404'],
  ['s3:GetBucketEncryption', 'ServerSideEncryptionConfigurationNotFoundError 404'],
  ['ecr:GetRepositoryPolicy', 'RepositoryPolicyNotFoundException 400'],
  ['ecr:GetLifecyclePolicy', 'LifecyclePolicyNotFoundException 400'],
])('%s of what is not configured is answered with %s', async (operation, error) => {
  const [kind, form] = operation.startsWith('s3:')
    ? (['AWS::S3::Bucket', 'Bucket'] as const)
    : (['AWS::ECR::Repository', 'repositoryName'] as const);
  const bare = Array.from({ length: 40 }, (_, n) => ({ ...here, n })).find(
    (place) => resourceAt(kind, place).replies[operation]?.() === undefined,
  );
  if (bare === undefined) throw new Error(`all have what ${operation} asks for`);

  expect(await directCall(operation, { [form]: nameOf(kind, form, bare) }, here)).toBe(error);
});

test('ids do not go together with a page size', async () => {
  for (const [operation, input] of [
    ['ec2:DescribeVolumes', { VolumeIds: [volume] }],
    ['ec2:DescribeInstances', { InstanceIds: [instance] }],
    ['ec2:DescribeInstanceStatus', { InstanceIds: [instance] }],
  ] as const) {
    expect(await directCall(operation, { ...input, MaxResults: 5 }, here)).toBe(
      'InvalidParameterCombination 400',
    );
  }
});
