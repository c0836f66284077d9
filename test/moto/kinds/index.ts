import type { KindContract } from '../contract.ts';
import { accountInfo, organizationsAccount } from './account.ts';
import { codebuildBuildRun, codebuildProject } from './codebuild.ts';
import {
  codedeployApplication,
  codedeployDeployment,
  codedeployDeploymentGroup,
} from './codedeploy.ts';
import {
  codepipelineAction,
  codepipelinePipeline,
  codepipelinePipelineExecution,
  codepipelineStage,
} from './codepipeline.ts';
import { dynamodbTable } from './dynamodb.ts';
import { ec2Instance, ec2Volume } from './ec2.ts';
import { ecrRepository } from './ecr.ts';
import { ecsCluster, ecsService, ecsTaskDefinition } from './ecs.ts';
import { eksCluster } from './eks.ts';
import { cacheCluster } from './elasticache.ts';
import { lambdaFunction } from './lambda.ts';
import { memorydbUser } from './memorydb.ts';
import { mskCluster, mskServerlessCluster } from './msk.ts';
import { dbCluster, dbInstance } from './rds.ts';
import { s3Bucket } from './s3.ts';
import { sesConfigurationSet, sesEmailIdentity } from './ses.ts';
import { snsTopic } from './sns.ts';
import { sqsQueue } from './sqs.ts';

/** Every kind that moto has, in the order in which they are made: some are made of others. */
export const CONTRACTS: readonly KindContract[] = [
  accountInfo,
  organizationsAccount,
  sqsQueue,
  snsTopic,
  s3Bucket,
  ec2Instance,
  ec2Volume,
  ecsCluster,
  ecsTaskDefinition,
  ecsService,
  eksCluster,
  ecrRepository,
  lambdaFunction,
  dbInstance,
  dbCluster,
  dynamodbTable,
  cacheCluster,
  memorydbUser,
  mskCluster,
  mskServerlessCluster,
  sesConfigurationSet,
  sesEmailIdentity,
  codebuildProject,
  codebuildBuildRun,
  codedeployApplication,
  codedeployDeploymentGroup,
  codedeployDeployment,
  codepipelinePipeline,
  codepipelineStage,
  codepipelineAction,
  codepipelinePipelineExecution,
];
