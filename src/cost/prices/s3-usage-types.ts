/** What a usage type of S3 measures. */
export type S3Usage =
  | {
      readonly measure: 'storage';
      /** CloudWatch's name of the storage, as `StorageType` of the bucket's size: `StandardStorage`. */
      readonly storageType: string;
    }
  | {
      readonly measure: 'requests';
      /** CloudWatch's name of the class that the requests are for. */
      readonly storageType: string;
      /** 1 for PUT, COPY, POST and LIST; 2 for GET and the rest. */
      readonly tier: string;
    };

/**
 * CloudWatch's storage types, by the usage type after its billing prefix.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/aws-usage-report-understand.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
 */
const STORAGE: Readonly<Record<string, string>> = {
  'TimedStorage-ByteHrs': 'StandardStorage',
  'TimedStorage-SIA-ByteHrs': 'StandardIAStorage',
  'TimedStorage-SIA-SmObjects': 'StandardIASizeOverhead',
  'TimedStorage-ZIA-ByteHrs': 'OneZoneIAStorage',
  'TimedStorage-ZIA-SmObjects': 'OneZoneIASizeOverhead',
  'TimedStorage-GIR-ByteHrs': 'GlacierInstantRetrievalStorage',
  'TimedStorage-GIR-SmObjects': 'GlacierInstantRetrievalSizeOverhead',
  'TimedStorage-GlacierByteHrs': 'GlacierStorage',
  'TimedStorage-GlacierStaging': 'GlacierStagingStorage',
  'TimedStorage-GDA-ByteHrs': 'DeepArchiveStorage',
  'TimedStorage-GDA-Staging': 'DeepArchiveStagingStorage',
  'TimedStorage-INT-FA-ByteHrs': 'IntelligentTieringFAStorage',
  'TimedStorage-INT-IA-ByteHrs': 'IntelligentTieringIAStorage',
  'TimedStorage-INT-AIA-ByteHrs': 'IntelligentTieringAIAStorage',
  'TimedStorage-INT-AA-ByteHrs': 'IntelligentTieringAAStorage',
  'TimedStorage-INT-DAA-ByteHrs': 'IntelligentTieringDAAStorage',
  'TimedStorage-RRS-ByteHrs': 'ReducedRedundancyStorage',
  'TimedStorage-XZ-ByteHrs': 'ExpressOneZone',
};

/** The storage types of the classes that have requests of their own: `Requests-SIA-Tier1`. */
const CLASSES: Readonly<Record<string, string>> = {
  SIA: 'StandardIAStorage',
  ZIA: 'OneZoneIAStorage',
  GIR: 'GlacierInstantRetrievalStorage',
  GDA: 'DeepArchiveStorage',
  INT: 'IntelligentTieringFAStorage',
  XZ: 'ExpressOneZone',
};

const REQUESTS = /^Requests-(?:(?<class>[A-Z]+)-)?Tier(?<tier>[12])$/;

/**
 * What a usage type measures. Undefined for what is neither storage nor a request of the common tiers, such as data
 * transfer.
 *
 * @param type without its billing prefix
 */
export function s3UsageOf(type: string): S3Usage | undefined {
  const stored = Object.hasOwn(STORAGE, type) ? STORAGE[type] : undefined;
  if (stored !== undefined) return { measure: 'storage', storageType: stored };
  const { class: name, tier } = REQUESTS.exec(type)?.groups ?? {};
  if (tier === undefined) return undefined;
  const storageType = name === undefined ? 'StandardStorage' : CLASSES[name];
  return storageType === undefined ? undefined : { measure: 'requests', storageType, tier };
}
