// Generated from the cost models by `npm run generate`. Do not edit.
import type { CostExample } from './cost-example.ts';
import type { CostModel } from './define-cost-model.ts';
import type { Rates } from './define-rates.ts';

/** How to load a cost model, and what shows that it is right. */
export interface CostModelLoader {
  model(): Promise<CostModel>;
  examples(): Promise<readonly CostExample[]>;
}

/** By kind. */
export const COST_MODELS: Readonly<Record<string, CostModelLoader>> = {
  'AWS::DynamoDB::Table': {
    model: async () => (await import('./dynamodb/table.ts')).DynamoDbTableCost,
    examples: async () => (await import('./dynamodb/table.example.ts')).EXAMPLES,
  },
  'AWS::EC2::EIP': {
    model: async () => (await import('./ec2/eip.ts')).Ec2EipCost,
    examples: async () => (await import('./ec2/eip.example.ts')).EXAMPLES,
  },
  'AWS::EC2::Instance': {
    model: async () => (await import('./ec2/instance.ts')).Ec2InstanceCost,
    examples: async () => (await import('./ec2/instance.example.ts')).EXAMPLES,
  },
  'AWS::EC2::NatGateway': {
    model: async () => (await import('./ec2/nat-gateway.ts')).Ec2NatGatewayCost,
    examples: async () => (await import('./ec2/nat-gateway.example.ts')).EXAMPLES,
  },
  'AWS::EC2::Snapshot': {
    model: async () => (await import('./ec2/snapshot.ts')).Ec2SnapshotCost,
    examples: async () => (await import('./ec2/snapshot.example.ts')).EXAMPLES,
  },
  'AWS::EC2::TransitGatewayAttachment': {
    model: async () =>
      (await import('./ec2/transit-gateway-attachment.ts')).Ec2TransitGatewayAttachmentCost,
    examples: async () => (await import('./ec2/transit-gateway-attachment.example.ts')).EXAMPLES,
  },
  'AWS::EC2::VPCEndpoint': {
    model: async () => (await import('./ec2/vpc-endpoint.ts')).Ec2VpcEndpointCost,
    examples: async () => (await import('./ec2/vpc-endpoint.example.ts')).EXAMPLES,
  },
  'AWS::EC2::Volume': {
    model: async () => (await import('./ec2/volume.ts')).Ec2VolumeCost,
    examples: async () => (await import('./ec2/volume.example.ts')).EXAMPLES,
  },
  'AWS::ECR::Repository': {
    model: async () => (await import('./ecr/repository.ts')).EcrRepositoryCost,
    examples: async () => (await import('./ecr/repository.example.ts')).EXAMPLES,
  },
  'AWS::ECS::Service': {
    model: async () => (await import('./ecs/service.ts')).EcsServiceCost,
    examples: async () => (await import('./ecs/service.example.ts')).EXAMPLES,
  },
  'AWS::EKS::Cluster': {
    model: async () => (await import('./eks/cluster.ts')).EksClusterCost,
    examples: async () => (await import('./eks/cluster.example.ts')).EXAMPLES,
  },
  'AWS::ElastiCache::Cluster': {
    model: async () => (await import('./elasticache/cluster.ts')).ElastiCacheClusterCost,
    examples: async () => (await import('./elasticache/cluster.example.ts')).EXAMPLES,
  },
  'AWS::ElasticLoadBalancing::LoadBalancer': {
    model: async () =>
      (await import('./elasticloadbalancing/load-balancer.ts')).ElbLoadBalancerCost,
    examples: async () =>
      (await import('./elasticloadbalancing/load-balancer.example.ts')).EXAMPLES,
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    model: async () =>
      (await import('./elasticloadbalancingv2/load-balancer.ts')).ElbV2LoadBalancerCost,
    examples: async () =>
      (await import('./elasticloadbalancingv2/load-balancer.example.ts')).EXAMPLES,
  },
  'AWS::KMS::Key': {
    model: async () => (await import('./kms/key.ts')).KmsKeyCost,
    examples: async () => (await import('./kms/key.example.ts')).EXAMPLES,
  },
  'AWS::Lambda::Function': {
    model: async () => (await import('./lambda/function.ts')).LambdaFunctionCost,
    examples: async () => (await import('./lambda/function.example.ts')).EXAMPLES,
  },
  'AWS::Logs::LogGroup': {
    model: async () => (await import('./logs/log-group.ts')).LogsLogGroupCost,
    examples: async () => (await import('./logs/log-group.example.ts')).EXAMPLES,
  },
  'AWS::MSK::Cluster': {
    model: async () => (await import('./msk/cluster.ts')).MskClusterCost,
    examples: async () => (await import('./msk/cluster.example.ts')).EXAMPLES,
  },
  'AWS::MSK::ServerlessCluster': {
    model: async () => (await import('./msk/serverless-cluster.ts')).MskServerlessClusterCost,
    examples: async () => (await import('./msk/serverless-cluster.example.ts')).EXAMPLES,
  },
  'AWS::OpenSearchService::Domain': {
    model: async () => (await import('./opensearchservice/domain.ts')).OpenSearchDomainCost,
    examples: async () => (await import('./opensearchservice/domain.example.ts')).EXAMPLES,
  },
  'AWS::RDS::DBCluster': {
    model: async () => (await import('./rds/db-cluster.ts')).RdsDbClusterCost,
    examples: async () => (await import('./rds/db-cluster.example.ts')).EXAMPLES,
  },
  'AWS::RDS::DBInstance': {
    model: async () => (await import('./rds/db-instance.ts')).RdsDbInstanceCost,
    examples: async () => (await import('./rds/db-instance.example.ts')).EXAMPLES,
  },
  'AWS::S3::Bucket': {
    model: async () => (await import('./s3/bucket.ts')).S3BucketCost,
    examples: async () => (await import('./s3/bucket.example.ts')).EXAMPLES,
  },
  'AWS::SNS::Topic': {
    model: async () => (await import('./sns/topic.ts')).SnsTopicCost,
    examples: async () => (await import('./sns/topic.example.ts')).EXAMPLES,
  },
  'AWS::SQS::Queue': {
    model: async () => (await import('./sqs/queue.ts')).SqsQueueCost,
    examples: async () => (await import('./sqs/queue.example.ts')).EXAMPLES,
  },
  'AWS::SecretsManager::Secret': {
    model: async () => (await import('./secretsmanager/secret.ts')).SecretsManagerSecretCost,
    examples: async () => (await import('./secretsmanager/secret.example.ts')).EXAMPLES,
  },
};

/** By name: prices of services that have no resource to charge. */
export const RATES: Readonly<Record<string, () => Promise<Rates>>> = {
  bedrock: async () => (await import('./bedrock/foundation-models.ts')).BedrockRates,
  'endpoint-services': async () =>
    (await import('./ec2/endpoint-service-rates.ts')).EndpointServiceRates,
};
