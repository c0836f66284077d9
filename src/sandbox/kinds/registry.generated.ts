// Generated from the simulated kinds by `npm run generate`. Do not edit.
import type { SimulatedKind, SimulatedPart } from '../simulation/simulated-kind.ts';
import { buildRun as codebuildBuildRun } from './codebuild/build-run.ts';
import { project as codebuildProject } from './codebuild/project.ts';
import { volume as ec2Volume } from './ec2/volume.ts';
import { cluster as ecsCluster } from './ecs/cluster.ts';
import { service as ecsService } from './ecs/service.ts';
import { taskDefinition as ecsTaskDefinition } from './ecs/task-definition.ts';
import { cluster as elasticacheCluster } from './elasticache/cluster.ts';
import { cluster as mskCluster } from './msk/cluster.ts';
import { serverlessCluster as mskServerlessCluster } from './msk/serverless-cluster.ts';
import { user as memorydbUser } from './memorydb/user.ts';
import { dbCluster as rdsDbCluster } from './rds/db-cluster.ts';
import { dbInstance as rdsDbInstance } from './rds/db-instance.ts';
import { queue as sqsQueue } from './sqs/queue.ts';

export const SIMULATED_KINDS: readonly SimulatedKind[] = [
  codebuildBuildRun,
  codebuildProject,
  ec2Volume,
  ecsCluster,
  ecsService,
  ecsTaskDefinition,
  elasticacheCluster,
  mskCluster,
  mskServerlessCluster,
  memorydbUser,
  rdsDbCluster,
  rdsDbInstance,
  sqsQueue,
];

export const SIMULATED_PARTS: readonly SimulatedPart[] = [];
