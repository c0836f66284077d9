import {
  DescribeCapacityReservationCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeLoadBalancers,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type {
  AvailabilityZone,
  DescribeCapacityReservationOutput,
  LoadBalancer,
  LoadBalancerAttribute,
  Tag,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { z } from 'zod';
import { classify } from '../../../aws/errors.ts';
import type { ActionContext } from '../../actions/action.ts';
import { answered } from '../../actions/missing-answer.ts';
import { paged } from '../../actions/paged.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { toSecurityGroups, toSubnets } from '../common-relations.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList, time } from '../fields.ts';
import { DESCRIBE_LIMIT } from '../load-balancing-limit.ts';
import { arnsNamed } from './named-arns.ts';
import { describeTags } from './tags.ts';

/** The most that one page of load balancers or of target groups has. */
const PER_PAGE = 400;

type Context = ActionContext<ElasticLoadBalancingV2Client>;
type Item = LoadBalancer & { readonly LoadBalancerArn: string; readonly LoadBalancerName: string };

/** The fields of AWS's own type and of CloudFormation's model of a load balancer. */
type Source = LoadBalancer & {
  Name: string;
  LoadBalancerFullName: string;
  CanonicalHostedZoneID: string;
  Subnets: readonly string[];
  SubnetMappings: readonly object[];
  Ipv4IpamPoolId: string;
  LoadBalancerAttributes: readonly LoadBalancerAttribute[];
  TargetGroupArns: readonly string[];
  Tags: readonly Tag[];
} & Pick<
    DescribeCapacityReservationOutput,
    'MinimumLoadBalancerCapacity' | 'CapacityReservationState'
  >;

const Properties = z.object({
  LoadBalancerArn: z.string(),
  LoadBalancerName: z.string(),
  Name: z.string().optional(),
  LoadBalancerFullName: z.string().optional(),
  Type: z.string().optional(),
  Scheme: z.string().optional(),
  State: structure.optional(),
  DNSName: z.string().optional(),
  CanonicalHostedZoneId: z.string().optional(),
  CanonicalHostedZoneID: z.string().optional(),
  CreatedTime: time.optional(),
  VpcId: z.string().optional(),
  AvailabilityZones: structureList.optional(),
  Subnets: z.array(z.string()).optional(),
  SubnetMappings: structureList.optional(),
  SecurityGroups: z.array(z.string()).optional(),
  IpAddressType: z.string().optional(),
  CustomerOwnedIpv4Pool: z.string().optional(),
  IpamPools: structure.optional(),
  Ipv4IpamPoolId: z.string().optional(),
  EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: z.string().optional(),
  EnablePrefixForIpv6SourceNat: z.string().optional(),
  LoadBalancerAttributes: structureList.optional(),
  MinimumLoadBalancerCapacity: structure.optional(),
  CapacityReservationState: structureList.optional(),
  TargetGroupArns: z.array(z.string()).optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

const LoadBalancerAttributes = perItem({
  name: 'DescribeLoadBalancerAttributesAction',
  permissions: ['elasticloadbalancing:DescribeLoadBalancerAttributes'],
  adds: ['LoadBalancerAttributes'],
  async call({ LoadBalancerArn }: Item, { client, signal }: Context) {
    const command = new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn });
    const { Attributes = [] } = await client.send(command, { abortSignal: signal });
    return { LoadBalancerAttributes: Attributes };
  },
});

const CapacityReservation = perItem({
  name: 'DescribeCapacityReservationAction',
  permissions: ['elasticloadbalancing:DescribeCapacityReservation'],
  adds: ['MinimumLoadBalancerCapacity', 'CapacityReservationState'],
  async call({ LoadBalancerArn }: Item, { client, signal }: Context) {
    const command = new DescribeCapacityReservationCommand({ LoadBalancerArn });
    const { MinimumLoadBalancerCapacity, CapacityReservationState } = await client.send(command, {
      abortSignal: signal,
    });
    return { MinimumLoadBalancerCapacity, CapacityReservationState };
  },
});

/** A load balancer does not list its target groups: each target group lists its load balancers. */
const TargetGroups = paged({
  name: 'DescribeTargetGroupsAction',
  permissions: ['elasticloadbalancing:DescribeTargetGroups'],
  adds: ['TargetGroupArns'],
  size: PER_PAGE,
  idOf: ({ LoadBalancerArn }: Item) => LoadBalancerArn,
  async *pages(_, context: Context) {
    const groups = new Map<string, string[]>();
    // The last page may still have one of the first load balancer, so all pages are read first.
    for await (const page of sdkPages(paginateDescribeTargetGroups, context, {
      PageSize: PER_PAGE,
    })) {
      for (const { TargetGroupArn, LoadBalancerArns = [] } of page.TargetGroups ?? []) {
        if (TargetGroupArn === undefined) continue;
        for (const arn of LoadBalancerArns)
          groups.set(arn, [...(groups.get(arn) ?? []), TargetGroupArn]);
      }
    }
    yield [...groups].map(([arn, TargetGroupArns]) => [arn, { TargetGroupArns }] as const);
  },
  absent: () => ({ TargetGroupArns: [] }), // its listeners redirect, or it has none
  single: perItem({
    name: 'DescribeTargetGroupsAction',
    permissions: ['elasticloadbalancing:DescribeTargetGroups'],
    async call({ LoadBalancerArn }: Item, context: Context) {
      const TargetGroupArns: string[] = [];
      const input = { LoadBalancerArn, PageSize: PER_PAGE };
      try {
        for await (const page of sdkPages(paginateDescribeTargetGroups, context, input))
          TargetGroupArns.push(
            ...(page.TargetGroups ?? []).flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []),
          );
      } catch (error) {
        // A missing target group does not mean that the load balancer is deleted.
        if (!classify(error).code.startsWith('TargetGroupNotFound')) throw error;
      }
      return { TargetGroupArns };
    },
  }),
});

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancers.html */
export const ElasticLoadBalancingV2LoadBalancer = defineKind({
  kind: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  title: 'load balancer',
  reach: 'regional',
  client: ElasticLoadBalancingV2Client,
  properties: Properties,
  primaryIdentifier: ['LoadBalancerArn'],
  entity: {
    blueprint: 'elbLoadBalancer',
    identifier: 'LoadBalancerArn',
    title: 'LoadBalancerName',
    properties: ['Type', 'Scheme', 'DNSName', 'IpAddressType', 'CreatedTime', 'Tags'],
    derived: { state: { title: 'State', jq: '.Properties.State.Code' } },
    relations: {
      vpc: { to: 'AWS::EC2::VPC', title: 'VPC', by: { VpcId: 'VpcId' } },
      subnets: toSubnets('Subnets'),
      securityGroups: toSecurityGroups('SecurityGroups'),
      targetGroups: {
        to: 'AWS::ElasticLoadBalancingV2::TargetGroup',
        by: { TargetGroupArn: { each: '.Properties.TargetGroupArns[]?' } },
      },
    },
  },
  list: {
    operation: 'DescribeLoadBalancers',
    permissions: ['elasticloadbalancing:DescribeLoadBalancers'],
    pageSize: PER_PAGE,
    pages: (context) => sdkPages(paginateDescribeLoadBalancers, context, { PageSize: PER_PAGE }),
    items: (page) => page.LoadBalancers?.filter(isIdentified),
  },
  get: {
    identifiers: ['LoadBalancerArn'],
    arn: /^elasticloadbalancing:loadbalancer\/(?:app|net|gwy)\/[^/]+\/[^/]+$/,
    of: ({ LoadBalancerArn }) => [LoadBalancerArn],
    async find([balancer = ''], { client, signal }) {
      const isArn = balancer.startsWith('arn:');
      const input = isArn ? { LoadBalancerArns: [balancer] } : { Names: [balancer] };
      const command = new DescribeLoadBalancersCommand(input);
      const { LoadBalancers = [] } = await client.send(command, { abortSignal: signal });
      return answered(LoadBalancers.find(isIdentified), balancer);
    },
  },
  idOf: ({ LoadBalancerArn }) => LoadBalancerArn,
  listed: (balancer) => ({
    ...balancer,
    Name: balancer.LoadBalancerName,
    LoadBalancerFullName: balancer.LoadBalancerArn.split(':loadbalancer/')[1],
    CanonicalHostedZoneID: balancer.CanonicalHostedZoneId,
    Subnets: balancer.AvailabilityZones?.flatMap(({ SubnetId }) => SubnetId ?? []),
    SubnetMappings: balancer.AvailabilityZones?.map(subnetMapping),
    Ipv4IpamPoolId: balancer.IpamPools?.Ipv4IpamPoolId,
  }),
  errors: { notFound: ['LoadBalancerNotFound', 'LoadBalancerNotFoundException'] },
  limits: [DESCRIBE_LIMIT],
  actions: {
    defaults: [],
    options: [
      describeTags('elasticloadbalancing:loadbalancer', (item: Item) => item.LoadBalancerArn),
      LoadBalancerAttributes,
      CapacityReservation,
      TargetGroups,
    ],
  },
  liveEvents: {
    source: 'elasticloadbalancing.amazonaws.com',
    events: [
      'CreateLoadBalancer',
      'DeleteLoadBalancer',
      'ModifyLoadBalancerAttributes',
      'ModifyCapacityReservation',
      'ModifyIpPools',
      'SetIpAddressType',
      'SetSecurityGroups',
      'SetSubnets',
      // A listener or a rule attaches target groups to it.
      'CreateListener',
      'ModifyListener',
      'DeleteListener',
      'CreateRule',
      'ModifyRule',
      'DeleteRule',
      'AddTags',
      'RemoveTags',
    ],
    deletions: ['DeleteLoadBalancer'],
    resources: (call) => {
      const arns = new Set(arnsNamed(call).flatMap((arn) => loadBalancerIn(arn) ?? []));
      return [...arns].map((arn) => [arn]);
    },
    stub: ([LoadBalancerArn = '']) => ({ properties: { LoadBalancerArn } }),
  },
});

