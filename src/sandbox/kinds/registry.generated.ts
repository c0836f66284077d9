// Generated from the simulated kinds by `npm run generate`. Do not edit.
import type { SimulatedKind, SimulatedPart } from '../simulation/simulated-kind.ts';
import { info as accountInfo } from './account/info.ts';
import { instance as ec2Instance } from './ec2/instance.ts';
import { volume as ec2Volume } from './ec2/volume.ts';
import { cluster as ecsCluster } from './ecs/cluster.ts';
import { service as ecsService } from './ecs/service.ts';
import { account as organizationsAccount } from './organizations/account.ts';
import { bucket as s3Bucket } from './s3/bucket.ts';
import { queue as sqsQueue } from './sqs/queue.ts';

export const SIMULATED_KINDS: readonly SimulatedKind[] = [
  ec2Instance,
  ec2Volume,
  ecsCluster,
  ecsService,
  organizationsAccount,
  s3Bucket,
  sqsQueue,
];

export const SIMULATED_PARTS: readonly SimulatedPart[] = [accountInfo];
