import { z } from 'zod';
import { defineUsage } from '../define-usage.ts';
import type { MeasuredUsage } from '../measured-usage.ts';
import { binaryGigabytes } from '../scaled.ts';

/** S3 counts storage once a day, for the classes that a bucket has. */
const STORED = {
  metric: 'BucketSizeBytes',
  statistic: 'Average',
  unit: 'Bytes',
  period: 86_400,
  listed: 'exact',
} as const;
/** Buckets with a configuration of request metrics have them. The console gives this name to the filter of all objects. */
const REQUESTS = {
  dimensions: { FilterId: 'EntireBucket' },
  statistic: 'Sum',
  listed: 'exact',
  publishedWhen: 'nonzero',
} as const;

const inClass = <Type extends string>(StorageType: Type) =>
  ({ ...STORED, dimensions: { StorageType } }) as const;

const stored =
  (metric: string) =>
  ({ average }: MeasuredUsage): number | undefined =>
    binaryGigabytes(average(metric));

export const S3BucketUsage = defineUsage({
  kind: 'AWS::S3::Bucket',
  documentation: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html',
  namespace: 'AWS/S3',
  properties: z.object({ BucketName: z.string() }),
  dimensions: ({ BucketName }) => ({ BucketName }),
  metrics: {
    objects: {
      metric: 'NumberOfObjects',
      statistic: 'Average',
      unit: 'Count',
      period: 86_400,
      dimensions: { StorageType: 'AllStorageTypes' },
    },
    standard: inClass('StandardStorage'),
    standardInfrequentAccess: inClass('StandardIAStorage'),
    oneZoneInfrequentAccess: inClass('OneZoneIAStorage'),
    intelligentFrequent: inClass('IntelligentTieringFAStorage'),
    intelligentInfrequent: inClass('IntelligentTieringIAStorage'),
    intelligentArchiveInstant: inClass('IntelligentTieringAIAStorage'),
    intelligentArchive: inClass('IntelligentTieringAAStorage'),
    intelligentDeepArchive: inClass('IntelligentTieringDAAStorage'),
    glacierInstantRetrieval: inClass('GlacierInstantRetrievalStorage'),
    glacier: inClass('GlacierStorage'),
    deepArchive: inClass('DeepArchiveStorage'),
    reducedRedundancy: inClass('ReducedRedundancyStorage'),
    requests: { ...REQUESTS, metric: 'AllRequests', unit: 'Count' },
    getRequests: { ...REQUESTS, metric: 'GetRequests', unit: 'Count' },
    bytesDownloaded: { ...REQUESTS, metric: 'BytesDownloaded', unit: 'Bytes' },
  },
  gives: {
    'standard.storage_gb': stored('standard'),
    'standard_infrequent_access.storage_gb': stored('standardInfrequentAccess'),
    'one_zone_infrequent_access.storage_gb': stored('oneZoneInfrequentAccess'),
    'intelligent_tiering.frequent_access_storage_gb': stored('intelligentFrequent'),
    'intelligent_tiering.infrequent_access_storage_gb': stored('intelligentInfrequent'),
    'intelligent_tiering.archive_instant_access_storage_gb': stored('intelligentArchiveInstant'),
    'intelligent_tiering.archive_access_storage_gb': stored('intelligentArchive'),
    'intelligent_tiering.deep_archive_access_storage_gb': stored('intelligentDeepArchive'),
    'glacier_instant_retrieval.storage_gb': stored('glacierInstantRetrieval'),
    'glacier_flexible_retrieval.storage_gb': stored('glacier'),
    'glacier_deep_archive.storage_gb': stored('deepArchive'),
    'reduced_redundancy.storage_gb': stored('reducedRedundancy'),
  },
});
