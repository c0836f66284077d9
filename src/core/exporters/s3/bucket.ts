import {
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  paginateListBuckets,
  S3Client,
} from '@aws-sdk/client-s3';
import type {
  Bucket,
  GetBucketOwnershipControlsOutput,
  GetPublicAccessBlockOutput,
  ServerSideEncryptionConfiguration,
  Tag,
} from '@aws-sdk/client-s3';
import { z } from 'zod';
import { classify } from '../../../aws/errors.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { taggingPages } from '../../actions/tagging-pages.ts';
import { toKey } from '../common-relations.ts';
import { named, textAt } from '../live-event.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, tagList, time } from '../fields.ts';
import { inOwnRegion, type BucketContext as Context, type NamedBucket } from './bucket-client.ts';
import {
  GetBucketLifecycleConfiguration,
  GetBucketVersioning,
  type LifecycleProperties,
  type VersioningProperties,
} from './bucket-lifecycle.ts';
import { ListMultipartUploads, type UploadProperties } from './multipart-uploads.ts';

/** The maximum page size of ListBuckets; it only uses pages and returns regions when a page size is set. */
const BUCKETS_PER_PAGE = 10_000;

interface Source extends LifecycleProperties, VersioningProperties, UploadProperties {
  readonly BucketName: string;
  readonly Arn: string;
  readonly CreationDate: Date;
  readonly LocationConstraint: string | null;
  readonly BucketEncryption: ServerSideEncryptionConfiguration;
  readonly PublicAccessBlockConfiguration: GetPublicAccessBlockOutput['PublicAccessBlockConfiguration'];
  readonly OwnershipControls: GetBucketOwnershipControlsOutput['OwnershipControls'];
  readonly Tags: readonly Tag[];
}

