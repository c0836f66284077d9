import { z } from 'zod';
import { decimal, dividedBy, sumOf, type Decimal } from '../../money/decimal.ts';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import type { Component, ModelContext, UsageQuantity } from '../cost-model.ts';
import { defineCostModel } from '../define-cost-model.ts';
import { plannedReplicas, plannedTable } from './planned-table.ts';

const SERVICE = 'AmazonDynamoDB';
const BYTES_PER_GB = decimal(2 ** 30);

const Throughput = z.object({
  ReadCapacityUnits: z.number().optional(),
  WriteCapacityUnits: z.number().optional(),
});

const Index = z.object({
  IndexSizeBytes: z.number().optional(),
  ProvisionedThroughput: Throughput.optional(),
});

const Properties = z.object({
  TableSizeBytes: z.number().optional(),
  BillingModeSummary: z.object({ BillingMode: z.string().optional() }).optional(),
  ProvisionedThroughput: Throughput.optional(),
  GlobalSecondaryIndexes: z.array(Index).optional(),
  LocalSecondaryIndexes: z.array(Index).optional(),
  TableClassSummary: z.object({ TableClass: z.string().optional() }).optional(),
  /** In other regions. */
  Replicas: z.array(z.unknown()).optional(),
  StreamSpecification: z.object({ StreamEnabled: z.boolean().optional() }).optional(),
  ContinuousBackupsDescription: z
    .object({
      PointInTimeRecoveryDescription: z
        .object({ PointInTimeRecoveryStatus: z.string().optional() })
        .optional(),
    })
    .optional(),
});

const PRICES = {
  readCapacity: {
    service: SERVICE,
    family: 'Provisioned IOPS',
    usageType: /^(IA-)?ReadCapacityUnit-Hrs$/,
    key: ['usagetype'],
    unit: 'RCU-Hours',
  },
  writeCapacity: {
    service: SERVICE,
    family: ['Provisioned IOPS', 'DDB-Operation-ReplicatedWrite'],
    usageType: /^(IA-)?(Repl)?WriteCapacityUnit-Hrs$/,
    key: ['usagetype'],
    unit: 'WCU-Hours',
  },
  requests: {
    service: SERVICE,
    family: 'Amazon DynamoDB PayPerRequest Throughput',
    usageType: /^(IA-)?(Read|Write|ReplWrite)RequestUnits$/,
    key: ['usagetype'],
    unit: 'RequestUnits',
  },
  storage: {
    service: SERVICE,
    family: 'Database Storage',
    usageType: ['TimedStorage-ByteHrs', 'IA-TimedStorage-ByteHrs', 'TimedPITRStorage-ByteHrs'],
    key: ['usagetype'],
    unit: 'GB-Mo',
  },
  backup: {
    service: SERVICE,
    family: 'Amazon DynamoDB On-Demand Backup Storage',
    usageType: 'TimedBackupStorage-ByteHrs',
    key: [],
    unit: 'GB-Mo',
  },
  restore: {
    service: SERVICE,
    family: 'Amazon DynamoDB Restore Data Size',
    usageType: 'RestoreDataSize-Bytes',
    key: [],
    unit: 'GB',
  },
  streams: {
    service: SERVICE,
    family: 'API Request',
    usageType: ['Streams-Requests', 'Streams-RequestsCount'],
    key: [],
    unit: 'Requests',
  },
} as const;

type Table = z.output<typeof Properties>;
type Context = ModelContext<keyof typeof PRICES>;

/** @see https://aws.amazon.com/dynamodb/pricing/ */
export const DynamoDbTableCost = defineCostModel({
  kind: 'AWS::DynamoDB::Table',
  pricing: 'https://aws.amazon.com/dynamodb/pricing/',
  properties: Properties,
  prices: PRICES,
  usage: {
    monthly_write_request_units: 'write request units a month, of an on-demand table',
    monthly_read_request_units: 'read request units a month, of an on-demand table',
    storage_gb: 'GB of the table and its indexes',
    pitr_backup_storage_gb: 'GB of point-in-time recovery',
    on_demand_backup_storage_gb: 'GB of backups on demand',
    monthly_data_restored_gb: 'GB restored a month',
    monthly_streams_read_request_units: 'read requests a month, to the stream',
  },
  plan: {
    terraform: ['aws_dynamodb_table'],
    pulumi: ['aws:dynamodb/table:Table'],
    properties: plannedTable,
    inside: plannedReplicas,
  },
  components(table, context) {
    const { price, usage } = context;
    const isOnDemand = table.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST';
    const streamReads = usage('monthly_streams_read_request_units');
    const streams: Component = {
      name: 'stream reads',
      price: price('streams'),
      quantity: streamReads,
    };
    return [
      ...(isOnDemand ? requestComponents(table, context) : capacityComponents(table, context)),
      ...storageComponents(table, context),
      {
        name: 'backups',
        price: price('backup'),
        quantity: usage('on_demand_backup_storage_gb'),
      },
      {
        name: 'restored data',
        price: price('restore'),
        quantity: usage('monthly_data_restored_gb'),
      },
      ...(table.StreamSpecification?.StreamEnabled === true || streamReads.measured !== undefined
        ? [streams]
        : []),
    ];
  },
});

