import type { PricedService } from '../price-list.ts';
import { ebsRows } from './ebs.ts';
import { ec2InstanceRows } from './ec2-instances.ts';
import { loadBalancerRows } from './load-balancing.ts';
import { natGatewayRows, vpcRows } from './network.ts';

/** Every service with simulated prices. */
export const PRICED_SERVICES: readonly PricedService[] = [
  { code: 'AWSELB', name: 'Elastic Load Balancing', rows: loadBalancerRows },
  {
    code: 'AmazonEC2',
    name: 'Amazon Elastic Compute Cloud',
    rows: () => [...ec2InstanceRows(), ...ebsRows(), ...natGatewayRows(), ...loadBalancerRows()],
  },
  { code: 'AmazonVPC', name: 'Amazon Virtual Private Cloud', rows: vpcRows },
];
