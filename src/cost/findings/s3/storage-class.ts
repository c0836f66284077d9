import { z } from 'zod';
import { doubtful, lasts, type Check } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { consoleLink } from '../remedy.ts';
import { WINDOW_DAYS } from '../shared-thresholds.ts';
import type { UsageByName, WindowUsage } from '../window-usage.ts';
import {
  binaryGigabytes,
  infrequentAccess,
  monthlySum,
  type InfrequentAccess,
  type StandardUse,
} from './infrequent-access.ts';

/** The storage of all classes: objects are counted for all of them together. */
const STORED = [
  ...['standard', 'standardInfrequentAccess', 'oneZoneInfrequentAccess', 'intelligentFrequent'],
  ...['intelligentInfrequent', 'intelligentArchiveInstant', 'intelligentArchive'],
  ...['intelligentDeepArchive', 'glacierInstantRetrieval', 'glacier', 'deepArchive'],
  'reducedRedundancy',
] as const;

const BucketProperties = z.object({
  BucketName: z.string(),
  CreationDate: z.union([z.string(), z.date()]).optional(),
});

/** A bucket whose objects are in Standard, and so rarely asked for that Standard-IA costs less. */
export const S3StorageClass = defineFinding({
  name: 's3-storage-class',
  title: 'S3 storage in a class that is too dear',
  kind: 'AWS::S3::Bucket',
  service: 'S3',
  type: 'storage_optimization',
  change: 'reduce',
  effort: 'low',
  risk: 'low',
  see: 'https://aws.amazon.com/s3/pricing/',
  properties: BucketProperties,
  usage: [...STORED, 'objects', 'requests', 'getRequests', 'bytesDownloaded'],
  thresholds: { window: WINDOW_DAYS },
  judge({ BucketName, CreationDate }, { resource, usage, limit, check, prices, now }) {
    const created = CreationDate === undefined ? undefined : new Date(CreationDate).getTime();
    // Without any Standard storage, CloudWatch does not list the metric.
    if (usage.objects !== undefined && (usage.standard?.average ?? 0) === 0) return undefined;
    const doubts = [
      check.doubtOf('Standard storage', usage.standard),
      check.doubtOf('objects', usage.objects),
      requestDoubt(usage.requests) ?? check.doubtOf('requests', usage.requests),
    ];
    const doubt = doubts.find((one) => one !== undefined);
    const use = doubt === undefined ? standardUse(usage) : undefined;
    const change = use === undefined ? undefined : infrequentAccess(use, prices);
    return {
      checks: [
        lasts('CreationDate', created, now, limit.window),
        doubt === undefined
          ? rateCheck(change, usage.requests)
          : doubtful('requests per object in a month', undefined, doubt),
      ],
      found: () => ({
        description: `Its ${(use?.gigabytes ?? 0).toFixed(1)} GB in Standard are asked for so rarely that Standard-IA costs less, with its requests and retrievals. Moving them is charged once.`,
        remedy: {
          title: 'Add a lifecycle rule that moves objects to Standard-IA after 30 days',
          link: consoleLink(resource, `s3/management/${BucketName}/lifecycle/create`),
        },
        saving: {
          saves: 'share',
          components: ['Standard: storage'],
          share: change === undefined || 'missing' in change ? 0 : change.share,
        },
      }),
    };
  },
});

/** CloudWatch has requests of buckets with a configuration of request metrics only. */
function requestDoubt(requests: WindowUsage | undefined): Check['doubt'] {
  if (requests !== undefined) return undefined;
  return {
    reason: 'no-metric',
    detail: 'the bucket has no request metrics for all of its objects',
    fix: 'create a configuration of request metrics with the name EntireBucket and no filter',
  };
}

/** The objects of Standard are taken to be as large as those of other classes. */
function standardUse(usage: UsageByName): StandardUse {
  const averageOf = (name: string): number => usage[name]?.average ?? 0;
  const total = STORED.reduce((sum, name) => sum + averageOf(name), 0);
  const standard = averageOf('standard');
  const { requests, getRequests, bytesDownloaded } = usage;
  return {
    gigabytes: binaryGigabytes(standard),
    objects: Math.max(1, averageOf('objects') * (standard / total)),
    requests: requests === undefined ? 0 : monthlySum(requests),
    // What CloudWatch does not list did not happen: it lists the bucket's other request metrics.
    reads: getRequests === undefined ? 0 : monthlySum(getRequests),
    downloadedGigabytes:
      bytesDownloaded === undefined ? 0 : binaryGigabytes(monthlySum(bytesDownloaded)),
  };
}

function rateCheck(
  change: InfrequentAccess | { readonly missing: string } | undefined,
  requests: WindowUsage | undefined,
): Check {
  const metric = 'requests per object in a month';
  if (change === undefined || 'missing' in change) {
    const detail = change?.missing ?? 'not known';
    return doubtful(metric, undefined, {
      reason: 'no-price',
      detail,
      fix: 'run longshore prices refresh',
    });
  }
  const { requestsPerObject: value, breakEven } = change;
  return {
    evidence: {
      ...{ metric, statistic: 'sum / objects', value, comparison: 'below', unit: 'requests' },
      ...(requests !== undefined && {
        windowDays: requests.windowDays,
        points: requests.known,
        expected: requests.expected,
      }),
      ...(breakEven !== undefined && { threshold: breakEven }),
      isMet: breakEven === undefined || value < breakEven,
    },
  };
}
