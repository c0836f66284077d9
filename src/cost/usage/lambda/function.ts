import { z } from 'zod';
import { defineUsage } from '../define-usage.ts';
import { quotient } from '../scaled.ts';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-metrics.html */
const INSIGHTS = {
  namespace: 'LambdaInsights',
  renamed: { FunctionName: 'function_name' },
  listed: 'exact',
} as const;

/** Lambda sends a point for a minute with invocations alone. */
export const LambdaFunctionUsage = defineUsage({
  kind: 'AWS::Lambda::Function',
  documentation: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html',
  namespace: 'AWS/Lambda',
  properties: z.object({ FunctionName: z.string() }),
  dimensions: ({ FunctionName }) => ({ FunctionName }),
  metrics: {
    invocations: {
      metric: 'Invocations',
      statistic: 'Sum',
      unit: 'Count',
      publishedWhen: 'nonzero',
    },
    errors: { metric: 'Errors', statistic: 'Sum', unit: 'Count', publishedWhen: 'nonzero' },
    durationTotal: {
      metric: 'Duration',
      statistic: 'Sum',
      unit: 'Milliseconds',
      publishedWhen: 'nonzero',
    },
    concurrency: {
      metric: 'ConcurrentExecutions',
      statistic: 'Maximum',
      unit: 'Count',
      publishedWhen: 'nonzero',
    },
    memoryUsed: {
      ...INSIGHTS,
      metric: 'used_memory_max',
      statistic: 'Maximum',
      unit: 'Megabytes',
    },
    memoryUtilization: {
      ...INSIGHTS,
      metric: 'memory_utilization',
      statistic: 'Maximum',
      unit: 'Percent',
    },
  },
  gives: {
    monthly_requests: ({ monthly }) => monthly('invocations'),
    request_duration_ms: ({ monthly }) =>
      quotient(monthly('durationTotal'), monthly('invocations')),
  },
});
