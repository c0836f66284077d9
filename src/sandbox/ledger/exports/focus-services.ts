/** How the FinOps Foundation classifies a service: category and subcategory of FOCUS. */
type Classes = readonly [category: string, subcategory: string];

const COMPUTE: Classes = ['Compute', 'Virtual Machines'];
const OTHER: Classes = ['Other', 'Other (Other)'];

const CLASSES: Readonly<Record<string, Classes>> = {
  AmazonEC2: COMPUTE,
  ComputeSavingsPlans: COMPUTE,
  AWSLambda: ['Compute', 'Serverless Compute'],
  AmazonECS: ['Compute', 'Containers'],
  AmazonEKS: ['Compute', 'Containers'],
  AmazonECR: ['Compute', 'Containers'],
  AmazonS3: ['Storage', 'Object Storage'],
  AmazonS3GlacierDeepArchive: ['Storage', 'Object Storage'],
  AmazonRDS: ['Databases', 'Relational Databases'],
  AmazonDynamoDB: ['Databases', 'NoSQL Databases'],
  AmazonElastiCache: ['Databases', 'Caching'],
  AWSELB: ['Networking', 'Application Networking'],
  AmazonVPC: ['Networking', 'Network Infrastructure'],
  AWSQueueService: ['Integration', 'Messaging'],
  AmazonSNS: ['Integration', 'Messaging'],
  AmazonCloudWatch: ['Management and Governance', 'Observability'],
  awskms: ['Security', 'Other (Security)'],
  AWSSecretsManager: ['Security', 'Other (Security)'],
  AWSSupportBusiness: OTHER,
};

/** @see https://focus.finops.org/focus-specification/v1-2/ (ServiceSubcategory) */
export function focusClasses(serviceCode: string): Classes {
  return CLASSES[serviceCode] ?? OTHER;
}
