import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { defineCostModel } from '../define-cost-model.ts';

/** @see https://aws.amazon.com/elasticloadbalancing/pricing/ */
export const ElbLoadBalancerCost = defineCostModel({
  kind: 'AWS::ElasticLoadBalancing::LoadBalancer',
  pricing: 'https://aws.amazon.com/elasticloadbalancing/pricing/',
  properties: z.object({}),
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
  },
  usage: { monthly_data_processed_gb: 'GB processed a month' },
  plan: {
    terraform: ['aws_elb'],
    pulumi: ['aws:elb/loadBalancer:LoadBalancer'],
    properties: {},
  },
  components: (_, { price, usage }) => [
    { name: 'load balancer', price: price('hours'), quantity: HOURS_PER_MONTH },
    {
      name: 'data processed',
      price: price('data'),
      quantity: usage('monthly_data_processed_gb'),
    },
  ],
});
