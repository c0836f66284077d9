import type { ExampleRow } from '../../models/cost-example.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS: readonly ExampleRow[] = [
  row('EU-ReadCapacityUnit-Hrs', 'ReadCapacityUnit-Hrs', '0.0001470000'),
  row('EU-WriteCapacityUnit-Hrs', 'WriteCapacityUnit-Hrs', '0.0007350000'),
];

function row(usagetype: string, unit: string, price: string): ExampleRow {
  const attributes = { usagetype };
  return { service: 'AmazonDynamoDB', family: 'Provisioned IOPS', attributes, unit, price };
}

const TABLE = {
  TableName: 'scores',
  TableArn: 'arn:aws:dynamodb:eu-west-1:210000000001:table/scores',
  TableStatus: 'ACTIVE',
  CreationDateTime: '2026-02-01T00:00:00.000Z',
  ProvisionedThroughput: { ReadCapacityUnits: 100, WriteCapacityUnits: 100 },
};

/** Units in an hour, of a capacity of 100. */
const used = (percent: number) => ({ maximum: percent * 3_600 });

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'reads at exactly 40 % in the busiest hour, writes far above',
    resource: { id: 'scores', properties: TABLE },
    usage: { readUnits: used(40), writeUnits: used(75) },
    rows: ROWS,
    verdict: 'yes',
    // 50 of 100 read units hold 40 at 80 %: 50 × 730 × 0.000147
    saving: '5.3655',
  },
  {
    title: 'both just above 40 %',
    resource: { id: 'scores', properties: TABLE },
    usage: { readUnits: used(40.01), writeUnits: used(40.01) },
    rows: ROWS,
    verdict: 'no',
  },
  {
    title: 'nothing reads or writes: one unit of each is the least',
    resource: { id: 'scores', properties: TABLE },
    usage: {
      readUnits: { maximum: 0, points: 0, known: 336 },
      writeUnits: { maximum: 0, points: 0, known: 336 },
    },
    rows: ROWS,
    verdict: 'yes',
    // 99 × 730 × (0.000147 + 0.000735)
    saving: '63.74214',
  },
  {
    title: 'its writes were not read',
    resource: { id: 'scores', properties: TABLE },
    usage: { readUnits: used(10) },
    verdict: 'unknown',
    reason: 'no-usage',
  },
  {
    title: 'too few points',
    resource: { id: 'scores', properties: TABLE },
    usage: { readUnits: { ...used(10), points: 268 }, writeUnits: used(10) },
    verdict: 'unknown',
    reason: 'few-points',
  },
  {
    title: 'younger than the window',
    resource: {
      id: 'scores',
      properties: { ...TABLE, CreationDateTime: '2026-11-06T00:00:01.000Z' },
    },
    usage: { readUnits: used(10), writeUnits: used(10) },
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'scaled by Auto Scaling within the window',
    resource: {
      id: 'scores',
      properties: {
        ...TABLE,
        ProvisionedThroughput: {
          ...TABLE.ProvisionedThroughput,
          LastIncreaseDateTime: '2026-11-19T09:00:00.000Z',
          LastDecreaseDateTime: '2026-11-18T21:00:00.000Z',
        },
      },
    },
    usage: { readUnits: used(10), writeUnits: used(10) },
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'on demand',
    resource: {
      id: 'scores',
      properties: {
        ...TABLE,
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
        ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      },
    },
    verdict: 'none',
  },
];
