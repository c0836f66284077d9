import { z } from 'zod';
import { defineUsage } from '../define-usage.ts';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/metrics-collected-by-CloudWatch-agent.html */
const AGENT = { namespace: 'CWAgent', listed: 'further' } as const;

/** A stopped instance has no points. */
export const Ec2InstanceUsage = defineUsage({
  kind: 'AWS::EC2::Instance',
  documentation:
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html',
  namespace: 'AWS/EC2',
  properties: z.object({ InstanceId: z.string() }),
  dimensions: ({ InstanceId }) => ({ InstanceId }),
  metrics: {
    cpu: { metric: 'CPUUtilization', statistic: 'Average', unit: 'Percent' },
    cpuMaximum: { metric: 'CPUUtilization', statistic: 'Maximum', unit: 'Percent' },
    networkIn: { metric: 'NetworkIn', statistic: 'Sum', unit: 'Bytes' },
    networkOut: { metric: 'NetworkOut', statistic: 'Sum', unit: 'Bytes' },
    diskReadOps: { metric: 'DiskReadOps', statistic: 'Sum', unit: 'Count' },
    diskWriteOps: { metric: 'DiskWriteOps', statistic: 'Sum', unit: 'Count' },
    memory: { ...AGENT, metric: 'mem_used_percent', statistic: 'Average', unit: 'Percent' },
    memoryMaximum: { ...AGENT, metric: 'mem_used_percent', statistic: 'Maximum', unit: 'Percent' },
    gpu: {
      ...AGENT,
      metric: 'nvidia_smi_utilization_gpu',
      statistic: 'Maximum',
      unit: 'Percent',
    },
  },
});
