import type {
  Bucket,
  BucketLocationConstraint,
  GetBucketEncryptionOutput,
  GetBucketLifecycleConfigurationOutput,
  GetBucketLocationOutput,
  GetBucketOwnershipControlsOutput,
  GetBucketTaggingOutput,
  GetBucketVersioningOutput,
  GetPublicAccessBlockOutput,
  HeadBucketOutput,
  LifecycleRule,
  ListBucketsOutput,
  ListMultipartUploadsOutput,
} from '@aws-sdk/client-s3';
import { keyAt } from '../kms/key.ts';
import type { Place } from '../../simulation/place.ts';
import type { Input, SimulatedKind } from '../../simulation/simulated-kind.ts';
import { ServiceError } from '../../wire/call.ts';
import { partsOf, uploadPage, uploadsOf } from './uploads.ts';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const bucket: SimulatedKind = {
  kind: 'AWS::S3::Bucket',
  client: () => import('@aws-sdk/client-s3'),
  listedBy: 'account',
  gone: 'NoSuchBucket 404: The specified bucket does not exist',
  tagged: 's3:bucket',
  calls: {
    's3:ListBuckets': {
      most: 10_000,
      takes: { BucketRegion: [], Prefix: [] },
      where: (place, { BucketRegion = place.region, Prefix = '' }) =>
        place.region === BucketRegion && nameOf(place).startsWith(String(Prefix)),
      whole: isBare,
      shape: (output: ListBucketsOutput, input, { accountId }): ListBucketsOutput => ({
        ...output,
        Owner: { ID: `owner-${accountId}` },
        ...(typeof input['Prefix'] === 'string' && { Prefix: input['Prefix'] }),
        ...(isBare(input) && { Buckets: output.Buckets?.map(withoutRegion) }),
      }),
      permission: 's3:ListAllMyBuckets',
    },
    's3:HeadBucket': {
      takes: { ExpectedBucketOwner: [] },
      shape(output, { ExpectedBucketOwner: owner }, { accountId }) {
        if (owner !== undefined && owner !== accountId) throw accessDenied();
        return output;
      },
      permission: 's3:ListBucket',
    },
    's3:GetBucketLocation': {},
    's3:GetBucketTagging': { unset: 'NoSuchTagSet 404: The TagSet does not exist' },
    's3:GetPublicAccessBlock': {
      unset:
        'NoSuchPublicAccessBlockConfiguration 404: The public access block configuration was not found',
      permission: 's3:GetBucketPublicAccessBlock',
    },
    's3:GetBucketOwnershipControls': {
      unset: 'OwnershipControlsNotFoundError 404: The bucket ownership controls were not found',
    },
    's3:GetBucketEncryption': {
      unset:
        'ServerSideEncryptionConfigurationNotFoundError 404: The server side encryption configuration was not found',
      permission: 's3:GetEncryptionConfiguration',
    },
    's3:GetBucketLifecycleConfiguration': {
      unset: 'NoSuchLifecycleConfiguration 404: The lifecycle configuration does not exist',
      permission: 's3:GetLifecycleConfiguration',
    },
    's3:GetBucketVersioning': {},
    's3:ListMultipartUploads': {
      takes: { MaxUploads: [1_000], KeyMarker: [], UploadIdMarker: [] },
      shape: uploadPage,
      permission: 's3:ListBucketMultipartUploads',
    },
    's3:ListParts': {
      takes: { Key: [], UploadId: [] },
      shape: (_, { UploadId }) => partsOf(String(UploadId)),
      permission: 's3:ListMultipartUploadParts',
    },
  },
  /** A bucket must be requested by its own account, and in its own region. */
  refuses({ accountId, region }, caller) {
    if (accountId !== caller.accountId) throw accessDenied();
    if (region === caller.region) return;
    throw new ServiceError(
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint.',
      301,
      { 'x-amz-bucket-region': region },
    );
  },
  at(place) {
    const { region } = place;
    const Bucket = nameOf(place);
    const BucketArn = `arn:aws:s3:::${Bucket}`;
    const CreationDate = place.time();
    const Tags = place.tags();
    const LocationConstraint = constraintOf(place);
    const isBlocked = place.n === 0 || place.draw('open') % 4 !== 0;
    const PublicAccessBlockConfiguration = {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: place.draw('policy') % 8 !== 1,
      RestrictPublicBuckets: true,
    };
    const isOwned = place.n === 0 || place.draw('unowned') % 3 !== 0;
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' as const }] };
    const isEncrypted = place.n === 0 || place.draw('plain') % 5 !== 0;
    const isManaged = !place.has('AWS::KMS::Key') || (place.n > 0 && place.draw('key') % 2 === 0);
    const encryption = {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: {
            SSEAlgorithm: isManaged ? ('AES256' as const) : ('aws:kms' as const),
            ...(!isManaged && { KMSMasterKeyID: keyAt(place.neighbour('AWS::KMS::Key')).Arn }),
          },
          BucketKeyEnabled: !isManaged,
        },
      ],
    };
    const Rules = lifecycleOf(place);
    const VersioningConfiguration = versioningOf(place);
    const uploads = uploadsOf(place);
    return {
      names: { Bucket, BucketArn },
      tags: Tags,
      replies: {
        's3:ListBuckets': () =>
          ({
            Buckets: [{ Name: Bucket, CreationDate, BucketRegion: region }],
          }) satisfies ListBucketsOutput,
        's3:HeadBucket': () => ({ BucketRegion: region }) satisfies HeadBucketOutput,
        's3:GetBucketLocation': () => ({ LocationConstraint }) satisfies GetBucketLocationOutput,
        's3:GetBucketTagging': () =>
          Tags.length > 0 ? ({ TagSet: Tags } satisfies GetBucketTaggingOutput) : undefined,
        's3:GetPublicAccessBlock': () =>
          isBlocked
            ? ({ PublicAccessBlockConfiguration } satisfies GetPublicAccessBlockOutput)
            : undefined,
        's3:GetBucketOwnershipControls': () =>
          isOwned ? ({ OwnershipControls } satisfies GetBucketOwnershipControlsOutput) : undefined,
        's3:GetBucketEncryption': () =>
          isEncrypted
            ? ({
                ServerSideEncryptionConfiguration: encryption,
              } satisfies GetBucketEncryptionOutput)
            : undefined,
        's3:GetBucketLifecycleConfiguration': () =>
          Rules.length > 0
            ? ({ Rules } satisfies GetBucketLifecycleConfigurationOutput)
            : undefined,
        's3:GetBucketVersioning': () => VersioningConfiguration satisfies GetBucketVersioningOutput,
        's3:ListMultipartUploads': () =>
          ({
            Uploads: uploads.map(({ Key, UploadId, Initiated }) => ({
              ...{ Key, UploadId, Initiated },
              StorageClass: 'STANDARD' as const,
            })),
          }) satisfies ListMultipartUploadsOutput,
        's3:ListParts': () => ({}),
      },
      unlisted: region === 'eu-west-1' ? ['s3:GetBucketLocation'] : [],
      items: () => [
        {
          identifiers: [Bucket],
          trails: [{ requestParameters: { bucketName: Bucket } }],
          properties: {
            BucketName: Bucket,
            Arn: BucketArn,
            CreationDate,
            LocationConstraint: LocationConstraint ?? null,
            Tags,
            ...(isBlocked && { PublicAccessBlockConfiguration }),
            ...(isOwned && { OwnershipControls }),
            ...(isEncrypted && { BucketEncryption: encryption }),
            LifecycleConfiguration: { Rules },
            VersioningConfiguration,
            MultipartUploads: {
              Count: uploads.length,
              IsTruncated: false,
              Oldest: uploads
                .toSorted((one, other) => one.Initiated.getTime() - other.Initiated.getTime())
                .map(({ Initiated, Size }) => ({ Initiated, StorageClass: 'STANDARD', Size })),
            },
          },
        },
      ],
    };
  },
};

