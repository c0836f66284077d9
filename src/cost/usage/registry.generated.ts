// Generated from the definitions of usage by `npm run generate`. Do not edit.
import type { Usage } from './define-usage.ts';
import type { UsageExample } from './usage-example.ts';

/** How to load the usage of a kind, and what shows that it is right. */
export interface UsageLoader {
  usage(): Promise<Usage>;
  examples(): Promise<readonly UsageExample[]>;
}

/** By kind. */
export const USAGES: Readonly<Record<string, UsageLoader>> = {
  'AWS::DynamoDB::Table': {
    usage: async () => (await import('./dynamodb/table.ts')).DynamoDbTableUsage,
    examples: async () => (await import('./dynamodb/table.example.ts')).EXAMPLES,
  },
  'AWS::EC2::Instance': {
    usage: async () => (await import('./ec2/instance.ts')).Ec2InstanceUsage,
    examples: async () => (await import('./ec2/instance.example.ts')).EXAMPLES,
  },
  'AWS::EC2::NatGateway': {
    usage: async () => (await import('./ec2/nat-gateway.ts')).Ec2NatGatewayUsage,
    examples: async () => (await import('./ec2/nat-gateway.example.ts')).EXAMPLES,
  },
  'AWS::EC2::TransitGatewayAttachment': {
    usage: async () =>
      (await import('./ec2/transit-gateway-attachment.ts')).Ec2TransitGatewayAttachmentUsage,
    examples: async () => (await import('./ec2/transit-gateway-attachment.example.ts')).EXAMPLES,
  },
  'AWS::EC2::VPCEndpoint': {
    usage: async () => (await import('./ec2/vpc-endpoint.ts')).Ec2VpcEndpointUsage,
    examples: async () => (await import('./ec2/vpc-endpoint.example.ts')).EXAMPLES,
  },
  'AWS::EC2::Volume': {
    usage: async () => (await import('./ec2/volume.ts')).Ec2VolumeUsage,
    examples: async () => (await import('./ec2/volume.example.ts')).EXAMPLES,
  },
  'AWS::ElastiCache::Cluster': {
    usage: async () => (await import('./elasticache/cluster.ts')).ElastiCacheClusterUsage,
    examples: async () => (await import('./elasticache/cluster.example.ts')).EXAMPLES,
  },
  'AWS::ElasticLoadBalancing::LoadBalancer': {
    usage: async () =>
      (await import('./elasticloadbalancing/load-balancer.ts')).ElbLoadBalancerUsage,
    examples: async () =>
      (await import('./elasticloadbalancing/load-balancer.example.ts')).EXAMPLES,
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    usage: async () =>
      (await import('./elasticloadbalancingv2/load-balancer.ts')).ElbV2LoadBalancerUsage,
    examples: async () =>
      (await import('./elasticloadbalancingv2/load-balancer.example.ts')).EXAMPLES,
  },
  'AWS::Lambda::Function': {
    usage: async () => (await import('./lambda/function.ts')).LambdaFunctionUsage,
    examples: async () => (await import('./lambda/function.example.ts')).EXAMPLES,
  },
  'AWS::Logs::LogGroup': {
    usage: async () => (await import('./logs/log-group.ts')).LogsLogGroupUsage,
    examples: async () => (await import('./logs/log-group.example.ts')).EXAMPLES,
  },
  'AWS::RDS::DBCluster': {
    usage: async () => (await import('./rds/db-cluster.ts')).RdsDbClusterUsage,
    examples: async () => (await import('./rds/db-cluster.example.ts')).EXAMPLES,
  },
  'AWS::RDS::DBInstance': {
    usage: async () => (await import('./rds/db-instance.ts')).RdsDbInstanceUsage,
    examples: async () => (await import('./rds/db-instance.example.ts')).EXAMPLES,
  },
  'AWS::S3::Bucket': {
    usage: async () => (await import('./s3/bucket.ts')).S3BucketUsage,
    examples: async () => (await import('./s3/bucket.example.ts')).EXAMPLES,
  },
  'AWS::SNS::Topic': {
    usage: async () => (await import('./sns/topic.ts')).SnsTopicUsage,
    examples: async () => (await import('./sns/topic.example.ts')).EXAMPLES,
  },
};
