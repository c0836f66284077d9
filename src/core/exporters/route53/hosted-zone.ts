import {
  GetHostedZoneCommand,
  ListQueryLoggingConfigsCommand,
  ListTagsForResourcesCommand,
  paginateListHostedZones,
  paginateListQueryLoggingConfigs,
  Route53Client,
} from '@aws-sdk/client-route-53';
import type {
  DelegationSet,
  GetHostedZoneResponse,
  HostedZone,
  QueryLoggingConfig,
  Tag,
  VPC,
} from '@aws-sdk/client-route-53';
import { z } from 'zod';
import { homeRegion } from '../../../aws/regions.ts';
import type { ActionContext } from '../../actions/action.ts';
import { aloneWhenGone } from '../../actions/alone-when-gone.ts';
import { batched, type BatchAnswer } from '../../actions/batched.ts';
import { answered } from '../../actions/missing-answer.ts';
import { paged } from '../../actions/paged.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { taggingPages } from '../../actions/tagging-pages.ts';
import { completeTags, tagsAs } from '../../actions/tags.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList } from '../fields.ts';
import { named, textAt } from '../live-event.ts';

/** The maximum page size of ListHostedZones. */
const ZONES_PER_PAGE = 100;
/** The maximum page size of ListQueryLoggingConfigs. */
const CONFIGS_PER_PAGE = 100;
/** The maximum number of ids per call of ListTagsForResources. */
const ZONES_PER_CALL = 10;

type Context = ActionContext<Route53Client>;

interface Item {
  /** Without `/hostedzone/`. */
  readonly id: string;
  readonly zone: HostedZone;
  /** The response of GetHostedZone, if it was already called. */
  readonly answer?: GetHostedZoneResponse;
}

/** The fields of AWS's own type and of CloudFormation's model of a zone. */
type Source = HostedZone & {
  HostedZoneConfig: { readonly Comment: string };
  HostedZoneFeatures: { readonly EnableAcceleratedRecovery: boolean };
  DelegationSet: DelegationSet;
  DelegationSetId: string;
  NameServers: readonly string[];
  VPCs: readonly VPC[];
  HostedZoneTags: readonly Tag[];
  Tags: readonly Tag[];
  QueryLoggingConfig: QueryLoggingConfig;
};

const Properties = z.object({
  Id: z.string(),
  Name: z.string().optional(),
  CallerReference: z.string().optional(),
  Config: structure.optional(),
  HostedZoneConfig: structure.optional(),
  ResourceRecordSetCount: z.number().int().optional(),
  LinkedService: structure.optional(),
  Features: structure.optional(),
  HostedZoneFeatures: structure.optional(),
  DelegationSet: structure.optional(),
  DelegationSetId: z.string().optional(),
  NameServers: z.array(z.string()).optional(),
  VPCs: structureList.optional(),
  HostedZoneTags: tagList.optional(),
  Tags: tagList.optional(),
  QueryLoggingConfig: structure.optional(),
} satisfies FieldsOf<Source>);

const GetHostedZone = perItem({
  name: 'GetHostedZoneAction',
  permissions: ['route53:GetHostedZone'],
  adds: ['DelegationSet', 'DelegationSetId', 'NameServers', 'VPCs'],
  async call({ id, answer }: Item, context: Context) {
    const { DelegationSet: set, VPCs = [] } = answer ?? (await described(id, context));
    return {
      ...(set !== undefined && { DelegationSet: set }),
      // CloudFormation omits `/delegationset/`, like `/hostedzone/`.
      ...(set?.Id !== undefined && { DelegationSetId: lastPart(set.Id) }),
      NameServers: set?.NameServers ?? [], // a private zone has none
      VPCs,
    };
  },
});

const ListTagsForResources = batched({
  name: 'ListTagsForResourcesAction',
  permissions: ['route53:ListTagsForResources'],
  adds: ['HostedZoneTags', 'Tags'],
  size: ZONES_PER_CALL,
  idOf: ({ id }: Item) => id,
  call: (items: readonly Item[], context: Context) =>
    tagsOf(
      items.map(({ id }) => id),
      context,
    ),
});

/** Reads the tags of a hundred zones per call, or of ten if the caller lacks `tag:GetResources`. */
const ZoneTags = tagsAs(
  // CloudFormation's name, and the name in all other kinds.
  (tags) => ({ HostedZoneTags: tags, Tags: tags }),
  taggingPages({
    name: 'ListTagsForResourcesAction',
    adds: ['HostedZoneTags', 'Tags'],
    resourceType: 'route53:hostedzone',
    arnOf: ({ id }: Item, { account }: Context) =>
      `arn:${account.partition}:route53:::hostedzone/${id}`,
    regionOf: (_, { account }: Context) => homeRegion(account.partition),
    fallback: ListTagsForResources,
  }),
);

