import type { CostExample, ExampleRow } from '../cost-example.ts';

/** Prices of us-east-2. */
const ROWS: readonly ExampleRow[] = [
  row('Data Payload', 'DataProcessing-Bytes', 'GB', '0.5000000000'),
  row('Data Payload', 'DataProcessingIA-Bytes', 'GB', '0.2500000000'),
  row('Data Payload', 'DataScanned-Bytes', 'GB', '0.0050000000'),
  row('Storage Snapshot', 'TimedStorage-ByteHrs', 'GB-Mo', '0.0300000000'),
];

function row(family: string, usageType: string, unit: string, price: string): ExampleRow {
  const attributes = { usagetype: `USE2-${usageType}` };
  return { service: 'AmazonCloudWatch', family, attributes, unit, price };
}

const GROUP = {
  LogGroupName: '/app/orders',
  LogGroupArn: 'arn:aws:logs:us-east-2:210000000000:log-group:/app/orders',
};

const USAGE = {
  monthly_data_ingested_gb: 100,
  storage_gb: 40,
  monthly_data_scanned_gb: 1_000,
};

export const EXAMPLES: readonly CostExample[] = [
  {
    title: 'a log group of the standard class',
    region: 'us-east-2',
    properties: { ...GROUP, LogGroupClass: 'STANDARD', StoredBytes: 266_666_666_666 },
    usage: USAGE,
    rows: ROWS,
    monthly: { 'data ingested': '50', storage: '1.2', 'Insights queries': '5' },
    plan: {
      terraform: { type: 'aws_cloudwatch_log_group', values: { name: '/app/orders' } },
      pulumi: { type: 'aws:cloudwatch/logGroup:LogGroup', values: { name: '/app/orders' } },
    },
  },
  {
    title: 'a log group of the infrequent access class',
    region: 'us-east-2',
    properties: { ...GROUP, LogGroupClass: 'INFREQUENT_ACCESS' },
    usage: USAGE,
    rows: ROWS,
    monthly: { 'data ingested': '25', storage: '1.2', 'Insights queries': '5' },
    plan: {
      terraform: {
        type: 'aws_cloudwatch_log_group',
        values: { name: '/app/orders', log_group_class: 'INFREQUENT_ACCESS' },
      },
      pulumi: {
        type: 'aws:cloudwatch/logGroup:LogGroup',
        values: { name: '/app/orders', logGroupClass: 'INFREQUENT_ACCESS' },
      },
    },
  },
  {
    title: 'a log group of the class DELIVERY',
    region: 'us-east-2',
    properties: { ...GROUP, LogGroupClass: 'DELIVERY' },
    usage: { storage_gb: 40 },
    rows: ROWS,
    monthly: { storage: '1.2' },
    unpriced: { 'data ingested': 'no-model', 'Insights queries': 'usage' },
  },
];
