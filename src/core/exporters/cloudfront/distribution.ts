import {
  CloudFrontClient,
  GetDistributionCommand,
  ListTagsForResourceCommand,
  paginateListDistributions,
} from '@aws-sdk/client-cloudfront';
import type {
  Distribution,
  DistributionSummary,
  GetDistributionResult,
  Tag,
} from '@aws-sdk/client-cloudfront';
import { z } from 'zod';
import { homeRegion } from '../../../aws/regions.ts';
import type { ActionContext } from '../../actions/action.ts';
import { answered } from '../../actions/missing-answer.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { taggingPages } from '../../actions/tagging-pages.ts';
import { completeTags } from '../../actions/tags.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList, time } from '../fields.ts';
import { arnAt, named, textAt } from '../live-event.ts';
import { asCloudFormation, withoutHeaderValues } from './distribution-config.ts';

/** The maximum page size of ListDistributions. */
const DISTRIBUTIONS_PER_PAGE = 100;

/** The parts of a distribution's configuration that the listing omits. */
const UNLISTED = [
  'CacheTagConfig',
  'CallerReference',
  'ContinuousDeploymentPolicyId',
  'DefaultRootObject',
  'Logging',
  'TenantConfig',
];

type Context = ActionContext<CloudFrontClient>;

interface Item {
  readonly Id: string;
  readonly ARN: string;
  readonly summary: Partial<DistributionSummary>;
  /** The response of GetDistribution, if it was already called. */
  readonly answer?: Distribution;
}

type Source = DistributionSummary &
  Pick<
    Distribution,
    | 'ActiveTrustedKeyGroups'
    | 'ActiveTrustedSigners'
    | 'DistributionConfig'
    | 'InProgressInvalidationBatches'
  > & { Tags: readonly Tag[] };

