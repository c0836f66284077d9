// Generated from the kind definitions by `npm run generate`. Do not edit.
import type { Kind } from './kind.ts';
import type { ObjectKind } from './object-kind.ts';

export const KIND_LOADERS = {
  'AWS::Account::Info': async () => (await import('./account/info.ts')).AccountInfo,
  'AWS::ApiGatewayV2::Api': async () => (await import('./apigatewayv2/api.ts')).ApiGatewayV2Api,
  'AWS::AutoScaling::AutoScalingGroup': async () =>
    (await import('./autoscaling/auto-scaling-group.ts')).AutoScalingAutoScalingGroup,
  'AWS::CloudFront::Distribution': async () =>
    (await import('./cloudfront/distribution.ts')).CloudFrontDistribution,
  'AWS::CodeBuild::BuildRun': async () =>
    (await import('./codebuild/build-run.ts')).CodeBuildBuildRun,
  'AWS::CodeBuild::Project': async () => (await import('./codebuild/project.ts')).CodeBuildProject,
  'AWS::CodeDeploy::Application': async () =>
    (await import('./codedeploy/application.ts')).CodeDeployApplication,
  'AWS::CodeDeploy::Deployment': async () =>
    (await import('./codedeploy/deployment.ts')).CodeDeployDeployment,
  'AWS::CodeDeploy::DeploymentGroup': async () =>
    (await import('./codedeploy/deployment-group.ts')).CodeDeployDeploymentGroup,
  'AWS::CodeDeploy::DeploymentTarget': async () =>
    (await import('./codedeploy/deployment-target.ts')).CodeDeployDeploymentTarget,
  'AWS::CodePipeline::Action': async () =>
    (await import('./codepipeline/action.ts')).CodePipelineAction,
  'AWS::CodePipeline::ActionExecution': async () =>
    (await import('./codepipeline/action-execution.ts')).CodePipelineActionExecution,
  'AWS::CodePipeline::Pipeline': async () =>
    (await import('./codepipeline/pipeline.ts')).CodePipelinePipeline,
  'AWS::CodePipeline::PipelineExecution': async () =>
    (await import('./codepipeline/pipeline-execution.ts')).CodePipelinePipelineExecution,
  'AWS::CodePipeline::Stage': async () =>
    (await import('./codepipeline/stage.ts')).CodePipelineStage,
  'AWS::DynamoDB::Table': async () => (await import('./dynamodb/table.ts')).DynamoDbTable,
  'AWS::EC2::EIP': async () => (await import('./ec2/eip.ts')).Ec2Eip,
  'AWS::EC2::Instance': async () => (await import('./ec2/instance.ts')).Ec2Instance,
  'AWS::EC2::NatGateway': async () => (await import('./ec2/nat-gateway.ts')).Ec2NatGateway,
  'AWS::EC2::SecurityGroup': async () => (await import('./ec2/security-group.ts')).Ec2SecurityGroup,
  'AWS::EC2::Snapshot': async () => (await import('./ec2/snapshot.ts')).Ec2Snapshot,
  'AWS::EC2::Subnet': async () => (await import('./ec2/subnet.ts')).Ec2Subnet,
  'AWS::EC2::TransitGatewayAttachment': async () =>
    (await import('./ec2/transit-gateway-attachment.ts')).Ec2TransitGatewayAttachment,
  'AWS::EC2::VPC': async () => (await import('./ec2/vpc.ts')).Ec2Vpc,
  'AWS::EC2::VPCEndpoint': async () => (await import('./ec2/vpc-endpoint.ts')).Ec2VpcEndpoint,
  'AWS::EC2::Volume': async () => (await import('./ec2/volume.ts')).Ec2Volume,
  'AWS::ECR::Repository': async () => (await import('./ecr/repository.ts')).EcrRepository,
  'AWS::ECS::Cluster': async () => (await import('./ecs/cluster.ts')).EcsCluster,
  'AWS::ECS::Service': async () => (await import('./ecs/service.ts')).EcsService,
  'AWS::ECS::TaskDefinition': async () =>
    (await import('./ecs/task-definition.ts')).EcsTaskDefinition,
  'AWS::EKS::Cluster': async () => (await import('./eks/cluster.ts')).EksCluster,
  'AWS::ElastiCache::Cluster': async () =>
    (await import('./elasticache/cluster.ts')).ElastiCacheCluster,
  'AWS::ElasticLoadBalancing::LoadBalancer': async () =>
    (await import('./elasticloadbalancing/load-balancer.ts')).ElasticLoadBalancingLoadBalancer,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': async () =>
    (await import('./elasticloadbalancingv2/load-balancer.ts')).ElasticLoadBalancingV2LoadBalancer,
  'AWS::ElasticLoadBalancingV2::TargetGroup': async () =>
    (await import('./elasticloadbalancingv2/target-group.ts')).ElasticLoadBalancingV2TargetGroup,
  'AWS::IAM::Role': async () => (await import('./iam/role.ts')).IamRole,
  'AWS::KMS::Key': async () => (await import('./kms/key.ts')).KmsKey,
  'AWS::Lambda::Function': async () => (await import('./lambda/function.ts')).LambdaFunction,
  'AWS::Logs::LogGroup': async () => (await import('./logs/log-group.ts')).LogsLogGroup,
  'AWS::MSK::Cluster': async () => (await import('./msk/cluster.ts')).MskCluster,
  'AWS::MSK::ServerlessCluster': async () =>
    (await import('./msk/serverless-cluster.ts')).MskServerlessCluster,
  'AWS::MemoryDB::User': async () => (await import('./memorydb/user.ts')).MemoryDbUser,
  'AWS::OpenSearchService::Domain': async () =>
    (await import('./opensearchservice/domain.ts')).OpenSearchServiceDomain,
  'AWS::Organizations::Account': async () =>
    (await import('./organizations/account.ts')).OrganizationsAccount,
  'AWS::RDS::DBCluster': async () => (await import('./rds/db-cluster.ts')).RdsDbCluster,
  'AWS::RDS::DBInstance': async () => (await import('./rds/db-instance.ts')).RdsDbInstance,
  'AWS::Route53::HostedZone': async () =>
    (await import('./route53/hosted-zone.ts')).Route53HostedZone,
  'AWS::S3::Bucket': async () => (await import('./s3/bucket.ts')).S3Bucket,
  'AWS::SES::ConfigurationSet': async () =>
    (await import('./ses/configuration-set.ts')).SesConfigurationSet,
  'AWS::SES::EmailIdentity': async () => (await import('./ses/email-identity.ts')).SesEmailIdentity,
  'AWS::SNS::Topic': async () => (await import('./sns/topic.ts')).SnsTopic,
  'AWS::SQS::Queue': async () => (await import('./sqs/queue.ts')).SqsQueue,
  'AWS::SecretsManager::Secret': async () =>
    (await import('./secretsmanager/secret.ts')).SecretsManagerSecret,
  'AWS::StepFunctions::StateMachine': async () =>
    (await import('./stepfunctions/state-machine.ts')).StepFunctionsStateMachine,
} satisfies Record<ObjectKind, () => Promise<Kind>>;

export type KnownKind = keyof typeof KIND_LOADERS;
