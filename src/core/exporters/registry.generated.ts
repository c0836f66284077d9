// Generated from the kind definitions by `npm run generate`. Do not edit.
import type { Kind } from './kind.ts';
import type { ObjectKind } from './object-kind.ts';

export const KIND_LOADERS = {
  'AWS::Account::Info': async () => (await import('./account/info.ts')).AccountInfo,
  'AWS::CodeBuild::Project': async () => (await import('./codebuild/project.ts')).CodeBuildProject,
  'AWS::DynamoDB::Table': async () => (await import('./dynamodb/table.ts')).DynamoDbTable,
  'AWS::EC2::Instance': async () => (await import('./ec2/instance.ts')).Ec2Instance,
  'AWS::ECR::Repository': async () => (await import('./ecr/repository.ts')).EcrRepository,
  'AWS::ECS::Cluster': async () => (await import('./ecs/cluster.ts')).EcsCluster,
  'AWS::ECS::TaskDefinition': async () =>
    (await import('./ecs/task-definition.ts')).EcsTaskDefinition,
  'AWS::Lambda::Function': async () => (await import('./lambda/function.ts')).LambdaFunction,
  'AWS::MSK::Cluster': async () => (await import('./msk/cluster.ts')).MskCluster,
  'AWS::MSK::ServerlessCluster': async () =>
    (await import('./msk/serverless-cluster.ts')).MskServerlessCluster,
  'AWS::Organizations::Account': async () =>
    (await import('./organizations/account.ts')).OrganizationsAccount,
  'AWS::RDS::DBCluster': async () => (await import('./rds/db-cluster.ts')).RdsDbCluster,
  'AWS::RDS::DBInstance': async () => (await import('./rds/db-instance.ts')).RdsDbInstance,
  'AWS::S3::Bucket': async () => (await import('./s3/bucket.ts')).S3Bucket,
  'AWS::SNS::Topic': async () => (await import('./sns/topic.ts')).SnsTopic,
  'AWS::SQS::Queue': async () => (await import('./sqs/queue.ts')).SqsQueue,
} satisfies Record<ObjectKind, () => Promise<Kind>>;

export type KnownKind = keyof typeof KIND_LOADERS;
