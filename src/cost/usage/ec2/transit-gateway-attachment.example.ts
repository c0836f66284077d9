import type { UsageExample } from '../usage-example.ts';

export const EXAMPLES: readonly UsageExample[] = [
  {
    title: 'an attachment of a VPC',
    properties: {
      TransitGatewayAttachmentId: 'tgw-attach-0123456789abcdef0',
      TransitGatewayId: 'tgw-0123456789abcdef0',
    },
    dimensions: {
      TransitGatewayAttachment: 'tgw-attach-0123456789abcdef0',
      TransitGateway: 'tgw-0123456789abcdef0',
    },
    measured: { bytesIn: { sum: 1_000_000_000 } },
    gives: { monthly_data_processed_gb: 10 },
  },
];
