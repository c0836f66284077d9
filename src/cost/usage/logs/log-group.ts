import { z } from 'zod';
import { defineUsage } from '../define-usage.ts';
import { binaryGigabytes } from '../scaled.ts';

export const LogsLogGroupUsage = defineUsage({
  kind: 'AWS::Logs::LogGroup',
  documentation:
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html',
  namespace: 'AWS/Logs',
  properties: z.object({ LogGroupName: z.string() }),
  dimensions: ({ LogGroupName }) => ({ LogGroupName }),
  metrics: {
    incomingBytes: {
      metric: 'IncomingBytes',
      statistic: 'Sum',
      unit: 'Bytes',
      publishedWhen: 'nonzero',
    },
  },
  gives: {
    monthly_data_ingested_gb: ({ monthly }) => binaryGigabytes(monthly('incomingBytes')),
  },
});
