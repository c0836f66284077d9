import {
  bucketConfiguration,
  bucketConstraint,
  bucketCreated,
  bucketName,
  bucketPlace,
  buckets,
  bucketTags,
  type BucketPlace,
} from '../estate/buckets.ts';
import { ServiceError } from '../wire/call.ts';
import { number, text, type Handler, type HandlerContext } from './handler.ts';

const MOST_BUCKETS = 10_000;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
const listBuckets: Handler = (input, { estate, accountId, pager }) => {
  const region = input['BucketRegion'];
  const prefix = text(input, 'Prefix');
  const places = [...buckets(estate, accountId)].filter(
    (place) =>
      (region === undefined || place.region === region) && bucketName(place).startsWith(prefix),
  );
  const { indices, next } = pager.page(
    `buckets/${accountId}/${text(input, 'BucketRegion')}/${prefix}`,
    places.length,
    pager.size(number(input, 'MaxBuckets'), 1, MOST_BUCKETS),
    input['ContinuationToken'],
  );
  // S3 says where a bucket is, and pages, only when a request has a parameter.
  const isPaged = Object.keys(input).length > 0;
  return {
    Owner: { ID: `owner-${accountId}` },
    Buckets: (isPaged ? indices : [...places.keys()]).flatMap((index) => {
      const place = places[index];
      if (place === undefined) return [];
      return {
        Name: bucketName(place),
        CreationDate: bucketCreated(estate, place),
        ...(isPaged && { BucketRegion: place.region }),
      };
    }),
    ...(prefix !== '' && { Prefix: prefix }),
    ...(isPaged && next !== undefined && { ContinuationToken: next }),
  };
};

/** The bucket that a request names, which must be asked for in its own region and account. */
function placeOf(input: Parameters<Handler>[0], context: HandlerContext): BucketPlace {
  const name = text(input, 'Bucket');
  const place = bucketPlace(context.estate, name);
  if (place === undefined || context.isGone(name)) {
    throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404);
  }
  if (place.accountId !== context.accountId)
    throw new ServiceError('AccessDenied', 'Access Denied', 403);
  if (place.region !== context.region) {
    throw new ServiceError(
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint.',
      301,
      { 'x-amz-bucket-region': place.region },
    );
  }
  return place;
}

export const S3: Readonly<Record<string, Handler>> = {
  ListBuckets: listBuckets,
  HeadBucket: (input, context) => ({ BucketRegion: placeOf(input, context).region }),
  GetBucketLocation: (input, context) => ({
    LocationConstraint: bucketConstraint(context.estate, placeOf(input, context)),
  }),
  GetBucketTagging: (input, context) => {
    const TagSet = bucketTags(context.estate, placeOf(input, context));
    if (TagSet.length === 0)
      throw new ServiceError('NoSuchTagSet', 'The TagSet does not exist', 404);
    return { TagSet };
  },
  GetPublicAccessBlock: (input, context) => {
    const { publicAccessBlock } = bucketConfiguration(context.estate, placeOf(input, context));
    if (publicAccessBlock !== undefined)
      return { PublicAccessBlockConfiguration: publicAccessBlock };
    throw new ServiceError(
      'NoSuchPublicAccessBlockConfiguration',
      'The public access block configuration was not found',
      404,
    );
  },
  GetBucketOwnershipControls: (input, context) => {
    const { ownershipControls } = bucketConfiguration(context.estate, placeOf(input, context));
    if (ownershipControls !== undefined) return { OwnershipControls: ownershipControls };
    throw new ServiceError(
      'OwnershipControlsNotFoundError',
      'The bucket ownership controls were not found',
      404,
    );
  },
  GetBucketEncryption: (input, context) => {
    const { encryption } = bucketConfiguration(context.estate, placeOf(input, context));
    if (encryption !== undefined) return { ServerSideEncryptionConfiguration: encryption };
    throw new ServiceError(
      'ServerSideEncryptionConfigurationNotFoundError',
      'The server side encryption configuration was not found',
      404,
    );
  },
};
