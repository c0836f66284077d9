import { ListMultipartUploadsCommand, ListPartsCommand } from '@aws-sdk/client-s3';
import type { MultipartUpload } from '@aws-sdk/client-s3';
import { classify } from '../../../aws/errors.ts';
import { perItem } from '../../actions/per-item.ts';
import { tokenPages } from '../../actions/sdk-pages.ts';
import { inOwnRegion, type BucketContext, type NamedBucket } from './bucket-client.ts';

/** The maximum page size of ListMultipartUploads. */
const UPLOADS_PER_PAGE = 1_000;
/** A bucket with more uploads is not read to the end. */
const MOST_PAGES = 10;
/** The size of an upload costs a call: only those of the oldest are read. */
const MOST_SIZED = 100;

/** An upload that was not completed. Keys may be confidential: they are left out. */
export interface IncompleteUpload {
  readonly Initiated: Date;
  readonly StorageClass?: string | undefined;
  /** Bytes of its parts, which are stored and charged. */
  readonly Size: number;
}

/** Longshore's own summary: S3 has no property of buckets for it. */
export interface UploadProperties {
  readonly MultipartUploads: {
    /** Of those that were read. */
    readonly Count: number;
    /** Whether there are more. */
    readonly IsTruncated: boolean;
    /** The oldest, at most a hundred. */
    readonly Oldest: readonly IncompleteUpload[];
  };
}

type DatedUpload = MultipartUpload & {
  readonly Key: string;
  readonly UploadId: string;
  readonly Initiated: Date;
};

/**
 * Parts of uploads that were not completed are stored, charged, and in no list of objects.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
 */
export const ListMultipartUploads = perItem({
  name: 'ListMultipartUploadsAction',
  permissions: ['s3:ListBucketMultipartUploads', 's3:ListMultipartUploadParts'],
  async call(bucket: NamedBucket, context: BucketContext): Promise<UploadProperties> {
    let count = 0;
    let pages = 0;
    let isTruncated = false;
    let oldest: readonly DatedUpload[] = [];
    for await (const { Uploads = [], IsTruncated = false } of uploadPages(bucket, context)) {
      count += Uploads.length;
      pages += 1;
      oldest = [...oldest, ...Uploads.filter(isDated)].sort(byAge).slice(0, MOST_SIZED);
      isTruncated = IsTruncated && pages === MOST_PAGES;
      if (isTruncated) break;
    }
    const sized: IncompleteUpload[] = [];
    for (const upload of oldest) {
      const Size = await sizeOf(upload, bucket, context);
      if (Size === undefined) continue;
      const { Initiated, StorageClass } = upload;
      sized.push({ Initiated, ...(StorageClass !== undefined && { StorageClass }), Size });
    }
    return { MultipartUploads: { Count: count, IsTruncated: isTruncated, Oldest: sized } };
  },
});

/** The SDK has no paginator for it: pages follow the key and the id of the upload before. */
function uploadPages(bucket: NamedBucket, context: BucketContext) {
  const client = inOwnRegion(bucket, context);
  return tokenPages(
    (token) => {
      const [UploadIdMarker, ...key] = token?.split(' ') ?? [];
      const command = new ListMultipartUploadsCommand({
        Bucket: bucket.Name,
        MaxUploads: UPLOADS_PER_PAGE,
        ...(token !== undefined && { UploadIdMarker, KeyMarker: key.join(' ') }),
      });
      return client.send(command, { abortSignal: context.signal });
    },
    ({ IsTruncated, NextKeyMarker = '', NextUploadIdMarker = '' }) =>
      IsTruncated === true ? `${NextUploadIdMarker} ${NextKeyMarker}` : undefined,
  );
}

/** @returns undefined for an upload that has ended since */
async function sizeOf(
  { Key, UploadId }: DatedUpload,
  bucket: NamedBucket,
  context: BucketContext,
): Promise<number | undefined> {
  const client = inOwnRegion(bucket, context);
  // S3 may give a marker after the last page: the SDK's paginator would go on.
  const pages = tokenPages(
    (PartNumberMarker) => {
      const command = new ListPartsCommand({
        Bucket: bucket.Name,
        Key,
        UploadId,
        PartNumberMarker,
      });
      return client.send(command, { abortSignal: context.signal });
    },
    ({ IsTruncated, NextPartNumberMarker }) =>
      IsTruncated === true ? NextPartNumberMarker : undefined,
  );
  let size = 0;
  try {
    for await (const { Parts = [] } of pages) {
      for (const part of Parts) size += part.Size ?? 0;
    }
  } catch (error) {
    if (classify(error).code === 'NoSuchUpload') return undefined;
    throw error;
  }
  return size;
}

function isDated(upload: MultipartUpload): upload is DatedUpload {
  const { Key, UploadId, Initiated } = upload;
  return Key !== undefined && UploadId !== undefined && Initiated !== undefined;
}

function byAge(one: DatedUpload, other: DatedUpload): number {
  return one.Initiated.getTime() - other.Initiated.getTime();
}
