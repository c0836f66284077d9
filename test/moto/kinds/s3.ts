import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  UploadPartCommand,
  type BucketLocationConstraint,
  type MultipartUpload,
} from '@aws-sdk/client-s3';
import { range, TAGS, unlessNotConfigured, type KindContract } from '../contract.ts';
import type { Place } from '../place.ts';

/** The location of a bucket; us-east-1 is omitted. */
const LOCATIONS: Readonly<Record<string, BucketLocationConstraint>> = {
  'eu-west-1': 'eu-west-1',
  'ap-southeast-2': 'ap-southeast-2',
};

async function createBucket(s3: S3Client, { region }: Place, Bucket: string): Promise<void> {
  const LocationConstraint = LOCATIONS[region];
  await s3.send(
    new CreateBucketCommand({
      Bucket,
      ...(LocationConstraint !== undefined && {
        CreateBucketConfiguration: { LocationConstraint },
      }),
    }),
  );
}

/** The seed has one upload, of one part. */
async function sized(
  s3: S3Client,
  Bucket: string,
  { Key, UploadId, Initiated, StorageClass }: MultipartUpload,
): Promise<object> {
  const { Parts = [] } = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId }));
  return { Initiated, StorageClass, Size: Parts[0]?.Size };
}

export const s3Bucket: KindContract = {
  kind: 'AWS::S3::Bucket',
  reach: 'account',
  key: ['BucketName'],
  async seed(place) {
    const s3 = place.of(S3Client);
    const Bucket = `whole-${place.accountId}-${place.region}`;
    await createBucket(s3, place, Bucket);
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [...TAGS] } }));
    await s3.send(
      new PutPublicAccessBlockCommand({
        Bucket,
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      }),
    );
    await s3.send(
      new PutBucketOwnershipControlsCommand({
        Bucket,
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      }),
    );
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: {
                SSEAlgorithm: 'aws:kms',
                KMSMasterKeyID: 'alias/orders',
              },
              BucketKeyEnabled: true,
            },
          ],
        },
      }),
    );
    await s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: {
          Rules: [
            {
              ID: 'leftovers',
              Status: 'Enabled',
              Filter: { Prefix: 'logs/' },
              Transitions: [{ Days: 90, StorageClass: 'GLACIER' }],
              NoncurrentVersionExpiration: { NoncurrentDays: 30 },
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
            },
          ],
        },
      }),
    );
    await s3.send(
      new PutBucketVersioningCommand({
        Bucket,
        VersioningConfiguration: { Status: 'Enabled' },
      }),
    );
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'export' }));
    const part = { Bucket, Key: 'export', UploadId };
    await s3.send(new UploadPartCommand({ ...part, PartNumber: 1, Body: 'twelve bytes' }));
    await createBucket(s3, place, `bare-${place.accountId}-${place.region}`);
    if (!place.isLarge) return;
    for (const index of range(100)) {
      await createBucket(s3, place, `more-${place.accountId}-${index}`);
    }
  },
  async *expected(place) {
    const s3 = place.of(S3Client);
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    for (const { Name: Bucket = '', CreationDate } of Buckets) {
      const { LocationConstraint } = await s3.send(new GetBucketLocationCommand({ Bucket }));
      const tagging = await unlessNotConfigured(
        s3.send(new GetBucketTaggingCommand({ Bucket })),
        'NoSuchTagSet',
      );
      const publicAccess = await unlessNotConfigured(
        s3.send(new GetPublicAccessBlockCommand({ Bucket })),
        'NoSuchPublicAccessBlockConfiguration',
      );
      const ownership = await unlessNotConfigured(
        s3.send(new GetBucketOwnershipControlsCommand({ Bucket })),
        'OwnershipControlsNotFoundError',
      );
      const encryption = await unlessNotConfigured(
        s3.send(new GetBucketEncryptionCommand({ Bucket })),
        'ServerSideEncryptionConfigurationNotFoundError',
      );
      const lifecycle = await unlessNotConfigured(
        s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
        'NoSuchLifecycleConfiguration',
      );
      const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
      const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
      yield {
        properties: {
          LifecycleConfiguration: {
            Rules: lifecycle?.Rules ?? [],
            TransitionDefaultMinimumObjectSize: lifecycle?.TransitionDefaultMinimumObjectSize,
          },
          VersioningConfiguration: Status === undefined ? {} : { Status },
          MultipartUploads: {
            Count: Uploads.length,
            IsTruncated: false,
            Oldest: await Promise.all(Uploads.map((upload) => sized(s3, Bucket, upload))),
          },
          BucketName: Bucket,
          Arn: `arn:aws:s3:::${Bucket}`,
          CreationDate,
          LocationConstraint: LocationConstraint ?? null,
          Tags: tagging?.TagSet ?? [],
          PublicAccessBlockConfiguration: publicAccess?.PublicAccessBlockConfiguration,
          OwnershipControls: ownership?.OwnershipControls,
          BucketEncryption: encryption?.ServerSideEncryptionConfiguration,
        },
        context: { AccountId: place.accountId, Region: LocationConstraint ?? 'us-east-1' },
      };
    }
  },
  identifiers: ({ properties }) => [String(properties['BucketName'])],
  missing: () => ['no-such-bucket'],
};
