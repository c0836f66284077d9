import type { CostExample, ExampleRow } from '../cost-example.ts';

const CAPACITY = 'Provisioned IOPS';
const REQUESTS = 'Amazon DynamoDB PayPerRequest Throughput';
const STORAGE = 'Database Storage';

function row(
  family: string,
  usagetype: string,
  unit: string,
  price: ExampleRow['price'],
): ExampleRow {
  return { service: 'AmazonDynamoDB', family, attributes: { usagetype }, unit, price };
}

/** The first units of a month are free for an account, so no table can count on them. */
const afterFree = (from: string, price: string): ExampleRow['price'] => [
  ['0', '0.0000000000'],
  [from, price],
];

/** Prices of us-east-1. */
const ROWS: readonly ExampleRow[] = [
  row(CAPACITY, 'ReadCapacityUnit-Hrs', 'ReadCapacityUnit-Hrs', afterFree('18600', '0.00013')),
  row(CAPACITY, 'WriteCapacityUnit-Hrs', 'WriteCapacityUnit-Hrs', afterFree('18600', '0.00065')),
  row(CAPACITY, 'IA-ReadCapacityUnit-Hrs', 'ReadCapacityUnit-Hrs', '0.0001600000'),
  row(CAPACITY, 'IA-WriteCapacityUnit-Hrs', 'WriteCapacityUnit-Hrs', '0.0008100000'),
  row(
    'DDB-Operation-ReplicatedWrite',
    'ReplWriteCapacityUnit-Hrs',
    'ReplicatedWriteCapacityUnit-Hrs',
    afterFree('18600', '0.00065'),
  ),
  row(REQUESTS, 'ReadRequestUnits', 'ReadRequestUnits', '0.0000001250'),
  row(REQUESTS, 'WriteRequestUnits', 'WriteRequestUnits', '0.0000006250'),
  row(REQUESTS, 'IA-WriteRequestUnits', 'WriteRequestUnits', '0.0000007800'),
  row(REQUESTS, 'ReplWriteRequestUnits', 'ReplicatedWriteRequestUnits', '0.0000006250'),
  row(STORAGE, 'TimedStorage-ByteHrs', 'GB-Mo', afterFree('25', '0.25')),
  row(STORAGE, 'IA-TimedStorage-ByteHrs', 'GB-Mo', '0.1000000000'),
  row(STORAGE, 'TimedPITRStorage-ByteHrs', 'GB-Mo', '0.2000000000'),
  row(
    'Amazon DynamoDB On-Demand Backup Storage',
    'TimedBackupStorage-ByteHrs',
    'GB-Mo',
    '0.1000000000',
  ),
  row('Amazon DynamoDB Restore Data Size', 'RestoreDataSize-Bytes', 'GB', '0.1500000000'),
  row('API Request', 'Streams-Requests', 'Requests', afterFree('2500000', '0.0000002')),
];

const TABLE = {
  TableName: 'scores',
  TableArn: 'arn:aws:dynamodb:us-east-1:210000000001:table/scores',
};
const UNUSED = { backups: 'usage', 'restored data': 'usage' } as const;

function recovery(PointInTimeRecoveryStatus: 'ENABLED' | 'DISABLED'): object {
  return { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus } };
}

export const EXAMPLES: readonly CostExample[] = [
  {
    title: 'provisioned capacity, also of an index, and half a GB with point-in-time recovery',
    region: 'us-east-1',
    properties: {
      ...TABLE,
      TableSizeBytes: 268_435_456,
      ProvisionedThroughput: { ReadCapacityUnits: 30, WriteCapacityUnits: 20 },
      GlobalSecondaryIndexes: [
        {
          IndexSizeBytes: 268_435_456,
          ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 20 },
        },
      ],
      ContinuousBackupsDescription: recovery('ENABLED'),
    },
    rows: ROWS,
    monthly: {
      'write capacity': '18.98',
      'read capacity': '3.796',
      storage: '0.125',
      'point-in-time recovery': '0.05',
    },
    unpriced: UNUSED,
  },
  {
    title: 'provisioned capacity without sizes, as in a plan',
    region: 'us-east-1',
    properties: {
      ...TABLE,
      ProvisionedThroughput: { ReadCapacityUnits: 30, WriteCapacityUnits: 20 },
      GlobalSecondaryIndexes: [
        { ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 20 } },
      ],
      ContinuousBackupsDescription: recovery('ENABLED'),
    },
    rows: ROWS,
    monthly: { 'write capacity': '18.98', 'read capacity': '3.796' },
    unpriced: { ...UNUSED, storage: 'usage', 'point-in-time recovery': 'usage' },
    plan: {
      terraform: {
        type: 'aws_dynamodb_table',
        values: {
          read_capacity: 30,
          write_capacity: 20,
          global_secondary_index: [{ read_capacity: 10, write_capacity: 20 }],
          point_in_time_recovery: [{ enabled: true }],
        },
      },
      pulumi: {
        type: 'aws:dynamodb/table:Table',
        values: {
          readCapacity: 30,
          writeCapacity: 20,
          globalSecondaryIndexes: [{ readCapacity: 10, writeCapacity: 20 }],
          pointInTimeRecovery: { enabled: true },
        },
      },
    },
  },
  {
    title: 'on-demand, by what it used',
    region: 'us-east-1',
    properties: {
      ...TABLE,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      StreamSpecification: { StreamEnabled: true },
      ContinuousBackupsDescription: recovery('ENABLED'),
    },
    usage: {
      monthly_write_request_units: 3_000_000,
      monthly_read_request_units: 8_000_000,
      storage_gb: 230,
      pitr_backup_storage_gb: 2_300,
      on_demand_backup_storage_gb: 460,
      monthly_data_restored_gb: 230,
      monthly_streams_read_request_units: 2_000_000,
    },
    rows: ROWS,
    monthly: {
      'write requests': '1.875',
      'read requests': '1',
      storage: '57.5',
      'point-in-time recovery': '460',
      backups: '46',
      'restored data': '34.5',
      'stream reads': '0.4',
    },
  },
  {
    title: 'infrequent access, on-demand',
    region: 'us-east-1',
    properties: {
      ...TABLE,
      TableSizeBytes: 107_374_182_400,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
      ContinuousBackupsDescription: recovery('DISABLED'),
    },
    usage: { monthly_write_request_units: 1_000_000 },
    rows: [...ROWS, row(REQUESTS, 'IA-ReadRequestUnits', 'ReadRequestUnits', '0.0000001550')],
    monthly: { 'write requests': '0.78', storage: '10' },
    unpriced: { ...UNUSED, 'read requests': 'usage' },
  },
  {
    title: 'a global table, whose writes are replicated; its recovery was not read',
    region: 'us-east-1',
    properties: {
      ...TABLE,
      TableSizeBytes: 0,
      ProvisionedThroughput: { ReadCapacityUnits: 30, WriteCapacityUnits: 20 },
      GlobalSecondaryIndexes: [
        { ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 10 } },
      ],
      Replicas: [{ RegionName: 'us-east-2' }],
    },
    rows: ROWS,
    monthly: {
      'replicated write capacity': '9.49',
      'write capacity of indexes': '4.745',
      'read capacity': '2.847',
      storage: '0',
    },
    unpriced: { ...UNUSED, 'point-in-time recovery': 'no-property' },
  },
];
