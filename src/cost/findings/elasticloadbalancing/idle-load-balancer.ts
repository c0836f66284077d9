import { z } from 'zod';
import { lasts, property } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import { WINDOW_DAYS } from '../shared-thresholds.ts';

const LoadBalancerProperties = z.object({
  LoadBalancerName: z.string(),
  CreatedTime: z.union([z.string(), z.date()]).optional(),
  Instances: z.array(z.string()).optional(),
});

/** A Classic Load Balancer that nothing is sent to. */
export const ElbIdleLoadBalancer = defineFinding({
  name: 'elb-idle-load-balancer',
  title: 'Idle Classic Load Balancer',
  kind: 'AWS::ElasticLoadBalancing::LoadBalancer',
  service: 'ELB',
  type: 'idle',
  change: 'end',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-cloudwatch-metrics.html',
  properties: LoadBalancerProperties,
  usage: ['requests', 'processedBytes'],
  thresholds: { window: WINDOW_DAYS },
  judge(balancer, { resource, usage, limit, check, now }) {
    const { LoadBalancerName: name, CreatedTime, Instances = [] } = balancer;
    const created = CreatedTime === undefined ? undefined : new Date(CreatedTime).getTime();
    const isWithoutInstances = Instances.length === 0;
    return {
      checks: [
        lasts('CreatedTime', created, now, limit.window),
        check.that('requests', usage.requests, 'sum', 'is', { value: 0 }),
        check.that('traffic', usage.processedBytes, 'sum', 'is', { value: 0 }),
        property('Instances', Instances.length, true),
      ],
      found: () => ({
        description: `Nothing was sent to it in the whole window${isWithoutInstances ? ', and it has no instances' : ''}.`,
        remedy: {
          title: 'Delete it, once no name of DNS points to it',
          command: awsCommand(
            resource,
            ...['elb', 'delete-load-balancer', '--load-balancer-name', name],
          ),
          link: consoleLink(resource, `ec2/home#LoadBalancers:search=${name}`),
        },
        saving: { saves: 'everything' },
        ...(isWithoutInstances && { risk: 'low' }),
      }),
    };
  },
});
