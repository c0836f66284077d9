import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { defineUsage } from '../define-usage.ts';
import { sumOf } from '../scaled.ts';

const SECONDS_PER_HOUR = 3_600;

export const RdsDbInstanceUsage = defineUsage({
  kind: 'AWS::RDS::DBInstance',
  documentation: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html',
  namespace: 'AWS/RDS',
  properties: z.object({ DBInstanceIdentifier: z.string() }),
  dimensions: ({ DBInstanceIdentifier }) => ({ DBInstanceIdentifier }),
  metrics: {
    connections: { metric: 'DatabaseConnections', statistic: 'Maximum', unit: 'Count' },
    cpu: { metric: 'CPUUtilization', statistic: 'Average', unit: 'Percent' },
    readIops: { metric: 'ReadIOPS', statistic: 'Average', unit: 'Count/Second' },
    writeIops: { metric: 'WriteIOPS', statistic: 'Average', unit: 'Count/Second' },
    freeStorage: { metric: 'FreeStorageSpace', statistic: 'Minimum', unit: 'Bytes' },
    freeMemory: { metric: 'FreeableMemory', statistic: 'Minimum', unit: 'Bytes' },
  },
  gives: {
    monthly_standard_io_requests({ average }) {
      const perSecond = sumOf(average('readIops'), average('writeIops'));
      return perSecond === undefined ? undefined : perSecond * SECONDS_PER_HOUR * HOURS_PER_MONTH;
    },
  },
});
