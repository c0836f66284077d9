import { expect, test } from '@jest/globals';
import { Estate, ESTATE_KINDS } from '../../src/sandbox/estate/estate.ts';
import { ACCOUNT } from '../../src/sandbox/services/identity.ts';
import { directCall } from '../helpers/direct-call.ts';

const estate = new Estate({
  seed: 'refusals',
  accounts: 1,
  regions: ['eu-west-1'],
  usedRegions: 1,
  ...Object.fromEntries(ESTATE_KINDS.map((kind) => [kind, 3])),
});
const here = { estate, accountId: estate.managementAccountId, region: 'eu-west-1' };

function call(operation: string, input: object): Promise<object | string> {
  const [service, name = ''] = operation.split(':');
  const handler = service === 'account' ? ACCOUNT[name] : undefined; // it is no kind's
  return directCall(operation, input, here, handler);
}

test.each([
  ['account:ListRegions', { MaxResults: 51 }, 'ValidationException'],
  ['codepipeline:ListPipelines', { maxResults: 1_001 }, 'ValidationException'],
  ['dynamodb:ListTables', { Limit: 101 }, 'ValidationException'],
  ['ec2:DescribeInstances', { MaxResults: 1_001 }, 'InvalidParameterValue'],
  ['ec2:DescribeInstances', { MaxResults: 4 }, 'InvalidParameterValue'],
  ['ec2:DescribeVolumes', { MaxResults: 1_001 }, 'InvalidParameterValue'],
  ['ec2:DescribeVolumes', { MaxResults: 4 }, 'InvalidParameterValue'],
  ['ecr:DescribeRepositories', { maxResults: 1_001 }, 'InvalidParameterException'],
  ['ecs:ListClusters', { maxResults: 101 }, 'InvalidParameterException'],
  ['eks:ListClusters', { maxResults: 101 }, 'InvalidParameterException'],
  ['elasticache:DescribeCacheClusters', { MaxRecords: 101 }, 'InvalidParameterValue'],
  ['elasticache:DescribeCacheClusters', { MaxRecords: 19 }, 'InvalidParameterValue'],
  ['kafka:ListClusters', { MaxResults: 101 }, 'BadRequestException'],
  ['lambda:ListFunctions', { MaxItems: 10_001 }, 'InvalidParameterValueException'],
  ['memorydb:DescribeUsers', { MaxResults: 101 }, 'InvalidParameterValueException'],
  ['organizations:ListAccounts', { MaxResults: 21 }, 'InvalidInputException'],
  ['rds:DescribeDBInstances', { MaxRecords: 101 }, 'InvalidParameterValue'],
  ['rds:DescribeDBInstances', { MaxRecords: 19 }, 'InvalidParameterValue'],
  ['s3:ListBuckets', { MaxBuckets: 10_001 }, 'InvalidArgument'],
  ['ses:ListEmailIdentities', { PageSize: 1_001 }, 'BadRequestException'],
  ['sqs:ListQueues', { MaxResults: 1_001 }, 'InvalidParameterValue'],
  ['tagging:GetResources', { ResourcesPerPage: 101 }, 'InvalidParameterException'],
])('%s with %j: a page size out of range is refused with %s', async (operation, input, code) => {
  expect(await call(operation, input)).toBe(`${code} 400`);
});

test.each([
  ['account:ListRegions', { NextToken: 'forged' }, 'ValidationException'],
  ['codebuild:ListProjects', { nextToken: 'forged' }, 'InvalidInputException'],
  ['codedeploy:ListApplications', { nextToken: 'forged' }, 'InvalidNextTokenException'],
  ['codepipeline:ListPipelines', { nextToken: 'forged' }, 'InvalidNextTokenException'],
  ['dynamodb:ListTables', { ExclusiveStartTableName: 'forged' }, 'ValidationException'],
  ['ec2:DescribeInstances', { NextToken: 'forged' }, 'InvalidParameterValue'],
  ['ec2:DescribeVolumes', { NextToken: 'forged' }, 'InvalidParameterValue'],
  ['ecr:DescribeRepositories', { nextToken: 'forged' }, 'InvalidParameterException'],
  ['ecs:ListClusters', { nextToken: 'forged' }, 'InvalidParameterException'],
  ['eks:ListClusters', { nextToken: 'forged' }, 'InvalidParameterException'],
  ['elasticache:DescribeCacheClusters', { Marker: 'forged' }, 'InvalidParameterValue'],
  ['kafka:ListClusters', { NextToken: 'forged' }, 'BadRequestException'],
  ['lambda:ListFunctions', { Marker: 'forged' }, 'InvalidParameterValueException'],
  ['memorydb:DescribeUsers', { NextToken: 'forged' }, 'InvalidParameterValueException'],
  ['organizations:ListAccounts', { NextToken: 'forged' }, 'InvalidInputException'],
  ['rds:DescribeDBInstances', { Marker: 'forged' }, 'InvalidParameterValue'],
  ['s3:ListBuckets', { MaxBuckets: 5, ContinuationToken: 'forged' }, 'InvalidArgument'],
  ['ses:ListEmailIdentities', { NextToken: 'forged' }, 'InvalidNextTokenException'],
  ['sns:ListTopics', { NextToken: 'forged' }, 'InvalidParameter'],
  ['sqs:ListQueues', { MaxResults: 5, NextToken: 'forged' }, 'InvalidParameterValue'],
  ['tagging:GetResources', { PaginationToken: 'forged' }, 'InvalidParameterException'],
])('%s with %j: a token it did not give is refused with %s', async (operation, input, code) => {
  expect(await call(operation, input)).toBe(`${code} 400`);
});

test.each([
  ['codebuild:BatchGetBuilds', 'ids', 100, 'InvalidInputException'],
  ['codebuild:BatchGetProjects', 'names', 100, 'InvalidInputException'],
  ['codedeploy:BatchGetApplications', 'applicationNames', 100, 'BatchLimitExceededException'],
  ['codedeploy:BatchGetDeployments', 'deploymentIds', 25, 'BatchLimitExceededException'],
  ['ec2:DescribeInstanceStatus', 'InstanceIds', 100, 'InvalidParameterValue'],
  ['ecr:DescribeRepositories', 'repositoryNames', 100, 'InvalidParameterException'],
  ['ecs:DescribeClusters', 'clusters', 100, 'InvalidParameterException'],
  ['ecs:DescribeServices', 'services', 10, 'InvalidParameterException'],
])('%s: more %s than %d are refused with %s', async (operation, member, most, code) => {
  const names = Array.from({ length: most + 1 }, (_, n) => `name-${n}`);

  expect(await call(operation, { [member]: names })).toBe(`${code} 400`);
});

test.each([
  ['codebuild:BatchGetBuilds', 'ids', 'InvalidInputException'],
  ['codebuild:BatchGetProjects', 'names', 'InvalidInputException'],
])('%s: no %s at all are refused with %s', async (operation, member, code) => {
  expect(await call(operation, { [member]: [] })).toBe(`${code} 400`);
});
