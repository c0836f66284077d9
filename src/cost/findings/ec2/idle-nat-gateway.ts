import { z } from 'zod';
import { doubtful, lasts, property, type Check } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import { WINDOW_DAYS } from '../shared-thresholds.ts';
import { together } from '../together.ts';

const GatewayProperties = z.object({
  NatGatewayId: z.string(),
  State: z.string().optional(),
  CreateTime: z.union([z.string(), z.date()]).optional(),
  /** The route tables with a route to it. */
  RouteTableIds: z.array(z.string()).optional(),
});
type Gateway = z.output<typeof GatewayProperties>;

/** A gateway that nothing flows through: its hours are still charged. */
export const Ec2IdleNatGateway = defineFinding({
  name: 'ec2-idle-nat-gateway',
  title: 'Idle NAT gateway',
  kind: 'AWS::EC2::NatGateway',
  service: 'VPC',
  type: 'idle',
  change: 'end',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html',
  properties: GatewayProperties,
  usage: ['bytesFromSource', 'bytesFromDestination', 'connections'],
  thresholds: { window: WINDOW_DAYS },
  judge(gateway, { resource, usage, limit, check, now }) {
    if (gateway.State !== 'available') return undefined;
    const { NatGatewayId } = gateway;
    const traffic = together(usage.bytesFromSource, usage.bytesFromDestination);
    return {
      checks: [
        lasts('CreateTime', createdAt(gateway), now, limit.window),
        check.that('traffic', traffic, 'sum', 'is', { value: 0 }),
        check.that('connections', usage.connections, 'maximum', 'is', { value: 0 }),
        routesCheck(gateway),
      ],
      found: () => ({
        description: 'Nothing flowed through it in the whole window, and no route leads to it.',
        remedy: {
          title: 'Delete it, and release its Elastic IP addresses',
          command: awsCommand(
            resource,
            ...['ec2', 'delete-nat-gateway', '--nat-gateway-id', NatGatewayId],
          ),
          link: consoleLink(
            resource,
            `vpcconsole/home#NatGatewayDetails:natGatewayId=${NatGatewayId}`,
          ),
        },
        saving: { saves: 'everything' },
      }),
    };
  },
});

/** A gateway with routes may wait: for another zone to fail, or for a job that runs each quarter. */
function routesCheck({ RouteTableIds: tables }: Gateway): Check {
  if (tables === undefined) {
    return doubtful('RouteTableIds', undefined, {
      reason: 'no-inventory',
      detail: 'the routes to it were not read',
      fix: 'add DescribeRouteTablesAction to includeActions of AWS::EC2::NatGateway, and allow ec2:DescribeRouteTables',
    });
  }
  const limit = { threshold: 'none', comparison: 'is' } as const;
  const [first] = tables;
  if (first === undefined) return property('RouteTableIds', 'none', true, limit);
  return doubtful('RouteTableIds', tables.join(', '), {
    reason: 'standby',
    detail: `${first} has a route to it: it may be a standby`,
    fix: 'delete the routes to it first, if nothing needs them',
  });
}

function createdAt({ CreateTime }: Gateway): number | undefined {
  return CreateTime === undefined ? undefined : new Date(CreateTime).getTime();
}
