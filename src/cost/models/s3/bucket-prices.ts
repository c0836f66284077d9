import type { PriceNeeds } from '../../prices/price-need.ts';

/** Families that S3 has for requests and fees; some of its rows have none. */
const FEES = ['API Request', 'Fee', 'Storage', ''] as const;

/**
 * Many rows of S3 share a usage type, and differ in their operation: most have none, as the price for everything else.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/aws-usage-report-understand.html
 */
export const S3_PRICES = {
  storage: {
    service: 'AmazonS3',
    family: 'Storage',
    usageType:
      /^TimedStorage-(?:(?:SIA|ZIA|GIR|RRS|XZ|INT-FA|INT-IA|INT-AIA|INT-AA|INT-DAA)-)?ByteHrs$|^TimedStorage-GlacierByteHrs$/,
    where: { operation: '' },
    key: ['usagetype'],
    unit: 'GB-Mo',
  },
  requests: {
    service: 'AmazonS3',
    family: FEES,
    usageType: /^Requests-(?:(?:SIA|ZIA|GIR|INT|XZ|GLACIER|GDA)-)?Tier[1-8]$/,
    where: { operation: '' },
    key: ['usagetype'],
    unit: 'Requests',
  },
  /** Transitions by lifecycle rules, restores, and uploads to Glacier classes. */
  operations: {
    service: 'AmazonS3',
    family: FEES,
    usageType: ['Requests-Tier3', 'Requests-Tier4', 'Requests-GLACIER-Tier1'],
    where: {
      operation: /^(?:S3-(?:SIA|ZIA|INT|GIR|Glacier|GDA)Transition|RestoreObject|PutObject)$/,
    },
    key: ['usagetype', 'operation'],
    unit: 'Requests',
  },
  retrieval: {
    service: 'AmazonS3',
    family: FEES,
    usageType: /^Retrieval-(?:SIA|ZIA|GIR|XZ)$|^Expedited-Retrieval-Bytes$/,
    key: ['usagetype'],
    unit: 'GB',
  },
  restores: {
    service: 'AmazonS3',
    family: FEES,
    usageType: ['Standard-Retrieval-Bytes', 'Bulk-Retrieval-Bytes'],
    where: { operation: ['RestoreObject', 'DeepArchiveRestoreObject'] },
    key: ['usagetype', 'operation'],
    unit: 'GB',
  },
  select: {
    service: 'AmazonS3',
    family: FEES,
    usageType: /^Select-(?:Scanned|Returned)(?:-SIA|-ZIA|-INT)?-Bytes$/,
    key: ['usagetype'],
    unit: 'GB',
  },
  /** Select on archives has the rows of Glacier vaults. */
  archiveSelect: {
    service: 'AmazonGlacier',
    family: FEES,
    usageType: /^(?:Std|Exp|Bulk)-Select-(?:Scanned|Returned)-Bytes$/,
    key: ['usagetype'],
    unit: 'GB',
  },
  earlyDelete: {
    service: 'AmazonS3',
    family: FEES,
    usageType: /^EarlyDelete-(?:SIA|ZIA|GIR|INT|ByteHrs)$/,
    key: ['usagetype'],
    unit: 'GB-Mo',
  },
  monitoring: {
    service: 'AmazonS3',
    family: FEES,
    usageType: 'Monitoring-Automation-INT',
    key: [],
    unit: 'Objects-Mo',
  },
  tags: {
    service: 'AmazonS3',
    family: FEES,
    usageType: 'TagStorage-TagHrs',
    key: [],
    unit: 'Tags-Mo',
  },
  /** Deep Archive has a price list of its own, for some of its prices. */
  deepArchive: {
    service: 'AmazonS3GlacierDeepArchive',
    family: FEES,
    usageType: ['TimedStorage-GDA-ByteHrs', 'EarlyDelete-GDA'],
    where: { operation: '' },
    key: ['usagetype'],
    unit: 'GB-Mo',
  },
  deepArchiveUploads: {
    service: 'AmazonS3GlacierDeepArchive',
    family: FEES,
    usageType: 'Requests-GDA-Tier1',
    where: { operation: 'PostObject' },
    key: [],
    unit: 'Requests',
  },
  deepArchiveRestores: {
    service: 'AmazonS3GlacierDeepArchive',
    family: FEES,
    usageType: ['Requests-GDA-Tier3', 'Requests-GDA-Tier5'],
    where: { operation: '' },
    key: ['usagetype'],
    unit: 'Requests',
  },
} satisfies PriceNeeds;

export type S3Price = keyof typeof S3_PRICES;
