import type { GetResourcesOutput } from '@aws-sdk/client-resource-groups-tagging-api';
import type {
  GetBucketEncryptionOutput,
  GetBucketLocationOutput,
  GetBucketOwnershipControlsOutput,
  GetBucketTaggingOutput,
  GetPublicAccessBlockOutput,
  HeadBucketOutput,
  ListBucketsOutput,
} from '@aws-sdk/client-s3';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const Tags = [{ Key: 'team', Value: 'R&D' }];
const encryption = {
  Rules: [
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const },
      BucketKeyEnabled: false,
    },
  ],
};

export const example = {
  identifiers: ['invoices'],
  replies: {
    's3:ListBuckets': {
      Buckets: [
        {
          Name: 'invoices',
          BucketRegion: 'eu-west-1',
          CreationDate: new Date('2024-01-02T03:04:05Z'),
        },
      ],
    } satisfies ListBucketsOutput,
    's3:HeadBucket': { BucketRegion: 'eu-west-1' } satisfies HeadBucketOutput,
    'tagging:GetResources': {
      PaginationToken: '',
      ResourceTagMappingList: [{ ResourceARN: 'arn:aws:s3:::invoices', Tags }],
    } satisfies GetResourcesOutput,
    's3:GetBucketTagging': { TagSet: Tags } satisfies GetBucketTaggingOutput,
    's3:GetPublicAccessBlock': {
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: false },
    } satisfies GetPublicAccessBlockOutput,
    's3:GetBucketOwnershipControls': {
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    } satisfies GetBucketOwnershipControlsOutput,
    's3:GetBucketEncryption': {
      ServerSideEncryptionConfiguration: encryption,
    } satisfies GetBucketEncryptionOutput,
    's3:GetBucketLocation': { LocationConstraint: 'EU' } satisfies GetBucketLocationOutput,
  },
  properties: {
    BucketName: 'invoices',
    Arn: 'arn:aws:s3:::invoices',
    CreationDate: '2024-01-02T03:04:05Z',
    LocationConstraint: 'EU',
    Tags,
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: false },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    BucketEncryption: encryption,
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
