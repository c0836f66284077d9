import { billService } from '../explorer/bill-services.ts';
import { SERVICE_PLACES } from './service-categories.ts';

/** AWS's short names, as people write them. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  CloudFront: 'AmazonCloudFront',
  CloudWatch: 'AmazonCloudWatch',
  DynamoDB: 'AmazonDynamoDB',
  EC2: 'AmazonEC2',
  ECR: 'AmazonECR',
  ECS: 'AmazonECS',
  EFS: 'AmazonEFS',
  EKS: 'AmazonEKS',
  ELB: 'AWSELB',
  ElastiCache: 'AmazonElastiCache',
  KMS: 'awskms',
  Kinesis: 'AmazonKinesis',
  Lambda: 'AWSLambda',
  MSK: 'AmazonMSK',
  OpenSearch: 'AmazonES',
  RDS: 'AmazonRDS',
  Redshift: 'AmazonRedshift',
  'Route 53': 'AmazonRoute53',
  S3: 'AmazonS3',
  SNS: 'AmazonSNS',
  SQS: 'AWSQueueService',
  SecretsManager: 'AWSSecretsManager',
  VPC: 'AmazonVPC',
};

/** Codes by themselves, and by short names in any case. */
const CODES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(SHORT_NAMES).map(([name, code]) => [name.toLowerCase(), code] as const),
  ...SERVICE_PLACES.map(({ code }) => [code, code] as const),
]);

/**
 * AWS's service code, such as `AmazonEC2`.
 *
 * @param name a code, or a name in Cost Explorer (`EC2 - Other`), in exports, or in short (`ec2`)
 * @returns undefined for an unknown service
 */
export function serviceCode(name: string): string | undefined {
  return CODES.get(name) ?? billService(name).code ?? CODES.get(name.toLowerCase());
}
