import { lasts } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { consoleLink } from '../remedy.ts';
import { WINDOW_DAYS } from '../shared-thresholds.ts';
import { BucketProperties, createdAt } from './bucket-facts.ts';

/** A bucket that nothing reads or writes. Buckets without request metrics are left out: nothing tells. */
export const S3UnusedBucket = defineFinding({
  name: 's3-unused-bucket',
  title: 'Unused S3 bucket',
  kind: 'AWS::S3::Bucket',
  service: 'S3',
  type: 'idle',
  change: 'end',
  effort: 'medium',
  risk: 'high',
  see: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html',
  properties: BucketProperties,
  usage: ['objects', 'requests'],
  thresholds: { window: WINDOW_DAYS },
  judge(bucket, { resource, usage: { objects, requests }, limit, check, now }) {
    // The rule about its storage class says how to get request metrics.
    if (requests === undefined || objects?.average === 0) return undefined;
    return {
      checks: [
        lasts('CreationDate', createdAt(bucket), now, limit.window),
        check.that('requests', requests, 'sum', 'is', { value: 0 }),
        check.that('objects', objects, 'average', 'above', { value: 0 }),
      ],
      found: () => ({
        description: 'It has objects, and there was no request to it in the whole window.',
        remedy: {
          title:
            'Delete it with its objects, or move them to an archive class if they must be kept',
          link: consoleLink(resource, `s3/buckets/${bucket.BucketName}`),
        },
        saving: { saves: 'everything' },
      }),
    };
  },
});
