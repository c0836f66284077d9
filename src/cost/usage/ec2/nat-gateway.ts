import { z } from 'zod';
import { defineUsage } from '../define-usage.ts';
import { gigabytes, sumOf } from '../scaled.ts';

/** A gateway sends zeros while nothing flows. It is charged for what comes in from both sides. */
export const Ec2NatGatewayUsage = defineUsage({
  kind: 'AWS::EC2::NatGateway',
  documentation:
    'https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html',
  namespace: 'AWS/NATGateway',
  properties: z.object({ NatGatewayId: z.string() }),
  dimensions: ({ NatGatewayId }) => ({ NatGatewayId }),
  metrics: {
    bytesFromSource: { metric: 'BytesInFromSource', statistic: 'Sum', unit: 'Bytes' },
    bytesFromDestination: { metric: 'BytesInFromDestination', statistic: 'Sum', unit: 'Bytes' },
    connections: { metric: 'ActiveConnectionCount', statistic: 'Maximum', unit: 'Count' },
  },
  gives: {
    monthly_data_processed_gb: ({ monthly }) =>
      gigabytes(sumOf(monthly('bytesFromSource'), monthly('bytesFromDestination'))),
  },
});