/** What the usage types of a table class begin with. */
function classPrefix({ TableClassSummary }: Table): string {
  return TableClassSummary?.TableClass === 'STANDARD_INFREQUENT_ACCESS' ? 'IA-' : '';
}

/** Writes to a global table have a price of their own; those to its indexes have not. */
function replicationPrefix({ Replicas = [] }: Table): string {
  return Replicas.length > 0 ? 'Repl' : '';
}

function requestComponents(table: Table, { price, usage }: Context): readonly Component[] {
  const ia = classPrefix(table);
  return [
    {
      name: 'write requests',
      price: price('requests', `${ia}${replicationPrefix(table)}WriteRequestUnits`),
      quantity: usage('monthly_write_request_units'),
    },
    {
      name: 'read requests',
      price: price('requests', `${ia}ReadRequestUnits`),
      quantity: usage('monthly_read_request_units'),
    },
  ];
}

function capacityComponents(table: Table, { price }: Context): readonly Component[] {
  const { ProvisionedThroughput: own = {}, GlobalSecondaryIndexes: indexes = [] } = table;
  const ia = classPrefix(table);
  const replicated = replicationPrefix(table);
  const ofIndexes = (unit: keyof z.output<typeof Throughput>): number =>
    indexes.reduce((sum, index) => sum + (index.ProvisionedThroughput?.[unit] ?? 0), 0);
  const hours = (units: number | undefined): number | undefined =>
    units === undefined ? undefined : units * HOURS_PER_MONTH;
  const total = (unit: keyof z.output<typeof Throughput>): number | undefined =>
    own[unit] === undefined ? undefined : own[unit] + ofIndexes(unit);
  const writes = (name: string, type: string, units: number | undefined): Component => ({
    name,
    price: price('writeCapacity', `${ia}${type}WriteCapacityUnit-Hrs`),
    quantity: hours(units),
  });
  const reads: Component = {
    name: 'read capacity',
    price: price('readCapacity', `${ia}ReadCapacityUnit-Hrs`),
    quantity: hours(total('ReadCapacityUnits')),
  };
  if (replicated === '') {
    return [writes('write capacity', '', total('WriteCapacityUnits')), reads];
  }
  const indexWrites = ofIndexes('WriteCapacityUnits');
  return [
    writes('replicated write capacity', replicated, own.WriteCapacityUnits),
    ...(indexWrites > 0 ? [writes('write capacity of indexes', '', indexWrites)] : []),
    reads,
  ];
}

function storageComponents(table: Table, { price, usage }: Context): readonly Component[] {
  const { TableSizeBytes, GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = table;
  const { PointInTimeRecoveryStatus: recovery } =
    table.ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {};
  const recovered = [{ IndexSizeBytes: TableSizeBytes }, ...LocalSecondaryIndexes];
  const stored = [...recovered, ...GlobalSecondaryIndexes];
  const known = TableSizeBytes !== undefined;
  const recoverySize = measuredOr(
    usage('pitr_backup_storage_gb'),
    known ? gigabytesOf(recovered) : undefined,
  );
  return [
    {
      name: 'storage',
      price: price('storage', `${classPrefix(table)}TimedStorage-ByteHrs`),
      quantity: measuredOr(usage('storage_gb'), known ? gigabytesOf(stored) : undefined),
    },
    ...(recovery === 'DISABLED'
      ? []
      : [
          {
            name: 'point-in-time recovery',
            price: price('storage', 'TimedPITRStorage-ByteHrs'),
            quantity: recovery === 'ENABLED' ? recoverySize : undefined,
          },
        ]),
  ];
}

/** What was measured; or else what DynamoDB says, which is up to six hours old. */
function measuredOr(usage: UsageQuantity, known: Decimal | undefined): UsageQuantity | Decimal {
  return usage.measured === undefined && known !== undefined ? known : usage;
}

function gigabytesOf(parts: readonly z.output<typeof Index>[]): Decimal {
  const bytes = sumOf(parts.map(({ IndexSizeBytes = 0 }) => decimal(IndexSizeBytes)));
  return dividedBy(bytes, BYTES_PER_GB);
}
