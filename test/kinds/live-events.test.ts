import { expect, test } from '@jest/globals';
import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import { EcsService } from '../../src/core/exporters/ecs/service.ts';
import { loadKind } from '../../src/core/exporters/registry.ts';
import { SqsQueue } from '../../src/core/exporters/sqs/queue.ts';
import { arnOf, changedBy, stubOf } from '../helpers/cloud-trail.ts';

// The usual forms are tested for every kind, by the trails of its simulated counterpart.

test.each<[ObjectKind, object]>([
  ['AWS::CodeBuild::BuildRun', { projectName: 'checkout' }],
  ['AWS::CodeDeploy::Application', { resourceArn: arnOf('codedeploy:deploymentgroup:shop/web') }],
  ['AWS::CodeDeploy::DeploymentGroup', { resourceArn: arnOf('codedeploy:application:shop') }],
  ['AWS::CodeDeploy::DeploymentGroup', { applicationName: 'shop' }],
  ['AWS::CodePipeline::Pipeline', { resourceArn: arnOf('codepipeline:webhook:checkout') }],
  ['AWS::CodePipeline::PipelineExecution', { pipelineName: 'checkout' }],
  ['AWS::CodePipeline::PipelineExecution', { pipelineExecutionId: '0a1b2c3d' }],
  ['AWS::EC2::Instance', { allocationId: 'eipalloc-1' }],
  ['AWS::EC2::Volume', { resourcesSet: { items: [{ resourceId: 'i-2' }] } }],
  ['AWS::ECS::Cluster', { resourceArn: arnOf('ecs:service/web/orders') }],
  ['AWS::ECS::Service', { resourceArn: arnOf('ecs:cluster/web') }],
  ['AWS::ECS::TaskDefinition', { resourceArn: arnOf('ecs:cluster/web') }],
  ['AWS::EKS::Cluster', { resourceArn: arnOf('eks:nodegroup/shop/nodes/0a1b2c') }],
  ['AWS::Lambda::Function', { resource: arnOf('lambda:layer:resize') }],
  // The end of a version is not the end of its function.
  ['AWS::Lambda::Function', { functionName: 'resize', qualifier: '3' }],
  ['AWS::MSK::Cluster', { resourceArn: arnOf('kafka:configuration/orders/01234567-89ab-7') }],
  ['AWS::RDS::DBInstance', { resourceName: arnOf('rds:cluster:orders') }],
  ['AWS::RDS::DBCluster', { resourceName: arnOf('rds:snapshot:rds:orders') }],
  ['AWS::SES::EmailIdentity', { resourceArn: arnOf('ses:configuration-set/news') }],
])('no %s is found in %j', async (kind, parameters) => {
  expect(changedBy(await loadKind(kind), parameters)).toEqual([]);
});

test.each<[ObjectKind, object, object, string[]]>([
  ['AWS::CodeBuild::BuildRun', { ids: ['a:1', arnOf('codebuild:build/b:2')] }, {}, ['a:1', 'b:2']],
  ['AWS::EC2::Instance', {}, { instancesSet: itemsOf('instanceId') }, ['i-1', 'i-2']],
  ['AWS::EC2::Instance', { resourcesSet: itemsOf('resourceId') }, {}, ['i-1', 'i-2']],
  ['AWS::EC2::Volume', { resourcesSet: itemsOf('resourceId') }, {}, ['vol-1', 'vol-2']],
  ['AWS::ECR::Repository', { resourceArn: arnOf('ecr:repository/shop/web') }, {}, ['shop/web']],
  ['AWS::ECS::TaskDefinition', { taskDefinitions: ['web:7', 'web:8'] }, {}, ['web:7', 'web:8']],
  ['AWS::ElastiCache::Cluster', {}, { memberClusters: ['node-1', 'node-2'] }, ['node-1', 'node-2']],
  [
    'AWS::MemoryDB::User',
    { userNamesToAdd: ['anna'], userNamesToRemove: ['berta'] },
    {},
    ['anna', 'berta'],
  ],
  ['AWS::SES::EmailIdentity', { emailAddress: 'a@example.com' }, {}, ['a@example.com']],
])('every %s that a record names is found: %j %j', async (kind, parameters, answer, names) => {
  const changed = changedBy(await loadKind(kind), parameters, answer);

  expect(changed).toEqual(names.map((name) => [name]));
});

test.each<[ObjectKind, object]>([
  [
    'AWS::ElastiCache::Cluster',
    { CacheClusterId: 'orders', ARN: arnOf('elasticache:cluster:orders') },
  ],
  ['AWS::MemoryDB::User', { Name: 'orders', ARN: arnOf('memorydb:user/orders') }],
  [
    'AWS::RDS::DBCluster',
    { DBClusterIdentifier: 'orders', DBClusterArn: arnOf('rds:cluster:orders') },
  ],
  [
    'AWS::RDS::DBInstance',
    { DBInstanceIdentifier: 'orders', DBInstanceArn: arnOf('rds:db:orders') },
  ],
])('%s has its name in lower case, whatever was typed', async (kind, properties) => {
  expect(stubOf(await loadKind(kind), 'Orders')).toEqual({ properties });
});

test('a service that is named without a cluster is in the default one', () => {
  expect(changedBy(EcsService, { service: 'web' })).toEqual([['default', 'web']]);
});

test('a queue is read again when its policy changes by permissions', () => {
  expect(SqsQueue.liveEvents?.events).toEqual(
    expect.arrayContaining(['AddPermission', 'RemovePermission']),
  );
});

/** A set of resources of two types, as EC2 writes it. */
function itemsOf(key: 'instanceId' | 'resourceId'): object {
  return { items: ['i-1', 'vol-1', 'i-2', 'vol-2'].map((id) => ({ [key]: id })) };
}
