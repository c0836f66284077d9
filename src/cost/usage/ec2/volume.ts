import { z } from 'zod';
import { defineUsage } from '../define-usage.ts';
import { sumOf } from '../scaled.ts';

/** A volume has points while it is attached to an instance. */
export const Ec2VolumeUsage = defineUsage({
  kind: 'AWS::EC2::Volume',
  documentation: 'https://docs.aws.amazon.com/ebs/latest/userguide/using_cloudwatch_ebs.html',
  namespace: 'AWS/EBS',
  properties: z.object({ VolumeId: z.string() }),
  dimensions: ({ VolumeId }) => ({ VolumeId }),
  metrics: {
    readOps: { metric: 'VolumeReadOps', statistic: 'Sum', unit: 'Count' },
    writeOps: { metric: 'VolumeWriteOps', statistic: 'Sum', unit: 'Count' },
    readBytes: { metric: 'VolumeReadBytes', statistic: 'Sum', unit: 'Bytes' },
    writeBytes: { metric: 'VolumeWriteBytes', statistic: 'Sum', unit: 'Bytes' },
  },
  gives: {
    monthly_standard_io_requests: ({ monthly }) => sumOf(monthly('readOps'), monthly('writeOps')),
  },
});
