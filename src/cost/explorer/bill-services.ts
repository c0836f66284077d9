/**
 * Services whose name in Cost Explorer is not the one that exports have, by the product code of bills. Cost Explorer
 * splits EC2 in two: together they are the EC2 of an export.
 *
 * @see https://docs.aws.amazon.com/cost-management/latest/userguide/ce-filtering.html
 */
const RENAMED: Readonly<Record<string, readonly [code: string, name: string]>> = {
  'Amazon EC2 Container Registry (ECR)': ['AmazonECR', 'Amazon Elastic Container Registry'],
  'Amazon Elastic Compute Cloud - Compute': ['AmazonEC2', 'Amazon Elastic Compute Cloud'],
  'EC2 - Other': ['AmazonEC2', 'Amazon Elastic Compute Cloud'],
  AmazonCloudWatch: ['AmazonCloudWatch', 'AmazonCloudWatch'],
};

/** Services whose names are the same in both. */
const SAME: Readonly<Record<string, string>> = {
  'AWS CloudTrail': 'AWSCloudTrail',
  'AWS Config': 'AWSConfig',
  'AWS Glue': 'AWSGlue',
  'AWS Key Management Service': 'awskms',
  'AWS Lambda': 'AWSLambda',
  'AWS Secrets Manager': 'AWSSecretsManager',
  'AWS WAF': 'awswaf',
  'Amazon API Gateway': 'AmazonApiGateway',
  'Amazon Athena': 'AmazonAthena',
  'Amazon Bedrock': 'AmazonBedrock',
  'Amazon CloudFront': 'AmazonCloudFront',
  'Amazon DynamoDB': 'AmazonDynamoDB',
  'Amazon ElastiCache': 'AmazonElastiCache',
  'Amazon Elastic Container Service': 'AmazonECS',
  'Amazon Elastic Container Service for Kubernetes': 'AmazonEKS',
  'Amazon Elastic File System': 'AmazonEFS',
  'Amazon Elastic Load Balancing': 'AWSELB',
  'Amazon GuardDuty': 'AmazonGuardDuty',
  'Amazon Kinesis': 'AmazonKinesis',
  'Amazon Managed Streaming for Apache Kafka': 'AmazonMSK',
  'Amazon OpenSearch Service': 'AmazonES',
  'Amazon Redshift': 'AmazonRedshift',
  'Amazon Relational Database Service': 'AmazonRDS',
  'Amazon Route 53': 'AmazonRoute53',
  'Amazon SageMaker': 'AmazonSageMaker',
  'Amazon Simple Email Service': 'AmazonSES',
  'Amazon Simple Notification Service': 'AmazonSNS',
  'Amazon Simple Queue Service': 'AWSQueueService',
  'Amazon Simple Storage Service': 'AmazonS3',
  'Amazon Virtual Private Cloud': 'AmazonVPC',
  'Elastic Load Balancing': 'AWSELB',
};

/** A service as bills have it. */
export interface BillService {
  /** Undefined where it is not known. */
  readonly code: string | undefined;
  readonly name: string;
}

/** The service of a name in Cost Explorer. An unknown one keeps its name. */
export function billService(explorerName: string): BillService {
  const [code, name] = RENAMED[explorerName] ?? [SAME[explorerName], explorerName];
  return { code, name };
}
