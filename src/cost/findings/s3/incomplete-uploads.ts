import { property } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import type { NumberThreshold } from '../threshold.ts';
import { BucketProperties, enabledRules, lifecyclePage, notRead } from './bucket-facts.ts';
import { binaryGigabytes } from './infrequent-access.ts';

const DAY_MS = 86_400_000;

/** The cost model's usage of the classes that parts are stored in; those of others are left out of the saving. */
const STORED: Readonly<Record<string, string>> = {
  STANDARD: 'standard.storage_gb',
  STANDARD_IA: 'standard_infrequent_access.storage_gb',
};

export const UPLOAD_DAYS = {
  setting: 'LONGSHORE_INCOMPLETE_UPLOAD_DAYS',
  meaning: 'A multipart upload that was not completed for this long will not be, in days.',
  unit: 'days',
  default: 7,
  least: 1,
  most: 3_650,
} as const satisfies NumberThreshold;

/** A bucket with parts of uploads that were never completed: they cost storage, and no list of objects has them. */
export const S3IncompleteUploads = defineFinding({
  name: 's3-incomplete-uploads',
  title: 'S3 bucket with incomplete multipart uploads',
  kind: 'AWS::S3::Bucket',
  service: 'S3',
  type: 'storage_optimization',
  change: 'reduce',
  effort: 'low',
  risk: 'low',
  see: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html',
  properties: BucketProperties,
  thresholds: { days: UPLOAD_DAYS },
  judge(bucket, { resource, limit, now }) {
    const { MultipartUploads: uploads } = bucket;
    const old = (uploads?.Oldest ?? []).filter(
      ({ Initiated }) => now - new Date(Initiated).getTime() >= limit.days.value * DAY_MS,
    );
    const bytes = old.reduce((sum, { Size }) => sum + Size, 0);
    const less: Record<string, number> = {};
    for (const { StorageClass = 'STANDARD', Size } of old) {
      const usage = STORED[StorageClass];
      if (usage !== undefined) less[usage] = (less[usage] ?? 0) + binaryGigabytes(Size);
    }
    const hasRule = enabledRules(bucket)?.some((rule) => rule.AbortIncompleteMultipartUpload);
    return {
      checks: [
        uploads === undefined
          ? notRead(
              'MultipartUploads',
              'ListMultipartUploadsAction',
              's3:ListBucketMultipartUploads and s3:ListMultipartUploadParts',
            )
          : property(`uploads for ${limit.days.value} days`, old.length, old.length > 0, {
              ...{ threshold: 1, comparison: 'at least', setting: limit.days.setting },
            }),
      ],
      found: () => ({
        description: `At least ${old.length} uploads of ${binaryGigabytes(bytes).toFixed(2)} GB were begun ${limit.days.value} days ago or earlier, and not completed.`,
        remedy: {
          title:
            hasRule === true
              ? `Extend the lifecycle rule that aborts incomplete uploads to the whole bucket, after ${limit.days.value} days`
              : `Add a lifecycle rule that aborts incomplete uploads after ${limit.days.value} days`,
          link: lifecyclePage(resource, bucket),
        },
        saving:
          Object.keys(less).length > 0
            ? { saves: 'usage', less }
            : { saves: 'unknown', why: 'the storage of its class is not measured' },
      }),
    };
  },
});
