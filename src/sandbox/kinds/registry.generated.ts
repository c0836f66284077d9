// Generated from the simulated kinds by `npm run generate`. Do not edit.
import type { SimulatedKind, SimulatedPart } from '../simulation/simulated-kind.ts';
import { application as codedeployApplication } from './codedeploy/application.ts';
import { deployment as codedeployDeployment } from './codedeploy/deployment.ts';
import { deploymentGroup as codedeployDeploymentGroup } from './codedeploy/deployment-group.ts';
import { deploymentTarget as codedeployDeploymentTarget } from './codedeploy/deployment-target.ts';
import { action as codepipelineAction } from './codepipeline/action.ts';
import { actionExecution as codepipelineActionExecution } from './codepipeline/action-execution.ts';
import { pipeline as codepipelinePipeline } from './codepipeline/pipeline.ts';
import { pipelineExecution as codepipelinePipelineExecution } from './codepipeline/pipeline-execution.ts';
import { stage as codepipelineStage } from './codepipeline/stage.ts';
import { volume as ec2Volume } from './ec2/volume.ts';
import { cluster as ecsCluster } from './ecs/cluster.ts';
import { service as ecsService } from './ecs/service.ts';
import { queue as sqsQueue } from './sqs/queue.ts';

export const SIMULATED_KINDS: readonly SimulatedKind[] = [
  codedeployApplication,
  codedeployDeployment,
  codedeployDeploymentGroup,
  codedeployDeploymentTarget,
  codepipelineActionExecution,
  codepipelinePipeline,
  codepipelinePipelineExecution,
  ec2Volume,
  ecsCluster,
  ecsService,
  sqsQueue,
];

export const SIMULATED_PARTS: readonly SimulatedPart[] = [codepipelineAction, codepipelineStage];
