import type { ExampleRow } from '../../models/cost-example.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS: readonly ExampleRow[] = ['IdleAddress', 'InUseAddress'].map((type) => ({
  service: 'AmazonVPC',
  family: '',
  attributes: { usagetype: `EU-PublicIPv4:${type}` },
  unit: 'Hrs',
  price: '0.0050000000',
}));

const ADDRESS = {
  AllocationId: 'eipalloc-1',
  PublicIp: '198.51.100.7',
  Domain: 'vpc',
  PublicIpv4Pool: 'amazon',
};

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'associated with nothing',
    resource: { id: 'eipalloc-1', properties: ADDRESS },
    rows: ROWS,
    verdict: 'yes',
    saving: '3.65',
  },
  {
    title: 'associated with a network interface',
    resource: {
      id: 'eipalloc-1',
      properties: { ...ADDRESS, AssociationId: 'eipassoc-1', NetworkInterfaceId: 'eni-1' },
    },
    rows: ROWS,
    verdict: 'no',
  },
  {
    title: 'of a pool that the customer brought: it is free',
    resource: { id: 'eipalloc-1', properties: { ...ADDRESS, PublicIpv4Pool: 'ipv4pool-ec2-1' } },
    verdict: 'none',
  },
  {
    title: 'managed by a load balancer, which releases it',
    resource: { id: 'eipalloc-1', properties: { ...ADDRESS, ServiceManaged: 'alb' } },
    verdict: 'none',
  },
];
