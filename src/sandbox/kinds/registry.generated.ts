// Generated from the simulated kinds by `npm run generate`. Do not edit.
import type { SimulatedKind, SimulatedPart } from '../simulation/simulated-kind.ts';
import { info as accountInfo } from './account/info.ts';
import { table as dynamodbTable } from './dynamodb/table.ts';
import { instance as ec2Instance } from './ec2/instance.ts';
import { volume as ec2Volume } from './ec2/volume.ts';
import { repository as ecrRepository } from './ecr/repository.ts';
import { cluster as ecsCluster } from './ecs/cluster.ts';
import { service as ecsService } from './ecs/service.ts';
import { cluster as eksCluster } from './eks/cluster.ts';
import { lambdaFunction as lambdaLambdaFunction } from './lambda/function.ts';
import { account as organizationsAccount } from './organizations/account.ts';
import { bucket as s3Bucket } from './s3/bucket.ts';
import { configurationSet as sesConfigurationSet } from './ses/configuration-set.ts';
import { emailIdentity as sesEmailIdentity } from './ses/email-identity.ts';
import { topic as snsTopic } from './sns/topic.ts';
import { queue as sqsQueue } from './sqs/queue.ts';

export const SIMULATED_KINDS: readonly SimulatedKind[] = [
  dynamodbTable,
  ec2Instance,
  ec2Volume,
  ecrRepository,
  ecsCluster,
  ecsService,
  eksCluster,
  lambdaLambdaFunction,
  organizationsAccount,
  s3Bucket,
  sesConfigurationSet,
  sesEmailIdentity,
  snsTopic,
  sqsQueue,
];

export const SIMULATED_PARTS: readonly SimulatedPart[] = [accountInfo];
