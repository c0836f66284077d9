import { expect, test } from '@jest/globals';
import { SERVICE_PLACES } from '../../../src/cost/billing/service-categories.ts';
import { BILL_SERVICES, billService } from '../../../src/cost/explorer/bill-services.ts';
import { priceRegion } from '../../../src/sandbox/prices/regions.ts';
import { productsOf } from '../../../src/sandbox/prices/price-list.ts';
import { PRICED_SERVICES } from '../../../src/sandbox/prices/services/priced-services.ts';

/** Names in Cost Explorer and in exports, with their product codes, by the category of FOCUS. */
const NAMES: Readonly<Record<string, readonly (readonly [name: string, code: string])[]>> = {
  'AI and Machine Learning': [
    ['Amazon Bedrock', 'AmazonBedrock'],
    ['Amazon Comprehend', 'comprehend'],
    ['Amazon Kendra', 'AmazonKendra'],
    ['Amazon Polly', 'AmazonPolly'],
    ['Amazon Rekognition', 'AmazonRekognition'],
    ['Amazon SageMaker', 'AmazonSageMaker'],
    ['Amazon Textract', 'AmazonTextract'],
    ['Amazon Transcribe', 'transcribe'],
    ['Amazon Translate', 'translate'],
  ],
  Analytics: [
    ['AWS Glue', 'AWSGlue'],
    ['AWS Lake Formation', 'AWSLakeFormation'],
    ['Amazon Athena', 'AmazonAthena'],
    ['Amazon CloudSearch', 'AmazonCloudSearch'],
    ['Amazon Elastic MapReduce', 'ElasticMapReduce'],
    ['Amazon Elasticsearch Service', 'AmazonES'],
    ['Amazon Kinesis Analytics', 'AmazonKinesisAnalytics'],
    ['Amazon Kinesis Firehose', 'AmazonKinesisFirehose'],
    ['Amazon Kinesis', 'AmazonKinesis'],
    ['Amazon Managed Streaming for Apache Kafka', 'AmazonMSK'],
    ['Amazon OpenSearch Service', 'AmazonES'],
    ['Amazon QuickSight', 'AmazonQuickSight'],
  ],
  'Business Applications': [
    ['Amazon Pinpoint', 'AmazonPinpoint'],
    ['Amazon Simple Email Service', 'AmazonSES'],
    ['Amazon Simple Workflow Service', 'AmazonSWF'],
    ['Amazon WorkMail', 'AmazonWorkMail'],
  ],
  Compute: [
    ['AWS App Runner', 'AWSAppRunner'],
    ['AWS Lambda', 'AWSLambda'],
    ['Amazon AppStream', 'AmazonAppStream'],
    ['Amazon EC2 Container Registry (ECR)', 'AmazonECR'],
    ['Amazon EC2 Container Service', 'AmazonECS'],
    ['Amazon Elastic Compute Cloud - Compute', 'AmazonEC2'],
    ['Amazon Elastic Compute Cloud', 'AmazonEC2'],
    ['Amazon Elastic Container Registry Public', 'AmazonECRPublic'],
    ['Amazon Elastic Container Registry', 'AmazonECR'],
    ['Amazon Elastic Container Service for Kubernetes', 'AmazonEKS'],
    ['Amazon Elastic Container Service', 'AmazonECS'],
    ['Amazon Elastic Kubernetes Service', 'AmazonEKS'],
    ['Amazon Lightsail', 'AmazonLightsail'],
    ['Amazon WorkSpaces', 'AmazonWorkSpaces'],
    ['EC2 - Other', 'AmazonEC2'],
    ['Savings Plans for AWS Compute usage', 'ComputeSavingsPlans'],
    ['Savings Plans for AWS Machine Learning', 'MachineLearningSavingsPlans'],
  ],
  Databases: [
    ['Amazon DocumentDB (with MongoDB compatibility)', 'AmazonDocDB'],
    ['Amazon DynamoDB', 'AmazonDynamoDB'],
    ['Amazon ElastiCache', 'AmazonElastiCache'],
    ['Amazon MemoryDB', 'AmazonMemoryDB'],
    ['Amazon Neptune', 'AmazonNeptune'],
    ['Amazon Redshift', 'AmazonRedshift'],
    ['Amazon Relational Database Service', 'AmazonRDS'],
    ['Amazon Timestream', 'AmazonTimestream'],
  ],
  'Developer Tools': [
    ['AWS Amplify', 'AWSAmplify'],
    ['AWS AppSync', 'AWSAppSync'],
    ['AWS CloudShell', 'AWSCloudShell'],
    ['AWS CodeArtifact', 'AWSCodeArtifact'],
    ['AWS CodeBuild', 'CodeBuild'],
    ['AWS CodeCommit', 'AWSCodeCommit'],
    ['AWS CodeDeploy', 'AWSCodeDeploy'],
    ['AWS CodePipeline', 'AWSCodePipeline'],
    ['AWS Device Farm', 'AWSDeviceFarm'],
    ['CodeBuild', 'CodeBuild'],
  ],
  Integration: [
    ['AWS Step Functions', 'AmazonStates'],
    ['Amazon EventBridge', 'AWSEvents'],
    ['Amazon MQ', 'AmazonMQ'],
    ['Amazon Managed Workflows for Apache Airflow', 'AmazonMWAA'],
    ['Amazon Simple Notification Service', 'AmazonSNS'],
    ['Amazon Simple Queue Service', 'AWSQueueService'],
    ['CloudWatch Events', 'AWSEvents'],
  ],
  'Internet of Things': [
    ['AWS IoT Analytics', 'AWSIoTAnalytics'],
    ['AWS IoT Events', 'AWSIoTEvents'],
    ['AWS IoT SiteWise', 'AWSIoTSiteWise'],
    ['AWS IoT', 'AWSIoT'],
  ],
  'Management and Governance': [
    ['AWS Budgets', 'AWSBudgets'],
    ['AWS CloudFormation', 'AWSCloudFormation'],
    ['AWS CloudTrail', 'AWSCloudTrail'],
    ['AWS Config', 'AWSConfig'],
    ['AWS Cost Explorer', 'AWSCostExplorer'],
    ['AWS Service Catalog', 'AWSServiceCatalog'],
    ['AWS Support (Business)', 'AWSSupportBusiness'],
    ['AWS Support (Developer)', 'AWSSupportDeveloper'],
    ['AWS Support (Enterprise)', 'AWSSupportEnterprise'],
    ['AWS Systems Manager', 'AWSSystemsManager'],
    ['AWS X-Ray', 'AWSXRay'],
    ['Amazon CloudWatch', 'AmazonCloudWatch'],
    ['Amazon Managed Grafana', 'AmazonGrafana'],
    ['Amazon Managed Service for Prometheus', 'AmazonPrometheus'],
    ['AmazonCloudWatch', 'AmazonCloudWatch'],
  ],
  Media: [
    ['AWS Elemental MediaConvert', 'AWSElementalMediaConvert'],
    ['AWS Elemental MediaLive', 'AWSElementalMediaLive'],
    ['AWS Elemental MediaPackage', 'AWSElementalMediaPackage'],
    ['AWS Elemental MediaStore', 'AWSElementalMediaStore'],
    ['AWS Elemental MediaTailor', 'AWSElementalMediaTailor'],
  ],
  Migration: [
    ['AWS DataSync', 'AWSDataSync'],
    ['AWS Database Migration Service', 'AWSDatabaseMigrationSvc'],
    ['AWS Migration Hub Refactor Spaces', 'AWSMigrationHubRefactorSpaces'],
    ['AWS Transfer Family', 'AWSTransfer'],
  ],
  Networking: [
    ['AWS Cloud Map', 'AWSCloudMap'],
    ['AWS Data Transfer', 'AWSDataTransfer'],
    ['AWS Direct Connect', 'AWSDirectConnect'],
    ['AWS Global Accelerator', 'AWSGlobalAccelerator'],
    ['AWS Network Firewall', 'AWSNetworkFirewall'],
    ['Amazon API Gateway', 'AmazonApiGateway'],
    ['Amazon CloudFront', 'AmazonCloudFront'],
    ['Amazon Elastic Load Balancing', 'AWSELB'],
    ['Amazon Route 53', 'AmazonRoute53'],
    ['Amazon Virtual Private Cloud', 'AmazonVPC'],
    ['Elastic Load Balancing', 'AWSELB'],
  ],
  Other: [
    ['Amazon Connect', 'AmazonConnect'],
    ['Amazon Location Service', 'AmazonLocationService'],
    ['Amazon Registrar', 'AmazonRegistrar'],
  ],
  Security: [
    ['AWS Certificate Manager', 'AWSCertificateManager'],
    ['AWS CloudHSM', 'CloudHSM'],
    ['AWS Directory Service', 'AWSDirectoryService'],
    ['AWS Key Management Service', 'awskms'],
    ['AWS Secrets Manager', 'AWSSecretsManager'],
    ['AWS Security Hub', 'AWSSecurityHub'],
    ['AWS Shield', 'AWSShield'],
    ['AWS WAF', 'awswaf'],
    ['Amazon Cognito', 'AmazonCognito'],
    ['Amazon Detective', 'AmazonDetective'],
    ['Amazon GuardDuty', 'AmazonGuardDuty'],
    ['Amazon Macie', 'AmazonMacie'],
  ],
  Storage: [
    ['AWS Backup', 'AWSBackup'],
    ['AWS Storage Gateway', 'AWSStorageGateway'],
    ['Amazon Elastic File System', 'AmazonEFS'],
    ['Amazon FSx', 'AmazonFSx'],
    ['Amazon Glacier', 'AmazonGlacier'],
    ['Amazon S3 Glacier Deep Archive', 'AmazonS3GlacierDeepArchive'],
    ['Amazon Simple Storage Service', 'AmazonS3'],
  ],
};
const ALL = Object.entries(NAMES).flatMap(([category, names]) =>
  names.map(([name, code]) => [name, code, category] as const),
);
const CATEGORIES = new Map(SERVICE_PLACES.map(({ code, category }) => [code, category]));

