import type { UsageExample } from '../usage-example.ts';

const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:210000000000:loadbalancer';

export const EXAMPLES: readonly UsageExample[] = [
  {
    title: 'an application load balancer',
    properties: { LoadBalancerArn: `${ARN}/app/shop/50dc6c495c0c9188` },
    dimensions: { LoadBalancer: 'app/shop/50dc6c495c0c9188' },
    measured: { requests: { sum: 90_000 }, capacityUnits: { sum: 146 } },
    gives: { monthly_capacity_unit_hours: 1_460 },
  },
  {
    title: 'a network load balancer',
    properties: { LoadBalancerArn: `${ARN}/net/shop/50dc6c495c0c9188` },
    dimensions: { LoadBalancer: 'net/shop/50dc6c495c0c9188' },
    measured: { networkCapacityUnits: { sum: 73 } },
    gives: { monthly_capacity_unit_hours: 730 },
  },
  {
    title: 'a gateway load balancer',
    properties: { LoadBalancerArn: `${ARN}/gwy/shop/50dc6c495c0c9188` },
    dimensions: undefined,
  },
];
