import type { PricedService } from '../priced-service.ts';
import { elastiCacheRows, mskRows, openSearchRows } from './caches-and-search.ts';
import { ebsRows } from './ebs.ts';
import { ec2InstanceRows } from './ec2-instances.ts';
import { loadBalancerRows } from './load-balancing.ts';
import {
  bedrockRows,
  cloudWatchRows,
  foundationModelRows,
  kmsRows,
  secretsManagerRows,
} from './management.ts';
import { natGatewayRows, vpcRows } from './network.ts';
import { rdsRows } from './rds.ts';
import { ecrRows, ecsRows, eksRows, lambdaRows, snsRows, sqsRows } from './serverless.ts';
import { deepArchiveRows, dynamoDbRows, glacierRows, s3Rows } from './storage.ts';

/** Every service with simulated prices. */
export const PRICED_SERVICES: readonly PricedService[] = [
  { code: 'AWSELB', name: 'Elastic Load Balancing', rows: loadBalancerRows },
  { code: 'AWSLambda', name: 'AWS Lambda', rows: lambdaRows },
  { code: 'AWSQueueService', name: 'Amazon Simple Queue Service', rows: sqsRows },
  { code: 'AWSSecretsManager', name: 'AWS Secrets Manager', rows: secretsManagerRows },
  { code: 'AmazonBedrock', name: 'Amazon Bedrock', rows: bedrockRows },
  {
    code: 'AmazonBedrockFoundationModels',
    name: 'Amazon Bedrock Foundation Models',
    rows: foundationModelRows,
  },
  { code: 'AmazonCloudWatch', name: 'AmazonCloudWatch', rows: cloudWatchRows },
  { code: 'AmazonDynamoDB', name: 'Amazon DynamoDB', rows: dynamoDbRows },
  {
    code: 'AmazonEC2',
    name: 'Amazon Elastic Compute Cloud',
    rows: () => [...ec2InstanceRows(), ...ebsRows(), ...natGatewayRows(), ...loadBalancerRows()],
  },
  { code: 'AmazonECR', name: 'Amazon EC2 Container Registry (ECR)', rows: ecrRows },
  { code: 'AmazonECS', name: 'Amazon EC2 Container Service', rows: ecsRows },
  { code: 'AmazonEKS', name: 'Amazon Elastic Container Service for Kubernetes', rows: eksRows },
  { code: 'AmazonES', name: 'Amazon OpenSearch Service', rows: openSearchRows },
  { code: 'AmazonElastiCache', name: 'Amazon ElastiCache', rows: elastiCacheRows },
  { code: 'AmazonGlacier', name: 'Amazon Glacier', rows: glacierRows },
  { code: 'AmazonMSK', name: 'Amazon Managed Streaming for Apache Kafka', rows: mskRows },
  { code: 'AmazonRDS', name: 'Amazon Relational Database Service', rows: rdsRows },
  { code: 'AmazonS3', name: 'Amazon Simple Storage Service', rows: s3Rows },
  {
    code: 'AmazonS3GlacierDeepArchive',
    name: 'Amazon S3 Glacier Deep Archive',
    rows: deepArchiveRows,
  },
  { code: 'AmazonSNS', name: 'Amazon Simple Notification Service', rows: snsRows },
  { code: 'AmazonVPC', name: 'Amazon Virtual Private Cloud', rows: vpcRows },
  { code: 'awskms', name: 'AWS Key Management Service', rows: kmsRows },
];