const Properties = z.object({
  BucketName: z.string(),
  Arn: z.string(),
  CreationDate: time.optional(),
  LocationConstraint: z.string().nullable().optional(),
  BucketEncryption: structure.optional(),
  PublicAccessBlockConfiguration: structure.optional(),
  OwnershipControls: structure.optional(),
  LifecycleConfiguration: structure.optional(),
  VersioningConfiguration: structure.optional(),
  MultipartUploads: structure.optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

const GetBucketTagging = perItem({
  name: 'GetBucketTaggingAction',
  permissions: ['s3:GetBucketTagging'],
  notConfigured: { Tags: [] as Tag[] },
  async call(bucket: NamedBucket, context: Context) {
    const command = new GetBucketTaggingCommand({ Bucket: bucket.Name });
    const { TagSet } = await inOwnRegion(bucket, context).send(command, {
      abortSignal: context.signal,
    });
    return { Tags: TagSet ?? [] };
  },
});

/**
 * Reads the tags of a hundred buckets per call if allowed, otherwise bucket by bucket, with the same result.
 */
const BucketTags = taggingPages({
  name: 'GetBucketTaggingAction',
  resourceType: 's3',
  arnOf: (bucket: NamedBucket, { account }: Context) => arnOf(bucket.Name, account.partition),
  regionOf: (bucket, context: Context) => bucket.BucketRegion ?? context.region,
  fallback: GetBucketTagging,
});

const GetPublicAccessBlock = perItem({
  name: 'GetPublicAccessBlockAction',
  permissions: ['s3:GetBucketPublicAccessBlock'],
  async call(bucket: NamedBucket, context: Context) {
    const command = new GetPublicAccessBlockCommand({ Bucket: bucket.Name });
    const answer = await inOwnRegion(bucket, context).send(command, {
      abortSignal: context.signal,
    });
    return { PublicAccessBlockConfiguration: answer.PublicAccessBlockConfiguration };
  },
});

const GetBucketOwnershipControls = perItem({
  name: 'GetBucketOwnershipControlsAction',
  permissions: ['s3:GetBucketOwnershipControls'],
  async call(bucket: NamedBucket, context: Context) {
    const command = new GetBucketOwnershipControlsCommand({ Bucket: bucket.Name });
    const answer = await inOwnRegion(bucket, context).send(command, {
      abortSignal: context.signal,
    });
    return { OwnershipControls: answer.OwnershipControls };
  },
});

const GetBucketEncryption = perItem({
  name: 'GetBucketEncryptionAction',
  permissions: ['s3:GetEncryptionConfiguration'],
  async call(bucket: NamedBucket, context: Context) {
    const command = new GetBucketEncryptionCommand({ Bucket: bucket.Name });
    const answer = await inOwnRegion(bucket, context).send(command, {
      abortSignal: context.signal,
    });
    return { BucketEncryption: answer.ServerSideEncryptionConfiguration };
  },
});

/**
 * The region is in the listing, and determines the constraint: null in us-east-1, otherwise the region. Only
 * eu-west-1 needs a call, because old buckets return `EU`.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
 */
const GetBucketLocation = perItem({
  name: 'GetBucketLocationAction',
  permissions: ['s3:GetBucketLocation'],
  onlyFor: 'buckets in eu-west-1',
  async call(bucket: NamedBucket, context: Context) {
    const { BucketRegion } = bucket;
    if (BucketRegion === 'us-east-1') return { LocationConstraint: null };
    if (BucketRegion !== undefined && BucketRegion !== 'eu-west-1')
      return { LocationConstraint: BucketRegion };
    const command = new GetBucketLocationCommand({ Bucket: bucket.Name });
    const answer = await inOwnRegion(bucket, context).send(command, {
      abortSignal: context.signal,
    });
    return { LocationConstraint: answer.LocationConstraint ?? null };
  },
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const S3Bucket = defineKind({
  kind: 'AWS::S3::Bucket',
  title: 'S3 bucket',
  reach: 'account',
  client: S3Client,
  properties: Properties,
  entity: {
    blueprint: 's3Bucket',
    icon: 'Bucket',
    identifier: 'Arn',
    title: 'BucketName',
    properties: [
      'Arn',
      'CreationDate',
      'LocationConstraint',
      'PublicAccessBlockConfiguration',
      'BucketEncryption',
      'Tags',
    ],
    derived: { region: { title: 'Region', jq: '.__ExtraContext.Region' } },
    includeActions: ['GetBucketEncryptionAction'],
    relations: {
      key: toKey('BucketEncryption.Rules[0]?.ApplyServerSideEncryptionByDefault.KMSMasterKeyID'),
    },
  },
  list: {
    operation: 'ListBuckets',
    permissions: ['s3:ListAllMyBuckets'],
    pageSize: BUCKETS_PER_PAGE,
    pages: (context) => sdkPages(paginateListBuckets, context, { MaxBuckets: BUCKETS_PER_PAGE }),
    items: (page) => page.Buckets?.filter(isNamed),
  },
  get: {
    identifiers: ['BucketName'],
    arn: /^s3:(?<BucketName>[^/:]+)/,
    of: ({ Name }) => [Name],
    permissions: ['s3:ListBucket'],
    async find([name = ''], context) {
      const bucket: NamedBucket = { ...(await listedBucket(name, context)), Name: name };
      // Events for another account's bucket also reach the account that changed it: they are ignored.
      const command = new HeadBucketCommand({
        Bucket: name,
        ExpectedBucketOwner: context.account.id,
      });
      const { BucketRegion } = await inOwnRegion(bucket, context).send(command, {
        abortSignal: context.signal,
      });
      return { ...bucket, ...(BucketRegion !== undefined && { BucketRegion }) };
    },
  },
  idOf: (bucket) => bucket.Name,
  listed: (bucket, { account }) => ({
    BucketName: bucket.Name,
    Arn: arnOf(bucket.Name, account.partition),
    CreationDate: bucket.CreationDate,
  }),
  extraContext: (bucket, { account, region }) => ({
    AccountId: account.id,
    Region: bucket.BucketRegion ?? region,
  }),
  errors: {
    notFound: ['NoSuchBucket'],
    notConfigured: [
      'NoSuchTagSet',
      'NoSuchPublicAccessBlockConfiguration',
      'OwnershipControlsNotFoundError',
      'ServerSideEncryptionConfigurationNotFoundError',
      'NoSuchLifecycleConfiguration',
    ],
  },
  actions: {
    defaults: [BucketTags],
    options: [
      GetPublicAccessBlock,
      GetBucketOwnershipControls,
      GetBucketEncryption,
      GetBucketLocation,
      GetBucketLifecycleConfiguration,
      GetBucketVersioning,
      ListMultipartUploads,
    ],
  },
  liveEvents: {
    source: 's3.amazonaws.com',
    events: [
      'CreateBucket',
      'DeleteBucket',
      'PutBucketTagging',
      'DeleteBucketTagging',
      'PutBucketEncryption',
      'DeleteBucketEncryption',
      'PutBucketPublicAccessBlock',
      'DeleteBucketPublicAccessBlock',
      'PutBucketOwnershipControls',
      'DeleteBucketOwnershipControls',
      'PutBucketLifecycle',
      'DeleteBucketLifecycle',
      'PutBucketVersioning',
    ],
    deletions: ['DeleteBucket'],
    resources: ({ requestParameters }) => named(textAt(requestParameters, 'bucketName')),
    stub: ([name = ''], account, region) => ({
      properties: { BucketName: name, Arn: arnOf(name, account.partition) },
      extraContext: { AccountId: account.id, Region: region },
    }),
  },
});

function arnOf(name: string, partition: string): string {
  return `arn:${partition}:s3:::${name}`;
}

/**
 * Only the listing gives the creation date and, for every bucket, the region; it may still contain a bucket
 * that was just deleted. Without permission to list, both are missing.
 */
async function listedBucket(name: string, context: Context): Promise<Bucket | undefined> {
  const input = { Prefix: name, MaxBuckets: BUCKETS_PER_PAGE };
  try {
    for await (const { Buckets = [] } of sdkPages(paginateListBuckets, context, input)) {
      const found = Buckets.find((bucket) => bucket.Name === name);
      if (found !== undefined) return found;
    }
  } catch (error) {
    if (classify(error).class !== 'denied') throw error;
  }
  return undefined;
}

function isNamed(bucket: Bucket): bucket is NamedBucket {
  return bucket.Name !== undefined;
}