test.each(ALL)('%s is %s, in %s', (name, code, category) => {
  expect(billService(name).code).toBe(code);
  expect(CATEGORIES.get(code) ?? 'Other').toBe(category);
});

test('every known name is tested', () => {
  expect([...BILL_SERVICES.keys()].sort()).toEqual(ALL.map(([name]) => name).sort());
});

test('the names of a service become one', () => {
  const byCode = new Map<string, Set<string>>();
  for (const { code = '', name } of BILL_SERVICES.values()) {
    byCode.set(code, (byCode.get(code) ?? new Set()).add(name));
  }

  expect([...byCode].filter(([, names]) => names.size > 1)).toEqual([]);
  for (const name of ['Amazon Elastic Compute Cloud - Compute', 'EC2 - Other']) {
    expect(billService(name)).toEqual({ code: 'AmazonEC2', name: 'Amazon Elastic Compute Cloud' });
  }
});

test.each(['AWS-MiscellaneousOverflowingStringNameService', 'Tax', 'amazon simple storage service', 'constructor', ''])(
  '%j is not known, and keeps its name',
  (name) => {
    expect(billService(name)).toEqual({ code: undefined, name });
  },
); // prettier-ignore

const NOT_BILLED_SO = ['AWSDataTransfer', 'AmazonBedrockFoundationModels'];

test('the price list has the same codes for its names', () => {
  const region = priceRegion('us-east-1');
  if (region === undefined) throw new TypeError('no region');
  const listed = PRICED_SERVICES.flatMap((service) =>
    productsOf(service, region).flatMap(({ product: { attributes } }) => {
      const { servicename, servicecode } = attributes;
      // Models of other companies are services of their own; data transfer is billed with the service that it belongs to.
      return servicename === undefined || servicecode === undefined || NOT_BILLED_SO.some((code) => code === servicecode) ? [] : [[servicename, servicecode] as const];
    }),
  ); // prettier-ignore

  expect(listed.length).toBeGreaterThan(100);
  for (const [name, code] of new Map(listed)) {
    expect([name, billService(name).code]).toEqual([name, code]);
  }
});
