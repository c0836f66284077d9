import { z } from 'zod';
import { defineUsage } from '../define-usage.ts';
import { gigabytes } from '../scaled.ts';

/** An endpoint without traffic sends nothing. Gateway endpoints have no metrics, and cost nothing. */
export const Ec2VpcEndpointUsage = defineUsage({
  kind: 'AWS::EC2::VPCEndpoint',
  documentation:
    'https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-cloudwatch-metrics.html',
  namespace: 'AWS/PrivateLinkEndpoints',
  properties: z.object({
    VpcEndpointId: z.string(),
    VpcEndpointType: z.string(),
    ServiceName: z.string(),
    VpcId: z.string(),
  }),
  dimensions: ({ VpcEndpointId, VpcEndpointType, ServiceName, VpcId }) =>
    ['Interface', 'GatewayLoadBalancer'].includes(VpcEndpointType)
      ? {
          'VPC Endpoint Id': VpcEndpointId,
          'Endpoint Type': VpcEndpointType,
          'Service Name': ServiceName,
          'VPC Id': VpcId,
        }
      : undefined,
  metrics: {
    bytes: {
      metric: 'BytesProcessed',
      statistic: 'Sum',
      unit: 'Bytes',
      publishedWhen: 'nonzero',
    },
  },
  gives: { monthly_data_processed_gb: ({ monthly }) => gigabytes(monthly('bytes')) },
});
