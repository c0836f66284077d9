import type { KindContract } from '../contract.ts';
import { accountInfo, organizationsAccount } from './account.ts';
import { ec2Instance, ec2Volume } from './ec2.ts';
import { ecsCluster, ecsService, ecsTaskDefinition } from './ecs.ts';
import { s3Bucket } from './s3.ts';
import { sqsQueue } from './sqs.ts';

/** Every kind that moto has, in the order in which they are made: some are made of others. */
export const CONTRACTS: readonly KindContract[] = [
  accountInfo,
  organizationsAccount,
  sqsQueue,
  s3Bucket,
  ec2Instance,
  ec2Volume,
  ecsCluster,
  ecsTaskDefinition,
  ecsService,
];
