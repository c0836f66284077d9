import { property } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import type { NumberThreshold } from '../threshold.ts';
import type { WindowUsage } from '../window-usage.ts';
import { BucketProperties, enabledRules, lifecycleNotRead, lifecyclePage } from './bucket-facts.ts';
import { binaryGigabytes } from './infrequent-access.ts';

export const LIFECYCLE_STORED = {
  setting: 'LONGSHORE_S3_LIFECYCLE_GB',
  meaning: 'A bucket that has at least this much in Standard should have lifecycle rules, in GB.',
  unit: 'GB',
  default: 100,
  least: 0,
  most: 1_000_000_000,
} as const satisfies NumberThreshold;

/** A bucket in which everything stays in Standard for ever. */
export const S3MissingLifecycle = defineFinding({
  name: 's3-missing-lifecycle',
  title: 'S3 bucket without lifecycle rules',
  kind: 'AWS::S3::Bucket',
  service: 'S3',
  type: 'storage_optimization',
  change: 'reduce',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html',
  properties: BucketProperties,
  usage: ['standard', 'objects'],
  thresholds: { stored: LIFECYCLE_STORED },
  judge(bucket, { resource, usage: { standard, objects }, limit, check }) {
    // Without any Standard storage, CloudWatch does not list the metric.
    if (objects !== undefined && (standard?.average ?? 0) === 0) return undefined;
    const rules = enabledRules(bucket);
    const gigabytes = inGigabytes(standard);
    return {
      checks: [
        rules === undefined
          ? lifecycleNotRead()
          : property('lifecycle rules', rules.length, rules.length === 0, {
              ...{ threshold: 0, comparison: 'is' },
            }),
        check.that('Standard storage', gigabytes, 'average', 'at least', limit.stored),
      ],
      found: () => ({
        description: `Nothing moves or ends its ${(gigabytes?.average ?? 0).toFixed(1)} GB in Standard.`,
        remedy: {
          title:
            'Add a lifecycle rule: expire what is not needed, and move what is rarely needed to Intelligent-Tiering',
          link: lifecyclePage(resource, bucket),
        },
        saving: {
          saves: 'unknown',
          why: 'it follows from how long each object is needed, which S3 does not tell',
        },
      }),
    };
  },
});

function inGigabytes(stored: WindowUsage | undefined): WindowUsage | undefined {
  if (stored?.average === undefined) return stored;
  return { ...stored, unit: 'GB', average: binaryGigabytes(stored.average) };
}
