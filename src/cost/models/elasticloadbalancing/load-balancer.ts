import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { defineCostModel } from '../define-cost-model.ts';
import { addressHours, PUBLIC_ADDRESS, PUBLIC_ADDRESSES } from '../public-address.ts';

/** @see https://aws.amazon.com/elasticloadbalancing/pricing/ */
export const ElbLoadBalancerCost = defineCostModel({
  kind: 'AWS::ElasticLoadBalancing::LoadBalancer',
  pricing: 'https://aws.amazon.com/elasticloadbalancing/pricing/',
  properties: z.object({ Scheme: z.string().optional() }),
  prices: {
    hours: {
      service: 'AWSELB',
      family: 'Load Balancer',
      usageType: 'LoadBalancerUsage',
      key: [],
      unit: 'Hrs',
    },
    data: {
      service: 'AWSELB',
      family: 'Load Balancer',
      usageType: 'DataProcessing-Bytes',
      key: [],
      unit: 'GB',
    },
    publicAddress: PUBLIC_ADDRESS,
  },
  usage: { monthly_data_processed_gb: 'GB processed a month', ...PUBLIC_ADDRESSES },
  plan: {
    terraform: ['aws_elb'],
    pulumi: ['aws:elb/loadBalancer:LoadBalancer'],
    properties: (values) => ({
      Scheme: values.flag('internal') === true ? 'internal' : 'internet-facing',
    }),
  },
  components({ Scheme }, { price, usage }) {
    const addresses = {
      name: 'public IPv4 addresses',
      price: price('publicAddress'),
      quantity: addressHours(usage('public_ipv4_addresses')),
    };
    return [
      { name: 'load balancer', price: price('hours'), quantity: HOURS_PER_MONTH },
      {
        name: 'data processed',
        price: price('data'),
        quantity: usage('monthly_data_processed_gb'),
      },
      ...(Scheme === 'internet-facing' ? [addresses] : []),
    ];
  },
});
