// Generated from the simulated kinds by `npm run generate`. Do not edit.
import type { SimulatedKind, SimulatedPart } from '../simulation/simulated-kind.ts';
import { info as accountInfo } from './account/info.ts';
import { api as apigatewayv2Api } from './apigatewayv2/api.ts';
import { autoScalingGroup as autoscalingAutoScalingGroup } from './autoscaling/auto-scaling-group.ts';
import { distribution as cloudfrontDistribution } from './cloudfront/distribution.ts';
import { buildRun as codebuildBuildRun } from './codebuild/build-run.ts';
import { project as codebuildProject } from './codebuild/project.ts';
import { application as codedeployApplication } from './codedeploy/application.ts';
import { deployment as codedeployDeployment } from './codedeploy/deployment.ts';
import { deploymentGroup as codedeployDeploymentGroup } from './codedeploy/deployment-group.ts';
import { deploymentTarget as codedeployDeploymentTarget } from './codedeploy/deployment-target.ts';
import { action as codepipelineAction } from './codepipeline/action.ts';
import { actionExecution as codepipelineActionExecution } from './codepipeline/action-execution.ts';
import { pipeline as codepipelinePipeline } from './codepipeline/pipeline.ts';
import { pipelineExecution as codepipelinePipelineExecution } from './codepipeline/pipeline-execution.ts';
import { stage as codepipelineStage } from './codepipeline/stage.ts';
import { table as dynamodbTable } from './dynamodb/table.ts';
import { eip as ec2Eip } from './ec2/eip.ts';
import { instance as ec2Instance } from './ec2/instance.ts';
import { natGateway as ec2NatGateway } from './ec2/nat-gateway.ts';
import { securityGroup as ec2SecurityGroup } from './ec2/security-group.ts';
import { snapshot as ec2Snapshot } from './ec2/snapshot.ts';
import { subnet as ec2Subnet } from './ec2/subnet.ts';
import { transitGatewayAttachment as ec2TransitGatewayAttachment } from './ec2/transit-gateway-attachment.ts';
import { vpc as ec2Vpc } from './ec2/vpc.ts';
import { vpcEndpoint as ec2VpcEndpoint } from './ec2/vpc-endpoint.ts';
import { volume as ec2Volume } from './ec2/volume.ts';
import { repository as ecrRepository } from './ecr/repository.ts';
import { cluster as ecsCluster } from './ecs/cluster.ts';
import { service as ecsService } from './ecs/service.ts';
import { taskDefinition as ecsTaskDefinition } from './ecs/task-definition.ts';
import { cluster as eksCluster } from './eks/cluster.ts';
import { cluster as elasticacheCluster } from './elasticache/cluster.ts';
import { loadBalancer as elasticloadbalancingLoadBalancer } from './elasticloadbalancing/load-balancer.ts';
import { loadBalancer as elasticloadbalancingv2LoadBalancer } from './elasticloadbalancingv2/load-balancer.ts';
import { targetGroup as elasticloadbalancingv2TargetGroup } from './elasticloadbalancingv2/target-group.ts';
import { role as iamRole } from './iam/role.ts';
import { key as kmsKey } from './kms/key.ts';
import { lambdaFunction as lambdaLambdaFunction } from './lambda/function.ts';
import { logGroup as logsLogGroup } from './logs/log-group.ts';
import { cluster as mskCluster } from './msk/cluster.ts';
import { serverlessCluster as mskServerlessCluster } from './msk/serverless-cluster.ts';
import { user as memorydbUser } from './memorydb/user.ts';
import { domain as opensearchserviceDomain } from './opensearchservice/domain.ts';
import { account as organizationsAccount } from './organizations/account.ts';
import { dbCluster as rdsDbCluster } from './rds/db-cluster.ts';
import { dbInstance as rdsDbInstance } from './rds/db-instance.ts';
import { hostedZone as route53HostedZone } from './route53/hosted-zone.ts';
import { bucket as s3Bucket } from './s3/bucket.ts';
import { configurationSet as sesConfigurationSet } from './ses/configuration-set.ts';
import { emailIdentity as sesEmailIdentity } from './ses/email-identity.ts';
import { topic as snsTopic } from './sns/topic.ts';
import { queue as sqsQueue } from './sqs/queue.ts';
import { secret as secretsmanagerSecret } from './secretsmanager/secret.ts';
import { stateMachine as stepfunctionsStateMachine } from './stepfunctions/state-machine.ts';

export const SIMULATED_KINDS: readonly SimulatedKind[] = [
  apigatewayv2Api,
  autoscalingAutoScalingGroup,
  cloudfrontDistribution,
  codebuildBuildRun,
  codebuildProject,
  codedeployApplication,
  codedeployDeployment,
  codedeployDeploymentGroup,
  codedeployDeploymentTarget,
  codepipelineActionExecution,
  codepipelinePipeline,
  codepipelinePipelineExecution,
  dynamodbTable,
  ec2Eip,
  ec2Instance,
  ec2NatGateway,
  ec2SecurityGroup,
  ec2Snapshot,
  ec2Subnet,
  ec2TransitGatewayAttachment,
  ec2Vpc,
  ec2VpcEndpoint,
  ec2Volume,
  ecrRepository,
  ecsCluster,
  ecsService,
  ecsTaskDefinition,
  eksCluster,
  elasticacheCluster,
  elasticloadbalancingLoadBalancer,
  elasticloadbalancingv2LoadBalancer,
  elasticloadbalancingv2TargetGroup,
  iamRole,
  kmsKey,
  lambdaLambdaFunction,
  logsLogGroup,
  mskCluster,
  mskServerlessCluster,
  memorydbUser,
  opensearchserviceDomain,
  organizationsAccount,
  rdsDbCluster,
  rdsDbInstance,
  route53HostedZone,
  s3Bucket,
  sesConfigurationSet,
  sesEmailIdentity,
  snsTopic,
  sqsQueue,
  secretsmanagerSecret,
  stepfunctionsStateMachine,
];

export const SIMULATED_PARTS: readonly SimulatedPart[] = [
  accountInfo,
  codepipelineAction,
  codepipelineStage,
];
