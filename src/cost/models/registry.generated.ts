// Generated from the cost models by `npm run generate`. Do not edit.
import type { CostExample } from './cost-example.ts';
import type { CostModel } from './define-cost-model.ts';

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
  'AWS::EC2::Volume': {
    model: async () => (await import('./ec2/volume.ts')).Ec2VolumeCost,
    examples: async () => (await import('./ec2/volume.example.ts')).EXAMPLES,
  },
  'AWS::ElastiCache::Cluster': {
    model: async () => (await import('./elasticache/cluster.ts')).ElastiCacheClusterCost,
    examples: async () => (await import('./elasticache/cluster.example.ts')).EXAMPLES,
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
};
