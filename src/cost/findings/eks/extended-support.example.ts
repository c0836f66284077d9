import type { ExampleRow } from '../../models/cost-example.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS: readonly ExampleRow[] = [
  row('EU-AmazonEKS-Hours:perCluster', '0.1000000000'),
  row('EU-AmazonEKS-Hours:extendedSupport', '0.5000000000'),
];

function row(usagetype: string, price: string): ExampleRow {
  return {
    service: 'AmazonEKS',
    family: 'Compute',
    attributes: { usagetype },
    unit: 'Hours',
    price,
  };
}

const CLUSTER = {
  Name: 'shop',
  Arn: 'arn:aws:eks:eu-west-1:210000000001:cluster/shop',
  Version: '1.31',
  UpgradePolicy: { supportType: 'EXTENDED' },
};

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'a version whose standard support ended a year ago',
    resource: { id: 'shop', properties: CLUSTER },
    rows: ROWS,
    verdict: 'yes',
    saving: '365',
  },
  {
    title: 'on the last day of standard support',
    resource: { id: 'shop', properties: { ...CLUSTER, Version: '1.34' } },
    now: '2026-12-01T23:59:59Z',
    rows: ROWS,
    verdict: 'no',
  },
  {
    title: 'on the first day of extended support, with prices that are older',
    resource: { id: 'shop', properties: { ...CLUSTER, Version: '1.34' } },
    now: '2026-12-02T00:00:00Z',
    rows: ROWS,
    verdict: 'yes',
    saving: 'unknown',
  },
  {
    title: 'a version that is newer than all that are known',
    resource: { id: 'shop', properties: { ...CLUSTER, Version: '1.40' } },
    rows: ROWS,
    verdict: 'no',
  },
  {
    title: 'its version was not read',
    resource: { id: 'shop', properties: { Name: 'shop', Arn: CLUSTER.Arn } },
    rows: ROWS,
    verdict: 'unknown',
    reason: 'no-property',
  },
  {
    title: 'AWS upgrades it instead',
    resource: {
      id: 'shop',
      properties: { ...CLUSTER, UpgradePolicy: { supportType: 'STANDARD' } },
    },
    verdict: 'none',
  },
];
