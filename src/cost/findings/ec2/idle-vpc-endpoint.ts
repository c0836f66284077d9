import { z } from 'zod';
import { lasts } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import { WINDOW_DAYS } from '../shared-thresholds.ts';

/** Endpoints of other types are free, or judged by what they connect. */
const CHARGED_TYPES: readonly (string | undefined)[] = ['Interface', 'GatewayLoadBalancer'];

const EndpointProperties = z.object({
  VpcEndpointId: z.string(),
  VpcEndpointType: z.string().optional(),
  ServiceName: z.string().optional(),
  State: z.string().optional(),
  /** Another AWS service created it, and deletes it. */
  RequesterManaged: z.boolean().optional(),
  CreationTimestamp: z.string().optional(),
});

/** An endpoint that nothing passes through: it is charged for by the hour and zone. */
export const Ec2IdleVpcEndpoint = defineFinding({
  name: 'ec2-idle-vpc-endpoint',
  title: 'VPC endpoint without traffic',
  kind: 'AWS::EC2::VPCEndpoint',
  service: 'VPC',
  type: 'idle',
  change: 'end',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-cloudwatch-metrics.html',
  properties: EndpointProperties,
  usage: ['bytes'],
  thresholds: { window: WINDOW_DAYS },
  judge(endpoint, { resource, usage, limit, check, now }) {
    const { VpcEndpointType: type, VpcEndpointId, ServiceName = 'its service' } = endpoint;
    if (!CHARGED_TYPES.includes(type) || endpoint.RequesterManaged === true) return undefined;
    if (endpoint.State?.toLowerCase() !== 'available') return undefined;
    return {
      checks: [
        lasts('CreationTimestamp', createdAt(endpoint), now, limit.window),
        check.that('traffic', usage.bytes, 'sum', 'is', { value: 0 }),
      ],
      found: () => ({
        description: `Nothing used this endpoint of ${ServiceName} in the whole window.`,
        remedy: {
          title: `Delete it: ${ServiceName} is reached without it, where the route tables allow that`,
          command: awsCommand(
            resource,
            ...['ec2', 'delete-vpc-endpoints', '--vpc-endpoint-ids', VpcEndpointId],
          ),
          link: consoleLink(
            resource,
            `vpcconsole/home#EndpointDetails:vpcEndpointId=${VpcEndpointId}`,
          ),
        },
        saving: { saves: 'everything' },
      }),
    };
  },
});

function createdAt({ CreationTimestamp }: z.output<typeof EndpointProperties>): number | undefined {
  return CreationTimestamp === undefined ? undefined : Date.parse(CreationTimestamp);
}