const Properties = z.object({
  Id: z.string(),
  ARN: z.string(),
  ETag: z.string().optional(),
  DomainName: z.string().optional(),
  Status: z.string().optional(),
  LastModifiedTime: time.optional(),
  Enabled: z.boolean().optional(),
  Comment: z.string().optional(),
  Aliases: structure.optional(),
  AliasICPRecordals: structureList.optional(),
  AnycastIpListId: z.string().optional(),
  CacheBehaviors: structure.optional(),
  ConnectionFunctionAssociation: structure.optional(),
  ConnectionMode: z.string().optional(),
  CustomErrorResponses: structure.optional(),
  DefaultCacheBehavior: structure.optional(),
  HttpVersion: z.string().optional(),
  IsIPV6Enabled: z.boolean().optional(),
  OriginGroups: structure.optional(),
  Origins: structure.optional(),
  PriceClass: z.string().optional(),
  Restrictions: structure.optional(),
  Staging: z.boolean().optional(),
  ViewerCertificate: structure.optional(),
  ViewerMtlsConfig: structure.optional(),
  WebACLId: z.string().optional(),
  ActiveTrustedKeyGroups: structure.optional(),
  ActiveTrustedSigners: structure.optional(),
  DistributionConfig: structure.optional(),
  InProgressInvalidationBatches: z.number().int().optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

const GetDistribution = perItem({
  name: 'GetDistributionAction',
  permissions: ['cloudfront:GetDistribution'],
  adds: [
    'ActiveTrustedKeyGroups',
    'ActiveTrustedSigners',
    'DistributionConfig',
    'InProgressInvalidationBatches',
  ],
  async call({ Id, answer }: Item, context: Context) {
    const known = answer ?? answered((await described(Id, context)).Distribution, Id);
    return {
      ActiveTrustedKeyGroups: known.ActiveTrustedKeyGroups,
      ActiveTrustedSigners: known.ActiveTrustedSigners,
      // In CloudFormation's form; properties from the listing have the form of CloudFront's own API.
      DistributionConfig: asCloudFormation(answered(known.DistributionConfig, Id)),
      InProgressInvalidationBatches: known.InProgressInvalidationBatches,
    };
  },
});

const ListTagsForResource = perItem({
  name: 'ListTagsForResourceAction',
  permissions: ['cloudfront:ListTagsForResource'],
  async call({ ARN }: Item, { client, signal }: Context) {
    const command = new ListTagsForResourceCommand({ Resource: ARN });
    const { Tags } = await client.send(command, { abortSignal: signal });
    return { Tags: completeTags(Tags?.Items ?? []) };
  },
});

/**
 * Reads the tags of a hundred distributions per call, or one by one if the caller lacks `tag:GetResources`.
 */
const DistributionTags = taggingPages({
  name: 'ListTagsForResourceAction',
  adds: ['Tags'],
  resourceType: 'cloudfront:distribution',
  arnOf: ({ ARN }: Item) => ARN,
  regionOf: (_, { account }: Context) => homeRegion(account.partition),
  fallback: ListTagsForResource,
});

/** @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ListDistributions.html */
export const CloudFrontDistribution = defineKind({
  kind: 'AWS::CloudFront::Distribution',
  title: 'CloudFront distribution',
  reach: 'account',
  client: CloudFrontClient,
  properties: Properties,
  primaryIdentifier: ['Id'],
  entity: {
    blueprint: 'cloudFrontDistribution',
    identifier: 'ARN',
    title: 'DomainName',
    properties: ['Id', 'Aliases', 'Comment', 'Enabled', 'Status', 'PriceClass', 'WebACLId', 'Tags'],
    // Only for S3 origins that are not websites: `bucket.s3.eu-west-1.amazonaws.com`.
    relations: {
      buckets: {
        to: 'AWS::S3::Bucket',
        by: {
          Arn: {
            each: '"arn:" + (.Properties.ARN | split(":")[1]) + ":s3:::" + (.Properties.Origins.Items[]? | select(.S3OriginConfig != null) | .DomainName | if contains(".s3.") then split(".s3.")[:-1] | join(".s3.") else split(".s3-")[:-1] | join(".s3-") end)',
          },
        },
      },
    },
  },
  list: {
    operation: 'ListDistributions',
    permissions: ['cloudfront:ListDistributions'],
    pageSize: DISTRIBUTIONS_PER_PAGE,
    pages: (context) =>
      sdkPages(paginateListDistributions, context, { MaxItems: DISTRIBUTIONS_PER_PAGE }),
    items: (page): readonly Item[] | undefined => page.DistributionList?.Items?.flatMap(itemOf),
  },
  get: {
    identifiers: ['Id'],
    arn: /^cloudfront:distribution\/(?<Id>[^/]+)$/,
    of: ({ Id }) => [Id],
    permissions: ['cloudfront:GetDistribution'],
    async find([id = ''], context) {
      const { Distribution: found, ETag } = await described(id, context);
      const answer = answered(found, id);
      const [item] = itemOf(summaryOf(answer, ETag));
      return { ...answered(item, id), answer };
    },
  },
  idOf: ({ Id }) => Id,
  listed: ({ summary }) => ({ ...summary, Origins: withoutHeaderValues(summary.Origins) }),
  errors: { notFound: ['NoSuchDistribution', 'NoSuchResource'] },
  actions: { defaults: [], options: [GetDistribution, DistributionTags] },
  liveEvents: {
    source: 'cloudfront.amazonaws.com',
    events: [
      'CreateDistribution',
      'CreateDistributionWithTags',
      'CopyDistribution',
      'UpdateDistribution',
      'UpdateDistributionWithStagingConfig',
      'AssociateAlias',
      'AssociateDistributionWebACL',
      'DisassociateDistributionWebACL',
      'DeleteDistribution',
      'TagResource',
      'UntagResource',
    ],
    deletions: ['DeleteDistribution'],
    resources: ({ requestParameters, responseElements }) =>
      named(
        textAt(responseElements, 'distribution', 'id') ??
          textAt(requestParameters, 'id') ??
          textAt(requestParameters, 'targetDistributionId') ??
          arnAt(requestParameters, 'resource')?.split(':distribution/')[1],
      ),
    stub: ([Id = ''], { partition, id }) => ({
      properties: { Id, ARN: `arn:${partition}:cloudfront::${id}:distribution/${Id}` },
    }),
  },
});

function described(Id: string, { client, signal }: Context): Promise<GetDistributionResult> {
  return client.send(new GetDistributionCommand({ Id }), { abortSignal: signal });
}

/** A distribution in the form of the listing. */
function summaryOf(distribution: Distribution, ETag?: string): Partial<DistributionSummary> {
  const { Id, ARN, Status, LastModifiedTime, DomainName, AliasICPRecordals } = distribution;
  const config = Object.entries({ ...distribution.DistributionConfig });
  return {
    Id,
    ARN,
    Status,
    LastModifiedTime,
    DomainName,
    ...(ETag !== undefined && { ETag }),
    ...(AliasICPRecordals !== undefined && { AliasICPRecordals }),
    ...Object.fromEntries(config.filter(([name]) => !UNLISTED.includes(name))),
  };
}

function itemOf(summary: Partial<DistributionSummary>): Item[] {
  const { Id, ARN } = summary;
  return Id === undefined || ARN === undefined ? [] : [{ Id, ARN, summary }];
}
