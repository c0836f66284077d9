// Generated from the rules by `npm run generate`. Do not edit.
import type { FindingRule } from './define-finding.ts';
import type { FindingExample } from './finding-example.ts';

/** How to load a rule, and what shows that it is right. */
export interface FindingLoader {
  rule(): Promise<FindingRule>;
  examples(): Promise<readonly FindingExample[]>;
}

/** By name. */
export const FINDINGS: Readonly<Record<string, FindingLoader>> = {
  'commitment-candidate': {
    rule: async () => (await import('./commitments/uncovered-use.ts')).UncoveredUse,
    examples: async () => (await import('./commitments/uncovered-use.example.ts')).EXAMPLES,
  },
  'commitment-expiring': {
    rule: async () => (await import('./commitments/expiring-commitment.ts')).ExpiringCommitment,
    examples: async () => (await import('./commitments/expiring-commitment.example.ts')).EXAMPLES,
  },
  'commitment-underused': {
    rule: async () => (await import('./commitments/underused-commitment.ts')).UnderusedCommitment,
    examples: async () => (await import('./commitments/underused-commitment.example.ts')).EXAMPLES,
  },
  'dynamodb-oversized-table': {
    rule: async () => (await import('./dynamodb/oversized-table.ts')).DynamoDbOversizedTable,
    examples: async () => (await import('./dynamodb/oversized-table.example.ts')).EXAMPLES,
  },
  'ec2-gp2-volume': {
    rule: async () => (await import('./ec2/gp2-volume.ts')).Ec2Gp2Volume,
    examples: async () => (await import('./ec2/gp2-volume.example.ts')).EXAMPLES,
  },
  'ec2-idle-group-instance': {
    rule: async () => (await import('./ec2/idle-group-instance.ts')).Ec2IdleGroupInstance,
    examples: async () => (await import('./ec2/idle-group-instance.example.ts')).EXAMPLES,
  },
  'ec2-idle-instance': {
    rule: async () => (await import('./ec2/idle-instance.ts')).Ec2IdleInstance,
    examples: async () => (await import('./ec2/idle-instance.example.ts')).EXAMPLES,
  },
  'ec2-idle-nat-gateway': {
    rule: async () => (await import('./ec2/idle-nat-gateway.ts')).Ec2IdleNatGateway,
    examples: async () => (await import('./ec2/idle-nat-gateway.example.ts')).EXAMPLES,
  },
  'ec2-idle-vpc-endpoint': {
    rule: async () => (await import('./ec2/idle-vpc-endpoint.ts')).Ec2IdleVpcEndpoint,
    examples: async () => (await import('./ec2/idle-vpc-endpoint.example.ts')).EXAMPLES,
  },
  'ec2-office-hours-instance': {
    rule: async () => (await import('./ec2/office-hours-instance.ts')).Ec2OfficeHoursInstance,
    examples: async () => (await import('./ec2/office-hours-instance.example.ts')).EXAMPLES,
  },
  'ec2-old-generation-instance': {
    rule: async () => (await import('./ec2/old-generation-instance.ts')).Ec2OldGenerationInstance,
    examples: async () => (await import('./ec2/old-generation-instance.example.ts')).EXAMPLES,
  },
  'ec2-old-snapshot': {
    rule: async () => (await import('./ec2/old-snapshot.ts')).Ec2OldSnapshot,
    examples: async () => (await import('./ec2/old-snapshot.example.ts')).EXAMPLES,
  },
  'ec2-orphaned-snapshot': {
    rule: async () => (await import('./ec2/orphaned-snapshot.ts')).Ec2OrphanedSnapshot,
    examples: async () => (await import('./ec2/orphaned-snapshot.example.ts')).EXAMPLES,
  },
  'ec2-oversized-instance': {
    rule: async () => (await import('./ec2/oversized-instance.ts')).Ec2OversizedInstance,
    examples: async () => (await import('./ec2/oversized-instance.example.ts')).EXAMPLES,
  },
  'ec2-spot-candidate': {
    rule: async () => (await import('./ec2/spot-candidate.ts')).Ec2SpotCandidate,
    examples: async () => (await import('./ec2/spot-candidate.example.ts')).EXAMPLES,
  },
  'ec2-stopped-instance-volume': {
    rule: async () => (await import('./ec2/stopped-instance-volume.ts')).Ec2StoppedInstanceVolume,
    examples: async () => (await import('./ec2/stopped-instance-volume.example.ts')).EXAMPLES,
  },
  'ec2-unassociated-address': {
    rule: async () => (await import('./ec2/unassociated-address.ts')).Ec2UnassociatedAddress,
    examples: async () => (await import('./ec2/unassociated-address.example.ts')).EXAMPLES,
  },
  'ec2-unattached-volume': {
    rule: async () => (await import('./ec2/unattached-volume.ts')).Ec2UnattachedVolume,
    examples: async () => (await import('./ec2/unattached-volume.example.ts')).EXAMPLES,
  },
  'ecr-untagged-images': {
    rule: async () => (await import('./ecr/untagged-images.ts')).EcrUntaggedImages,
    examples: async () => (await import('./ecr/untagged-images.example.ts')).EXAMPLES,
  },
  'eks-extended-support': {
    rule: async () => (await import('./eks/extended-support.ts')).EksExtendedSupport,
    examples: async () => (await import('./eks/extended-support.example.ts')).EXAMPLES,
  },
  'elasticache-idle-cluster': {
    rule: async () => (await import('./elasticache/idle-cluster.ts')).ElastiCacheIdleCluster,
    examples: async () => (await import('./elasticache/idle-cluster.example.ts')).EXAMPLES,
  },
  'elb-idle-load-balancer': {
    rule: async () =>
      (await import('./elasticloadbalancing/idle-load-balancer.ts')).ElbIdleLoadBalancer,
    examples: async () =>
      (await import('./elasticloadbalancing/idle-load-balancer.example.ts')).EXAMPLES,
  },
  'elbv2-idle-load-balancer': {
    rule: async () =>
      (await import('./elasticloadbalancingv2/idle-load-balancer.ts')).ElbV2IdleLoadBalancer,
    examples: async () =>
      (await import('./elasticloadbalancingv2/idle-load-balancer.example.ts')).EXAMPLES,
  },
  'lambda-failing-function': {
    rule: async () => (await import('./lambda/failing-function.ts')).LambdaFailingFunction,
    examples: async () => (await import('./lambda/failing-function.example.ts')).EXAMPLES,
  },
  'lambda-oversized-memory': {
    rule: async () => (await import('./lambda/oversized-memory.ts')).LambdaOversizedMemory,
    examples: async () => (await import('./lambda/oversized-memory.example.ts')).EXAMPLES,
  },
  'lambda-unused-function': {
    rule: async () => (await import('./lambda/unused-function.ts')).LambdaUnusedFunction,
    examples: async () => (await import('./lambda/unused-function.example.ts')).EXAMPLES,
  },
  'logs-unlimited-retention': {
    rule: async () => (await import('./logs/unlimited-retention.ts')).LogsUnlimitedRetention,
    examples: async () => (await import('./logs/unlimited-retention.example.ts')).EXAMPLES,
  },
  'rds-extended-support': {
    rule: async () => (await import('./rds/extended-support.ts')).RdsExtendedSupport,
    examples: async () => (await import('./rds/extended-support.example.ts')).EXAMPLES,
  },
  'rds-gp2-storage': {
    rule: async () => (await import('./rds/gp2-storage.ts')).RdsGp2Storage,
    examples: async () => (await import('./rds/gp2-storage.example.ts')).EXAMPLES,
  },
  'rds-idle-database': {
    rule: async () => (await import('./rds/idle-database.ts')).RdsIdleDatabase,
    examples: async () => (await import('./rds/idle-database.example.ts')).EXAMPLES,
  },
  'rds-multi-az-database': {
    rule: async () => (await import('./rds/multi-az-database.ts')).RdsMultiAzDatabase,
    examples: async () => (await import('./rds/multi-az-database.example.ts')).EXAMPLES,
  },
  'rds-oversized-database': {
    rule: async () => (await import('./rds/oversized-database.ts')).RdsOversizedDatabase,
    examples: async () => (await import('./rds/oversized-database.example.ts')).EXAMPLES,
  },
  'rds-oversized-storage': {
    rule: async () => (await import('./rds/oversized-storage.ts')).RdsOversizedStorage,
    examples: async () => (await import('./rds/oversized-storage.example.ts')).EXAMPLES,
  },
  's3-incomplete-uploads': {
    rule: async () => (await import('./s3/incomplete-uploads.ts')).S3IncompleteUploads,
    examples: async () => (await import('./s3/incomplete-uploads.example.ts')).EXAMPLES,
  },
  's3-missing-lifecycle': {
    rule: async () => (await import('./s3/missing-lifecycle.ts')).S3MissingLifecycle,
    examples: async () => (await import('./s3/missing-lifecycle.example.ts')).EXAMPLES,
  },
  's3-noncurrent-versions': {
    rule: async () => (await import('./s3/noncurrent-versions.ts')).S3NoncurrentVersions,
    examples: async () => (await import('./s3/noncurrent-versions.example.ts')).EXAMPLES,
  },
  's3-storage-class': {
    rule: async () => (await import('./s3/storage-class.ts')).S3StorageClass,
    examples: async () => (await import('./s3/storage-class.example.ts')).EXAMPLES,
  },
  's3-unused-bucket': {
    rule: async () => (await import('./s3/unused-bucket.ts')).S3UnusedBucket,
    examples: async () => (await import('./s3/unused-bucket.example.ts')).EXAMPLES,
  },
};