function isIdentified(balancer: LoadBalancer): balancer is Item {
  return balancer.LoadBalancerArn !== undefined && balancer.LoadBalancerName !== undefined;
}

/** In CloudFormation's form: one address of each kind for a subnet. */
function subnetMapping({
  SubnetId,
  LoadBalancerAddresses: [address] = [],
  SourceNatIpv6Prefixes: [SourceNatIpv6Prefix] = [],
}: AvailabilityZone): object {
  const { AllocationId, PrivateIPv4Address, IPv6Address } = address ?? {};
  return {
    SubnetId,
    ...(AllocationId !== undefined && { AllocationId }),
    ...(PrivateIPv4Address !== undefined && { PrivateIPv4Address }),
    ...(IPv6Address !== undefined && { IPv6Address }),
    ...(SourceNatIpv6Prefix !== undefined && { SourceNatIpv6Prefix }),
  };
}

/** The load balancer of an ARN, which may be that of a listener or rule: these contain its name and id. */
function loadBalancerIn(arn: string): string | undefined {
  const parts = /^(.+):(?:loadbalancer|listener|listener-rule)\/((?:app|net|gwy)\/[^/]+\/[^/]+)/;
  const [, account, name] = parts.exec(arn) ?? [];
  return account === undefined ? undefined : `${account}:loadbalancer/${name}`;
}
