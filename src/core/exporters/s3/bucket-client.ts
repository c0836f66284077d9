import { S3Client } from '@aws-sdk/client-s3';
import type { Bucket } from '@aws-sdk/client-s3';
import type { ActionContext } from '../../actions/action.ts';

export type NamedBucket = Bucket & { readonly Name: string };
export type BucketContext = ActionContext<S3Client>;

/** S3 answers for a bucket only in the bucket's own region; other regions redirect. */
export function inOwnRegion({ BucketRegion }: Bucket, context: BucketContext): S3Client {
  return context.clientOf(S3Client, BucketRegion ?? context.region);
}
