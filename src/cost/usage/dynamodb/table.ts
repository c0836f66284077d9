import { z } from 'zod';
import { defineUsage } from '../define-usage.ts';

const CONSUMED = { statistic: 'Sum', unit: 'Count', publishedWhen: 'nonzero' } as const;

/** DynamoDB sends what is consumed while there is something. */
export const DynamoDbTableUsage = defineUsage({
  kind: 'AWS::DynamoDB::Table',
  documentation:
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html',
  namespace: 'AWS/DynamoDB',
  properties: z.object({ TableName: z.string() }),
  dimensions: ({ TableName }) => ({ TableName }),
  metrics: {
    readUnits: { ...CONSUMED, metric: 'ConsumedReadCapacityUnits' },
    writeUnits: { ...CONSUMED, metric: 'ConsumedWriteCapacityUnits' },
  },
  gives: {
    monthly_read_request_units: ({ monthly }) => monthly('readUnits'),
    monthly_write_request_units: ({ monthly }) => monthly('writeUnits'),
  },
});