function nameOf({ accountId, region, n }: Place): string {
  return `acme-${accountId}-${region}-${n}`;
}

/** None in us-east-1, and `EU` for old buckets in eu-west-1. */
function constraintOf(place: Place): BucketLocationConstraint | undefined {
  if (place.region === 'us-east-1') return undefined;
  const isOld = place.region === 'eu-west-1' && place.oneIn(4, 'old');
  return isOld ? 'EU' : (place.region as BucketLocationConstraint);
}

/** One bucket in three has no rules; of the others, one in two has none for versions and uploads. */
function lifecycleOf(place: Place): LifecycleRule[] {
  if (place.n > 0 && place.draw('lifecycle') % 3 === 0) return [];
  const expiry: LifecycleRule = {
    ID: 'archive',
    Status: 'Enabled',
    Filter: { Prefix: '' },
    Transitions: [{ Days: 90, StorageClass: 'GLACIER' }],
  };
  if (place.n > 0 && place.draw('leftovers') % 2 === 0) return [expiry];
  return [
    expiry,
    {
      ID: 'leftovers',
      Status: 'Enabled',
      Filter: { Prefix: '' },
      NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    },
  ];
}

/** Versioning that was never enabled is no status. */
function versioningOf(place: Place): GetBucketVersioningOutput {
  if (place.n > 0 && place.draw('versions') % 2 === 0) return {};
  return { Status: place.n > 0 && place.draw('suspended') % 5 === 0 ? 'Suspended' : 'Enabled' };
}

/** S3 uses pages and returns regions only when a request has a parameter. */
function isBare(input: Input): boolean {
  return Object.keys(input).length === 0;
}

function withoutRegion({ Name, CreationDate }: Bucket): Bucket {
  return { Name, CreationDate };
}

function accessDenied(): ServiceError {
  return new ServiceError('AccessDenied', 'Access Denied', 403);
}
