import { z } from 'zod';
import { doubtful, type Check } from '../check.ts';
import { consoleLink } from '../remedy.ts';
import type { JudgedResource } from '../define-finding.ts';

const Time = z.union([z.string(), z.date()]);

const LifecycleRule = z.object({
  Status: z.string().optional(),
  NoncurrentVersionExpiration: z.object({}).optional(),
  AbortIncompleteMultipartUpload: z.object({}).optional(),
});
type LifecycleRule = z.output<typeof LifecycleRule>;

/** The properties of a bucket that rules read. Undefined where the optional action that reads them did not run. */
export const BucketProperties = z.object({
  BucketName: z.string(),
  CreationDate: Time.optional(),
  LifecycleConfiguration: z.object({ Rules: z.array(LifecycleRule).default([]) }).optional(),
  VersioningConfiguration: z.object({ Status: z.string().optional() }).optional(),
  MultipartUploads: z
    .object({
      Count: z.number(),
      IsTruncated: z.boolean(),
      Oldest: z.array(
        z.object({
          Initiated: Time,
          StorageClass: z.string().optional(),
          /** Bytes. */
          Size: z.number(),
        }),
      ),
    })
    .optional(),
});
export type BucketProperties = z.output<typeof BucketProperties>;

/** When it was created, in milliseconds since the Unix epoch. */
export function createdAt({ CreationDate }: BucketProperties): number | undefined {
  return CreationDate === undefined ? undefined : new Date(CreationDate).getTime();
}

/** The rules that are in force; undefined: not read. */
export function enabledRules({
  LifecycleConfiguration,
}: BucketProperties): readonly LifecycleRule[] | undefined {
  return LifecycleConfiguration?.Rules.filter(({ Status }) => Status === 'Enabled');
}

/** A property that only an optional action reads. */
export function notRead(property: string, action: string, permission: string): Check {
  return doubtful(property, undefined, {
    reason: 'no-inventory',
    detail: `${property} was not read`,
    fix: `add ${action} to includeActions of AWS::S3::Bucket, and allow ${permission}`,
  });
}

/** What is wrong when the lifecycle rules are not known. */
export function lifecycleNotRead(): Check {
  return notRead(
    'LifecycleConfiguration',
    'GetBucketLifecycleConfigurationAction',
    's3:GetLifecycleConfiguration',
  );
}

/** Where a bucket's lifecycle rules are added. A command would replace those that there are. */
export function lifecyclePage(
  resource: Pick<JudgedResource, 'region'>,
  { BucketName }: BucketProperties,
): string {
  return consoleLink(resource, `s3/management/${BucketName}/lifecycle/create`);
}
