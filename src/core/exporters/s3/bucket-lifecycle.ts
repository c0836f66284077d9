import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import type { BucketLifecycleConfiguration, GetBucketVersioningOutput } from '@aws-sdk/client-s3';
import { perItem } from '../../actions/per-item.ts';
import { inOwnRegion, type BucketContext, type NamedBucket } from './bucket-client.ts';

/** What ends objects, or moves them to another class. A bucket without rules has none, not nothing. */
export interface LifecycleProperties {
  readonly LifecycleConfiguration: BucketLifecycleConfiguration & {
    readonly TransitionDefaultMinimumObjectSize?: string;
  };
}

/** Whether objects keep their former versions. Empty for a bucket that never did. */
export interface VersioningProperties {
  readonly VersioningConfiguration: GetBucketVersioningOutput;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html */
export const GetBucketLifecycleConfiguration = perItem({
  name: 'GetBucketLifecycleConfigurationAction',
  permissions: ['s3:GetLifecycleConfiguration'],
  notConfigured: { LifecycleConfiguration: { Rules: [] } },
  async call(bucket: NamedBucket, context: BucketContext): Promise<LifecycleProperties> {
    const command = new GetBucketLifecycleConfigurationCommand({ Bucket: bucket.Name });
    const { Rules = [], TransitionDefaultMinimumObjectSize: least } = await inOwnRegion(
      bucket,
      context,
    ).send(command, { abortSignal: context.signal });
    return {
      LifecycleConfiguration: {
        Rules,
        ...(least !== undefined && { TransitionDefaultMinimumObjectSize: least }),
      },
    };
  },
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export const GetBucketVersioning = perItem({
  name: 'GetBucketVersioningAction',
  permissions: ['s3:GetBucketVersioning'],
  async call(bucket: NamedBucket, context: BucketContext): Promise<VersioningProperties> {
    const command = new GetBucketVersioningCommand({ Bucket: bucket.Name });
    const { Status, MFADelete } = await inOwnRegion(bucket, context).send(command, {
      abortSignal: context.signal,
    });
    return {
      VersioningConfiguration: {
        ...(Status !== undefined && { Status }),
        ...(MFADelete !== undefined && { MFADelete }),
      },
    };
  },
});
