import { z } from 'zod';
import type { MissingPrice } from '../../prices/price.ts';
import { defineCostModel } from '../define-cost-model.ts';

/** The usage type for what a log group takes in, by its class. */
const INGESTION: Readonly<Record<string, string>> = {
  STANDARD: 'DataProcessing-Bytes',
  INFREQUENT_ACCESS: 'DataProcessingIA-Bytes',
};

const Properties = z.object({
  /** STANDARD or INFREQUENT_ACCESS; how DELIVERY is charged is not modelled. */
  LogGroupClass: z.string().optional(),
});

/**
 * AWS bills compressed storage, and `StoredBytes` is the size before compression: storage needs usage.
 *
 * @see https://aws.amazon.com/cloudwatch/pricing/
 */
export const LogsLogGroupCost = defineCostModel({
  kind: 'AWS::Logs::LogGroup',
  pricing: 'https://aws.amazon.com/cloudwatch/pricing/',
  properties: Properties,
  prices: {
    ingestion: {
      service: 'AmazonCloudWatch',
      family: 'Data Payload',
      usageType: Object.values(INGESTION),
      where: { operation: ['PutLogEvents', ''] },
      key: ['usagetype'],
      unit: 'GB',
    },
    storage: {
      service: 'AmazonCloudWatch',
      family: 'Storage Snapshot',
      usageType: 'TimedStorage-ByteHrs',
      key: [],
      unit: 'GB-Mo',
    },
    queries: {
      service: 'AmazonCloudWatch',
      family: 'Data Payload',
      usageType: 'DataScanned-Bytes',
      key: [],
      unit: 'GB',
    },
  },
  usage: {
    monthly_data_ingested_gb: 'GB of log data a month',
    storage_gb: 'GB of stored log data, after compression',
    monthly_data_scanned_gb: 'GB that CloudWatch Logs Insights scans a month',
  },
  plan: {
    terraform: ['aws_cloudwatch_log_group'],
    pulumi: ['aws:cloudwatch/logGroup:LogGroup'],
    properties: (values) => ({ LogGroupClass: values.text('log_group_class') }),
  },
  components: ({ LogGroupClass = 'STANDARD' }, { price, usage }) => [
    {
      name: 'data ingested',
      price:
        LogGroupClass in INGESTION
          ? price('ingestion', INGESTION[LogGroupClass])
          : unknownClass(LogGroupClass),
      quantity: usage('monthly_data_ingested_gb'),
    },
    { name: 'storage', price: price('storage'), quantity: usage('storage_gb') },
    {
      name: 'Insights queries',
      price: price('queries'),
      quantity: usage('monthly_data_scanned_gb'),
    },
  ],
});

function unknownClass(name: string): MissingPrice {
  return {
    reason: 'no-model',
    detail: `the ingestion of log groups of the class ${name}`,
    unit: 'GB',
  };
}
