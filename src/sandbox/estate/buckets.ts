import type { Estate } from './estate.ts';

/** A bucket's place in the estate. */
export interface BucketPlace {
  readonly accountId: string;
  readonly region: string;
  readonly index: number;
}

/** All buckets of an account in the order in which ListBuckets gives them. */
export function* buckets(estate: Estate, accountId: string): Generator<BucketPlace, void> {
  for (const region of [...estate.regions].sort()) {
    const count = estate.countOf('AWS::S3::Bucket', accountId, region);
    for (let index = 0; index < count; index += 1) yield { accountId, region, index };
  }
}

/** A bucket's name; it says where the bucket is, so that it is found again. */
export function bucketName({ accountId, region, index }: BucketPlace): string {
  return `acme-${accountId}-${region}-${index}`;
}

/** Where a bucket of that name is; undefined when the estate has none. */
export function bucketPlace(estate: Estate, name: string): BucketPlace | undefined {
  const parts = /^acme-(\d{12})-([a-z]+(?:-[a-z]+)+-\d)-(\d+)$/.exec(name);
  const [, accountId = '', region = '', text = ''] = parts ?? [];
  const index = Number(text);
  if (parts === null || estate.accountIndex(accountId) < 0) return undefined;
  return index < estate.countOf('AWS::S3::Bucket', accountId, region)
    ? { accountId, region, index }
    : undefined;
}

export function bucketArn(place: BucketPlace): string {
  return `arn:aws:s3:::${bucketName(place)}`;
}

export function bucketCreated(estate: Estate, place: BucketPlace): Date {
  return estate.time('bucket', bucketName(place));
}

export function bucketTags(estate: Estate, place: BucketPlace): { Key: string; Value: string }[] {
  return estate.tags('bucket', bucketName(place));
}

/** The constraint as S3 tells it: none in us-east-1, and `EU` for old buckets in eu-west-1. */
export function bucketConstraint(estate: Estate, place: BucketPlace): string | undefined {
  if (place.region === 'us-east-1') return undefined;
  const isOld = place.region === 'eu-west-1' && estate.draw('old', bucketName(place)) % 4 === 0;
  return isOld ? 'EU' : place.region;
}

/** What is configured on a bucket; a member is absent where nothing is. */
export function bucketConfiguration(
  estate: Estate,
  place: BucketPlace,
): {
  readonly publicAccessBlock?: object;
  readonly ownershipControls?: object;
  readonly encryption?: object;
} {
  const draw = estate.draw('configuration', bucketName(place));
  return {
    ...(draw % 4 !== 0 && {
      publicAccessBlock: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: draw % 8 !== 1,
        RestrictPublicBuckets: true,
      },
    }),
    ...(draw % 3 !== 0 && {
      ownershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    }),
    ...(draw % 5 !== 0 && {
      encryption: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: {
              SSEAlgorithm: draw % 2 === 0 ? 'AES256' : 'aws:kms',
            },
            BucketKeyEnabled: draw % 2 === 1,
          },
        ],
      },
    }),
  };
}
