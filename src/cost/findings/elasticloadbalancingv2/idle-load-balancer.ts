import { z } from 'zod';
import { doubtful, lasts, property, type Check, type UsageChecks } from '../check.ts';
import { defineFinding, type RelatedResources } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import { WINDOW_DAYS } from '../shared-thresholds.ts';
import type { UsageByName } from '../window-usage.ts';

const LoadBalancerProperties = z.object({
  LoadBalancerArn: z.string(),
  Type: z.string().optional(),
  State: z.object({ Code: z.string().optional() }).optional(),
  CreatedTime: z.union([z.string(), z.date()]).optional(),
});

const Targets = z.array(z.unknown());

/** A load balancer that nothing is sent to. Health checks do not count. */
export const ElbV2IdleLoadBalancer = defineFinding({
  name: 'elbv2-idle-load-balancer',
  title: 'Idle load balancer',
  kind: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  service: 'ELB',
  type: 'idle',
  change: 'end',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html',
  properties: LoadBalancerProperties,
  usage: ['requests', 'processedBytes', 'networkProcessedBytes', 'networkFlows'],
  thresholds: { window: WINDOW_DAYS },
  related: {
    groups: {
      kind: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      containing: ({ LoadBalancerArn }) => LoadBalancerArn,
    },
  },
  judge(balancer, { resource, usage, limit, check, related, now }) {
    const { Type: type, LoadBalancerArn: arn } = balancer;
    if (balancer.State?.Code !== 'active') return undefined;
    const targets = targetsOf(related.groups);
    return {
      checks: [
        lasts('CreatedTime', createdAt(balancer), now, limit.window),
        ...trafficChecks(type, usage, check),
        ...targetEvidence(targets),
      ],
      found: () => ({
        description: `Nothing was sent to it in the whole window${targets === 0 ? ', and it has no targets' : ''}.`,
        remedy: {
          title: 'Delete it, once no name of DNS points to it',
          command: awsCommand(
            resource,
            ...['elbv2', 'delete-load-balancer', '--load-balancer-arn', arn],
          ),
          link: consoleLink(resource, `ec2/home#LoadBalancer:loadBalancerArn=${arn}`),
        },
        saving: { saves: 'everything' },
        ...(targets === 0 && { risk: 'low' }),
      }),
    };
  },
});

/** Each type has metrics of its own. */
function trafficChecks(
  type: string | undefined,
  usage: UsageByName,
  check: UsageChecks,
): readonly Check[] {
  const none = { value: 0 };
  if (type === 'application') {
    return [
      check.that('requests', usage['requests'], 'sum', 'is', none),
      check.that('traffic', usage['processedBytes'], 'sum', 'is', none),
    ];
  }
  if (type === 'network') {
    return [
      check.that('traffic', usage['networkProcessedBytes'], 'sum', 'is', none),
      check.that('flows', usage['networkFlows'], 'maximum', 'is', none),
    ];
  }
  return [
    doubtful('Type', type, {
      reason: 'no-metric',
      detail: `the traffic of load balancers of the type ${type ?? 'unknown'} is not read`,
    }),
  ];
}

/** The targets of all of its groups. Undefined where they were not read. */
function targetsOf({ found, isComplete }: RelatedResources): number | undefined {
  let count = 0;
  for (const { properties } of found) {
    const targets = Targets.safeParse(properties['Targets']);
    if (!targets.success) return undefined;
    count += targets.data.length;
  }
  return isComplete ? count : undefined;
}

/** Without targets it serves no user; with targets, they receive nothing. Both speak for the finding. */
function targetEvidence(targets: number | undefined): readonly Check[] {
  return targets === undefined ? [] : [property('Targets', targets, true)];
}

function createdAt({ CreatedTime }: z.output<typeof LoadBalancerProperties>): number | undefined {
  return CreatedTime === undefined ? undefined : new Date(CreatedTime).getTime();
}
