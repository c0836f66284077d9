import {
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancerPoliciesCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingClient,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing';
import type {
  LoadBalancerAttributes,
  LoadBalancerDescription,
  PolicyDescription,
  Tag,
} from '@aws-sdk/client-elastic-load-balancing';
import { z } from 'zod';
import type { Account } from '../../../aws/account.ts';
import type { ActionContext } from '../../actions/action.ts';
import { aloneWhenGone } from '../../actions/alone-when-gone.ts';
import { batched } from '../../actions/batched.ts';
import { answered } from '../../actions/missing-answer.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { taggingPages } from '../../actions/tagging-pages.ts';
import { completeTags } from '../../actions/tags.ts';
import { toSecurityGroups, toSubnets } from '../common-relations.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList, time } from '../fields.ts';
import { textAt, textListAt } from '../live-event.ts';
import { DESCRIBE_LIMIT } from '../load-balancing-limit.ts';
import { formOfModel, policiesOfModel } from './model-form.ts';

/** The maximum page size of DescribeLoadBalancers. */
const LOAD_BALANCERS_PER_PAGE = 400;
/** The maximum number of load balancers per call of DescribeTags. */
const NAMES_PER_CALL = 20;

type Context = ActionContext<ElasticLoadBalancingClient>;
type Item = LoadBalancerDescription & { readonly LoadBalancerName: string };

/**
 * The fields of AWS's own type and of CloudFormation's model; those with the same name have CloudFormation's
 * form.
 */
type Source = Omit<LoadBalancerDescription, 'Policies'> &
  ReturnType<typeof formOfModel> & {
    Policies: readonly object[];
    PolicyDescriptions: readonly PolicyDescription[];
    LoadBalancerAttributes: LoadBalancerAttributes;
    AccessLoggingPolicy: object;
    ConnectionDrainingPolicy: object;
    ConnectionSettings: object;
    CrossZone: boolean;
    Tags: readonly Tag[];
  };

const Properties = z.object({
  LoadBalancerName: z.string(),
  DNSName: z.string().optional(),
  Scheme: z.string().optional(),
  CreatedTime: time.optional(),
  CanonicalHostedZoneName: z.string().optional(),
  CanonicalHostedZoneNameID: z.string().optional(),
  VPCId: z.string().optional(),
  AvailabilityZones: z.array(z.string()).optional(),
  Subnets: z.array(z.string()).optional(),
  SecurityGroups: z.array(z.string()).optional(),
  SourceSecurityGroup: structure.optional(),
  Instances: z.array(z.string()).optional(),
  HealthCheck: structure.optional(),
  Listeners: structureList.optional(),
  ListenerDescriptions: structureList.optional(),
  BackendServerDescriptions: structureList.optional(),
  AppCookieStickinessPolicy: structureList.optional(),
  LBCookieStickinessPolicy: structureList.optional(),
  OtherPolicies: z.array(z.string()).optional(),
  Policies: structureList.optional(),
  PolicyDescriptions: structureList.optional(),
  LoadBalancerAttributes: structure.optional(),
  AccessLoggingPolicy: structure.optional(),
  ConnectionDrainingPolicy: structure.optional(),
  ConnectionSettings: structure.optional(),
  CrossZone: z.boolean().optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

const Attributes = perItem({
  name: 'DescribeLoadBalancerAttributesAction',
  permissions: ['elasticloadbalancing:DescribeLoadBalancerAttributes'],
  adds: [
    'LoadBalancerAttributes',
    'AccessLoggingPolicy',
    'ConnectionDrainingPolicy',
    'ConnectionSettings',
    'CrossZone',
  ],
  async call({ LoadBalancerName }: Item, { client, signal }: Context) {
    const command = new DescribeLoadBalancerAttributesCommand({ LoadBalancerName });
    const answer = await client.send(command, { abortSignal: signal });
    const { LoadBalancerAttributes } = answer;
    return {
      LoadBalancerAttributes,
      AccessLoggingPolicy: LoadBalancerAttributes?.AccessLog,
      ConnectionDrainingPolicy: LoadBalancerAttributes?.ConnectionDraining,
      ConnectionSettings: LoadBalancerAttributes?.ConnectionSettings,
      CrossZone: LoadBalancerAttributes?.CrossZoneLoadBalancing?.Enabled,
    };
  },
});

const Policies = perItem({
  name: 'DescribeLoadBalancerPoliciesAction',
  permissions: ['elasticloadbalancing:DescribeLoadBalancerPolicies'],
  adds: ['Policies', 'PolicyDescriptions'],
  async call(item: Item, { client, signal }: Context) {
    const { LoadBalancerName } = item;
    const command = new DescribeLoadBalancerPoliciesCommand({ LoadBalancerName });
    const { PolicyDescriptions = [] } = await client.send(command, { abortSignal: signal });
    return { Policies: policiesOfModel(PolicyDescriptions, item), PolicyDescriptions };
  },
});

/** Reads tags by the hundred if allowed, otherwise with DescribeTags, with the same result. */
const Tags = taggingPages({
  name: 'DescribeTagsAction',
  adds: ['Tags'],
  resourceType: 'elasticloadbalancing:loadbalancer',
  arnOf: ({ LoadBalancerName }: Item, { account, region }: Context) =>
    arnOf(LoadBalancerName, account, region),
  fallback: batched({
    name: 'DescribeTagsAction',
    permissions: ['elasticloadbalancing:DescribeTags'],
    size: NAMES_PER_CALL,
    idOf: ({ LoadBalancerName }: Item) => LoadBalancerName,
    call: (items: readonly Item[], { client, signal }: Context) =>
      aloneWhenGone(
        items.map(({ LoadBalancerName }) => LoadBalancerName),
        async (LoadBalancerNames) => {
          const command = new DescribeTagsCommand({ LoadBalancerNames });
          const { TagDescriptions = [] } = await client.send(command, { abortSignal: signal });
          return TagDescriptions.map(({ LoadBalancerName: id = '', Tags: tags = [] }) => ({
            id,
            value: { Tags: completeTags(tags) },
          }));
        },
      ),
  }),
});

/** @see https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_DescribeLoadBalancers.html */
export const ElasticLoadBalancingLoadBalancer = defineKind({
  kind: 'AWS::ElasticLoadBalancing::LoadBalancer',
  title: 'Classic Load Balancer',
  reach: 'regional',
  client: ElasticLoadBalancingClient,
  properties: Properties,
  primaryIdentifier: ['LoadBalancerName'],
  entity: {
    blueprint: 'elbClassicLoadBalancer',
    identifier: ['__ExtraContext.AccountId', '__ExtraContext.Region', 'LoadBalancerName'],
    title: 'LoadBalancerName',
    properties: ['DNSName', 'Scheme', 'AvailabilityZones', 'Listeners', 'CreatedTime', 'Tags'],
    relations: {
      vpc: { to: 'AWS::EC2::VPC', title: 'VPC', by: { VpcId: 'VPCId' } },
      subnets: toSubnets('Subnets'),
      securityGroups: toSecurityGroups('SecurityGroups'),
      instances: {
        to: 'AWS::EC2::Instance',
        by: { InstanceId: { each: '.Properties.Instances[]?' } },
      },
    },
  },
  list: {
    operation: 'DescribeLoadBalancers',
    permissions: ['elasticloadbalancing:DescribeLoadBalancers'],
    pageSize: LOAD_BALANCERS_PER_PAGE,
    pages: (context) =>
      sdkPages(paginateDescribeLoadBalancers, context, { PageSize: LOAD_BALANCERS_PER_PAGE }),
    items: (page) => page.LoadBalancerDescriptions?.filter(isIdentified),
  },
  get: {
    identifiers: ['LoadBalancerName'],
    arn: /^elasticloadbalancing:loadbalancer\/(?<LoadBalancerName>[^/]+)$/,
    of: ({ LoadBalancerName }) => [LoadBalancerName],
    async find([name = ''], { client, signal }) {
      const command = new DescribeLoadBalancersCommand({ LoadBalancerNames: [name] });
      const { LoadBalancerDescriptions = [] } = await client.send(command, { abortSignal: signal });
      return answered(LoadBalancerDescriptions.find(isIdentified), name);
    },
  },
  idOf: ({ LoadBalancerName }) => LoadBalancerName,
  listed: (balancer) => ({
    ...balancer,
    ...formOfModel(balancer),
    Policies: undefined, // AWS returns names; CloudFormation's policies replace them and cost a call
  }),
  errors: { notFound: ['LoadBalancerNotFound', 'AccessPointNotFoundException'] },
  limits: [DESCRIBE_LIMIT],
  actions: { defaults: [], options: [Tags, Attributes, Policies] },
  liveEvents: {
    source: 'elasticloadbalancing.amazonaws.com',
    events: [
      'CreateLoadBalancer',
      'DeleteLoadBalancer',
      'ModifyLoadBalancerAttributes',
      'ConfigureHealthCheck',
      'RegisterInstancesWithLoadBalancer',
      'DeregisterInstancesFromLoadBalancer',
      'CreateLoadBalancerListeners',
      'DeleteLoadBalancerListeners',
      'SetLoadBalancerListenerSSLCertificate',
      'SetLoadBalancerPoliciesOfListener',
      'SetLoadBalancerPoliciesForBackendServer',
      'CreateLoadBalancerPolicy',
      'CreateAppCookieStickinessPolicy',
      'CreateLBCookieStickinessPolicy',
      'DeleteLoadBalancerPolicy',
      'ApplySecurityGroupsToLoadBalancer',
      'AttachLoadBalancerToSubnets',
      'DetachLoadBalancerFromSubnets',
      'EnableAvailabilityZonesForLoadBalancer',
      'DisableAvailabilityZonesForLoadBalancer',
      'AddTags',
      'RemoveTags',
    ],
    deletions: ['DeleteLoadBalancer'],
    // Other load balancers have events with the same names, which have ARNs and no name.
    resources: ({ requestParameters }) =>
      [
        textAt(requestParameters, 'loadBalancerName') ?? [],
        textListAt(requestParameters, 'loadBalancerNames'),
      ]
        .flat()
        .map((name) => [name]),
    stub: ([LoadBalancerName = '']) => ({ properties: { LoadBalancerName } }),
  },
});

function isIdentified(balancer: LoadBalancerDescription): balancer is Item {
  return balancer.LoadBalancerName !== undefined;
}

function arnOf(name: string, { id, partition }: Account, region: string): string {
  return `arn:${partition}:elasticloadbalancing:${region}:${id}:loadbalancer/${name}`;
}
