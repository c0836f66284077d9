import { z } from 'zod';
import { defineUsage } from '../define-usage.ts';
import { gigabytes } from '../scaled.ts';

/** What an attachment sends to the transit gateway is charged. */
export const Ec2TransitGatewayAttachmentUsage = defineUsage({
  kind: 'AWS::EC2::TransitGatewayAttachment',
  documentation:
    'https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-cloudwatch-metrics.html',
  namespace: 'AWS/TransitGateway',
  properties: z.object({ TransitGatewayAttachmentId: z.string(), TransitGatewayId: z.string() }),
  dimensions: ({ TransitGatewayAttachmentId, TransitGatewayId }) => ({
    TransitGatewayAttachment: TransitGatewayAttachmentId,
    TransitGateway: TransitGatewayId,
  }),
  metrics: { bytesIn: { metric: 'BytesIn', statistic: 'Sum', unit: 'Bytes' } },
  gives: { monthly_data_processed_gb: ({ monthly }) => gigabytes(monthly('bytesIn')) },
});
