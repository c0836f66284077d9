import type { PlannedResource, PlannedState } from '../plans/planned-resource.ts';

/** Ids that EC2 gives: no other resource has the same. */
const EC2_ID = /^[a-z]+-[0-9a-f]{8,17}$/;
const EC2_ARN = /^arn:[^:]+:ec2:[^:]*:[^:]*:[^/]+\/(.+)$/;
const BUCKETS: ReadonlySet<string> = new Set([
  'aws_s3_bucket',
  'aws:s3/bucket:Bucket',
  'aws:s3/bucketV2:BucketV2',
]);
/** The service whose charges name a bucket by its name alone. */
export const BUCKET_SERVICE = 'AmazonS3';

/** What the bill calls a resource: its ARN, its id in EC2, the name of a bucket. */
export function billNames({ type }: PlannedResource, state: PlannedState): readonly string[] {
  const { arn, cloudId, properties } = state;
  const names = new Set<string>();
  for (const one of [arn, cloudId]) {
    if (one === undefined) continue;
    if (one.startsWith('arn:')) names.add(one).add(billName(one));
    else if (EC2_ID.test(one)) names.add(one);
  }
  const bucket = BUCKETS.has(type) ? (cloudId ?? properties['bucket']) : undefined;
  if (typeof bucket === 'string' && bucket !== '' && !bucket.startsWith('arn:')) {
    names.add(bucketName(bucket)).add(`arn:aws:s3:::${bucket}`);
  }
  return [...names];
}

/** A bucket's name, as it counts in charges of S3 only. */
export function bucketName(name: string): string {
  return `${BUCKET_SERVICE} ${name}`;
}

/** What names a resource in the bill: EC2's ids and ARNs are the same here. */
export function billName(idOrArn: string): string {
  return EC2_ARN.exec(idOrArn)?.[1] ?? idOrArn;
}
