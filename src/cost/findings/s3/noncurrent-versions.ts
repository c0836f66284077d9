import { property } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import {
  BucketProperties,
  enabledRules,
  lifecycleNotRead,
  lifecyclePage,
  notRead,
} from './bucket-facts.ts';

/** A bucket that keeps every former version of its objects: each change and deletion adds to the storage. */
export const S3NoncurrentVersions = defineFinding({
  name: 's3-noncurrent-versions',
  title: 'S3 bucket that keeps all former versions',
  kind: 'AWS::S3::Bucket',
  service: 'S3',
  type: 'storage_optimization',
  change: 'reduce',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-configuration-examples.html',
  properties: BucketProperties,
  usage: ['objects'],
  judge(bucket, { resource, usage: { objects }, check }) {
    const { VersioningConfiguration: versioning } = bucket;
    // A bucket that never kept versions has no status. One that is suspended keeps those that it has.
    if (versioning !== undefined && versioning.Status === undefined) return undefined;
    const rules = enabledRules(bucket);
    const isKept = rules?.every((rule) => rule.NoncurrentVersionExpiration === undefined);
    return {
      checks: [
        versioning === undefined
          ? notRead(
              'VersioningConfiguration',
              'GetBucketVersioningAction',
              's3:GetBucketVersioning',
            )
          : property('VersioningConfiguration', versioning.Status, true),
        isKept === undefined
          ? lifecycleNotRead()
          : property('NoncurrentVersionExpiration', isKept ? 'none' : 'set', isKept, {
              ...{ threshold: 'none', comparison: 'is' },
            }),
        check.that('objects', objects, 'average', 'above', { value: 0 }),
      ],
      found: () => ({
        description: 'It keeps former versions of its objects, and no lifecycle rule ends them.',
        remedy: {
          title:
            'Add a lifecycle rule that expires former versions, and delete markers without any',
          link: lifecyclePage(resource, bucket),
        },
        saving: {
          saves: 'unknown',
          why: 'S3 does not tell how much of its storage is former versions; S3 Storage Lens does',
        },
      }),
    };
  },
});
