import type { CostExample, ExampleRow } from '../cost-example.ts';

const ROWS: readonly ExampleRow[] = [
  {
    service: 'AWSSecretsManager',
    family: 'Secret',
    attributes: { usagetype: 'USE1-AWSSecretsManager-Secrets' },
    unit: 'Secrets',
    price: '0.4000000000',
  },
  {
    service: 'AWSSecretsManager',
    family: 'API Request',
    attributes: { usagetype: 'USE1-AWSSecretsManagerAPIRequest' },
    unit: 'API Requests',
    price: '0.0000050000',
  },
];

const ARN = 'arn:aws:secretsmanager:us-east-1:210000000000:secret:orders/database-A617c6';
const SECRET = { Id: ARN, ARN, Name: 'orders/database' };

export const EXAMPLES: readonly CostExample[] = [
  {
    title: 'a secret with a replica, which is charged in its own region',
    region: 'us-east-1',
    properties: { ...SECRET, ReplicaRegions: [{ Region: 'eu-central-1' }] },
    usage: { monthly_requests: 100_000 },
    rows: ROWS,
    monthly: { secret: '0.4', requests: '0.5' },
    plan: {
      terraform: {
        type: 'aws_secretsmanager_secret',
        values: { name: 'orders/database', replica: [{ region: 'eu-central-1' }] },
      },
      pulumi: {
        type: 'aws:secretsmanager/secret:Secret',
        values: { name: 'orders/database', replicas: [{ region: 'eu-central-1' }] },
      },
    },
  },
  {
    title: 'a secret with unknown requests',
    region: 'us-east-1',
    properties: SECRET,
    rows: ROWS,
    monthly: { secret: '0.4' },
    unpriced: { requests: 'usage' },
  },
  {
    title: 'a secret that waits for its deletion',
    region: 'us-east-1',
    properties: { ...SECRET, DeletedDate: '2026-07-30T10:00:00Z' },
    rows: ROWS,
    monthly: {},
  },
];
