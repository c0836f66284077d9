import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { defineUsage } from '../define-usage.ts';
import { binaryGigabytes } from '../scaled.ts';

const SECONDS_PER_MONTH = HOURS_PER_MONTH * 3_600;

/** Aurora measures the storage of a cluster; other engines measure their instances. */
export const RdsDbClusterUsage = defineUsage({
  kind: 'AWS::RDS::DBCluster',
  documentation:
    'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html',
  namespace: 'AWS/RDS',
  properties: z.object({ DBClusterIdentifier: z.string(), Engine: z.string() }),
  dimensions: ({ DBClusterIdentifier, Engine }) =>
    Engine.startsWith('aurora') ? { DBClusterIdentifier } : undefined,
  metrics: {
    storage: { metric: 'VolumeBytesUsed', statistic: 'Average', unit: 'Bytes' },
    readRequests: { metric: 'VolumeReadIOPs', statistic: 'Sum', unit: 'Count' },
    writeRequests: { metric: 'VolumeWriteIOPs', statistic: 'Sum', unit: 'Count' },
    capacityUnits: {
      metric: 'ServerlessDatabaseCapacity',
      statistic: 'Average',
      unit: 'Count',
      listed: 'exact',
    },
  },
  gives: {
    storage_gb: ({ average }) => binaryGigabytes(average('storage')),
    read_requests_per_sec: ({ monthly }) => perSecond(monthly('readRequests')),
    write_requests_per_sec: ({ monthly }) => perSecond(monthly('writeRequests')),
    capacity_units_per_hr: ({ average }) => average('capacityUnits'),
  },
});

function perSecond(monthly: number | undefined): number | undefined {
  return monthly === undefined ? undefined : monthly / SECONDS_PER_MONTH;
}