const ListQueryLoggingConfigs = paged({
  name: 'ListQueryLoggingConfigsAction',
  permissions: ['route53:ListQueryLoggingConfigs'],
  adds: ['QueryLoggingConfig'],
  size: CONFIGS_PER_PAGE,
  idOf: ({ id }: Item) => id,
  async *pages(_, context: Context) {
    const input = { MaxResults: CONFIGS_PER_PAGE };
    for await (const page of sdkPages(paginateListQueryLoggingConfigs, context, input))
      yield (page.QueryLoggingConfigs ?? []).map(
        (config) => [config.HostedZoneId ?? '', { QueryLoggingConfig: config }] as const,
      );
  },
  absent: () => ({}), // most zones have none
  single: perItem({
    name: 'ListQueryLoggingConfigsAction',
    permissions: ['route53:ListQueryLoggingConfigs'],
    async call({ id }: Item, { client, signal }: Context) {
      const command = new ListQueryLoggingConfigsCommand({ HostedZoneId: id });
      const { QueryLoggingConfigs } = await client.send(command, { abortSignal: signal });
      const [config] = QueryLoggingConfigs ?? [];
      return { ...(config !== undefined && { QueryLoggingConfig: config }) };
    },
  }),
});

/** @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZones.html */
export const Route53HostedZone = defineKind({
  kind: 'AWS::Route53::HostedZone',
  title: 'Route 53 hosted zone',
  reach: 'account',
  client: Route53Client,
  properties: Properties,
  primaryIdentifier: ['Id'],
  entity: {
    blueprint: 'route53HostedZone',
    identifier: 'Id',
    title: 'Name',
    properties: ['Config', 'ResourceRecordSetCount', 'NameServers', 'LinkedService', 'Tags'],
    // Empty for a public zone. VPCs of other accounts are included.
    relations: {
      vpcs: {
        to: 'AWS::EC2::VPC',
        title: 'VPCs',
        by: { VpcId: { each: '.Properties.VPCs[]?.VPCId' } },
      },
    },
  },
  list: {
    operation: 'ListHostedZones',
    permissions: ['route53:ListHostedZones'],
    pageSize: ZONES_PER_PAGE,
    pages: (context) => sdkPages(paginateListHostedZones, context, { MaxItems: ZONES_PER_PAGE }),
    items: (page): readonly Item[] | undefined => page.HostedZones?.flatMap(itemOf),
  },
  get: {
    identifiers: ['Id'],
    arn: /^route53:hostedzone\/(?<Id>[^/]+)$/,
    of: ({ id }) => [id],
    permissions: ['route53:GetHostedZone'],
    async find([id = ''], context) {
      const answer = await described(lastPart(id), context);
      const [item] = itemOf(answer.HostedZone);
      return { ...answered(item, id), answer };
    },
  },
  idOf: ({ id }) => id,
  listed: ({ id, zone }) => ({
    ...zone,
    Id: id, // without `/hostedzone/`, as in CloudFormation
    ...(zone.Config?.Comment !== undefined && {
      HostedZoneConfig: { Comment: zone.Config.Comment },
    }),
    ...(zone.Features?.AcceleratedRecoveryStatus !== undefined && {
      HostedZoneFeatures: {
        EnableAcceleratedRecovery: /^ENABL(?:ED|ING)/.test(zone.Features.AcceleratedRecoveryStatus),
      },
    }),
  }),
  errors: { notFound: ['NoSuchHostedZone'] },
  limits: [
    {
      operations: [
        'route53:ListHostedZones',
        'route53:GetHostedZone',
        'route53:ListTagsForResources',
        'route53:ListQueryLoggingConfigs',
      ],
      burst: 5,
      refillPerSecond: 5,
      source: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html',
    },
  ],
  actions: { defaults: [], options: [GetHostedZone, ZoneTags, ListQueryLoggingConfigs] },
  liveEvents: {
    source: 'route53.amazonaws.com',
    // Not ChangeResourceRecordSets: it is too frequent for five calls a second, and only changes a count.
    events: [
      'CreateHostedZone',
      'UpdateHostedZoneComment',
      'UpdateHostedZoneFeatures',
      'AssociateVPCWithHostedZone',
      'DisassociateVPCFromHostedZone',
      'CreateQueryLoggingConfig',
      'ChangeTagsForResource',
      'DeleteHostedZone',
    ],
    deletions: ['DeleteHostedZone'],
    resources: ({ requestParameters, responseElements }) => {
      const id =
        textAt(responseElements, 'hostedZone', 'id') ??
        textAt(requestParameters, 'hostedZoneId') ??
        textAt(requestParameters, 'id') ??
        taggedId(requestParameters);
      return named(id === undefined ? undefined : lastPart(id));
    },
    stub: ([Id = '']) => ({ properties: { Id } }),
  },
});

async function described(Id: string, { client, signal }: Context): Promise<GetHostedZoneResponse> {
  return client.send(new GetHostedZoneCommand({ Id }), { abortSignal: signal });
}

async function tagsOf(
  ids: readonly string[],
  { client, signal }: Context,
): Promise<readonly BatchAnswer<{ Tags: ReturnType<typeof completeTags> }>[]> {
  return aloneWhenGone([...ids], async (ResourceIds) => {
    const command = new ListTagsForResourcesCommand({ ResourceType: 'hostedzone', ResourceIds });
    const { ResourceTagSets = [] } = await client.send(command, { abortSignal: signal });
    return ResourceTagSets.map(({ ResourceId: id = '', Tags = [] }) => ({
      id,
      value: { Tags: completeTags(Tags) },
    }));
  });
}

/** Health checks have tags too. */
function taggedId(parameters: Readonly<Record<string, unknown>>): string | undefined {
  return textAt(parameters, 'resourceType') === 'hostedzone'
    ? textAt(parameters, 'resourceId')
    : undefined;
}

function itemOf(zone: HostedZone | undefined): Item[] {
  return zone?.Id === undefined ? [] : [{ id: lastPart(zone.Id), zone }];
}

function lastPart(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
