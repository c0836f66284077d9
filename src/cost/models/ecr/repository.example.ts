import type { CostExample, ExampleRow, PlannedExample } from '../cost-example.ts';

const ROWS: readonly ExampleRow[] = [
  {
    service: 'AmazonECR',
    family: 'EC2 Container Registry',
    attributes: { usagetype: 'EU-TimedStorage-ByteHrs' },
    unit: 'GB-Mo',
    price: '0.1000000000',
  },
];

const PROPERTIES = {
  RepositoryArn: 'arn:aws:ecr:eu-west-1:210000000000:repository/orders',
  RepositoryName: 'orders',
};

const PLAN: { readonly terraform: PlannedExample; readonly pulumi: PlannedExample } = {
  terraform: { type: 'aws_ecr_repository', values: { name: 'orders' } },
  pulumi: { type: 'aws:ecr/repository:Repository', values: { name: 'orders' } },
};

export const EXAMPLES: readonly CostExample[] = [
  {
    title: 'a repository with measured storage',
    region: 'eu-west-1',
    properties: PROPERTIES,
    usage: { storage_gb: 12.5 },
    rows: ROWS,
    monthly: { storage: '1.25' },
    plan: PLAN,
  },
  {
    title: 'a repository with unknown storage',
    region: 'eu-west-1',
    properties: PROPERTIES,
    rows: ROWS,
    monthly: {},
    unpriced: { storage: 'usage' },
    plan: PLAN,
  },
];
