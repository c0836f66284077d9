import type { PriceRow } from '../price-row.ts';
import { afterFree, plainRows, type PlainRow, type RowDetails } from './plain-rows.ts';

const REQUESTS = 'API Request';
const STANDARD: PriceRow['price'] = [
  ['0', '0.023'],
  ['51200', '0.022'],
  ['512000', '0.021'],
];
const CLASSES: readonly PlainRow[] = [
  ['Storage', 'TimedStorage-ByteHrs', 'GB-Mo', STANDARD, storageClass('General Purpose')],
  ['Storage', 'TimedStorage-SIA-ByteHrs', 'GB-Mo', '0.0125', storageClass('Infrequent Access')],
  ['Storage', 'TimedStorage-SIA-SmObjects', 'GB-Mo', '0.0125', storageClass('Infrequent Access')],
  ['Storage', 'TimedStorage-ZIA-ByteHrs', 'GB-Mo', '0.01', storageClass('Infrequent Access')],
  ['Storage', 'TimedStorage-GIR-ByteHrs', 'GB-Mo', '0.004', storageClass('Archive Instant Retrieval')],
  ['Storage', 'TimedStorage-GlacierByteHrs', 'GB-Mo', '0.0036', storageClass('Archive')],
  ['Storage', 'TimedStorage-GlacierStaging', 'GB-Mo', '0.021', storageClass('Archive')],
  ['Storage', 'TimedStorage-INT-FA-ByteHrs', 'GB-Mo', STANDARD, storageClass('Intelligent-Tiering')],
  ['Storage', 'TimedStorage-INT-IA-ByteHrs', 'GB-Mo', '0.0125', storageClass('Intelligent-Tiering')],
  ['Storage', 'TimedStorage-INT-AIA-ByteHrs', 'GB-Mo', '0.004', storageClass('Intelligent-Tiering')],
  ['Storage', 'TimedStorage-INT-AA-ByteHrs', 'GB-Mo', '0.0036', storageClass('Intelligent-Tiering')],
  ['Storage', 'TimedStorage-INT-DAA-ByteHrs', 'GB-Mo', '0.00099', storageClass('Intelligent-Tiering')],
  ['Storage', 'TimedStorage-RRS-ByteHrs', 'GB-Mo', '0.024', storageClass('Non-Critical Data')],
  ['Storage', 'TimedStorage-XZ-ByteHrs', 'GB-Mo', '0.11', storageClass('High Performance')],
  ['Storage', 'TagStorage-TagHrs', 'Tag-Mo', '0.00000065'],
]; // prettier-ignore
const CHARGES: readonly PlainRow[] = [
  [REQUESTS, 'Requests-Tier1', 'Requests', '0.000005'],
  [REQUESTS, 'Requests-Tier2', 'Requests', '0.0000004'],
  [REQUESTS, 'Requests-Tier4', 'Requests', '0.00001'],
  [REQUESTS, 'Requests-Tier6', 'Requests', '0.01'],
  ...['SIA', 'ZIA', 'GIR', 'INT', 'XZ'].flatMap((code): PlainRow[] => [
    [REQUESTS, `Requests-${code}-Tier1`, 'Requests', code === 'INT' ? '0.000005' : '0.00001'],
    [REQUESTS, `Requests-${code}-Tier2`, 'Requests', code === 'INT' ? '0.0000004' : '0.000001'],
  ]),
  [REQUESTS, 'Requests-GLACIER-Tier1', 'Requests', '0.00003', { operation: 'PutObject' }],
  [REQUESTS, 'Requests-GLACIER-Tier2', 'Requests', '0.0000004'],
  [REQUESTS, 'Requests-GDA-Tier2', 'Requests', '0.0000004'],
  ['', 'Requests-Tier3', 'Requests', '0.00003', { operation: 'S3-GlacierTransition' }],
  ['', 'Requests-Tier3', 'Requests', '0.00005', { operation: 'S3-GDATransition' }],
  [REQUESTS, 'Requests-Tier3', 'Requests', '0.00005', { operation: 'RestoreObject' }],
  ['Fee', 'Retrieval-SIA', 'GB', '0.01'],
  ['Fee', 'Retrieval-ZIA', 'GB', '0.01'],
  ['Fee', 'Retrieval-GIR', 'GB', '0.03'],
  ['Fee', 'Retrieval-XZ', 'GB', '0.0015'],
  ['Fee', 'Expedited-Retrieval-Bytes', 'GB', '0.03'],
  ['Fee', 'Standard-Retrieval-Bytes', 'GB', '0.01', { operation: 'RestoreObject' }],
  ['Fee', 'Standard-Retrieval-Bytes', 'GB', '0.02', { operation: 'DeepArchiveRestoreObject' }],
  ['Fee', 'Bulk-Retrieval-Bytes', 'GB', '0', { operation: 'RestoreObject' }],
  ['Fee', 'Bulk-Retrieval-Bytes', 'GB', '0.0025', { operation: 'DeepArchiveRestoreObject' }],
  ['Fee', 'EarlyDelete-ByteHrs', 'GB-Mo', '0.0036'],
  ['Fee', 'EarlyDelete-SIA', 'GB-Mo', '0.0125'],
  ['Fee', 'EarlyDelete-ZIA', 'GB-Mo', '0.01'],
  ['Fee', 'EarlyDelete-GIR', 'GB-Mo', '0.004'],
  [REQUESTS, 'Select-Scanned-Bytes', 'GB', '0.002'],
  [REQUESTS, 'Select-Returned-Bytes', 'GB', '0.0007'],
  ['Fee', 'Monitoring-Automation-INT', 'Objects', '0.0000025'],
];
const DEEP_ARCHIVE: readonly PlainRow[] = [
  ['', 'TimedStorage-GDA-ByteHrs', 'GB-Mo', '0.00099'],
  ['', 'EarlyDelete-GDA', 'GB-Mo', '0.00099'],
  ['', 'Requests-GDA-Tier1', 'Requests', '0.00005', { operation: 'PostObject' }],
  ['', 'Requests-GDA-Tier3', 'Requests', '0.0001'],
  ['', 'Requests-GDA-Tier5', 'Requests', '0.000025'],
];

/** @see https://aws.amazon.com/s3/pricing/ */
export function s3Rows(): readonly PriceRow[] {
  return plainRows([...CLASSES, ...CHARGES]);
}

/** A price list of its own, for some of its prices. */
export function deepArchiveRows(): readonly PriceRow[] {
  return plainRows(DEEP_ARCHIVE);
}

/** Select on archives has the price list of the older service. */
export function glacierRows(): readonly PriceRow[] {
  return plainRows([
    ['', 'Std-Select-Scanned-Bytes', 'GB', '0.008'],
    ['', 'Std-Select-Returned-Bytes', 'GB', '0.01'],
    ['', 'Exp-Select-Scanned-Bytes', 'GB', '0.02'],
    ['', 'Exp-Select-Returned-Bytes', 'GB', '0.03'],
    ['', 'Bulk-Select-Scanned-Bytes', 'GB', '0.001'],
    ['', 'Bulk-Select-Returned-Bytes', 'GB', '0.0025'],
  ]);
}

const CAPACITY = 'Provisioned IOPS';
const THROUGHPUT = 'Amazon DynamoDB PayPerRequest Throughput';
const FREE_CAPACITY = '18600';
const replicated = 'DDB-Operation-ReplicatedWrite';

/** @see https://aws.amazon.com/dynamodb/pricing/ */
export function dynamoDbRows(): readonly PriceRow[] {
  const reads = { attributes: { group: 'DDB-ReadUnits' } };
  const writes = { attributes: { group: 'DDB-WriteUnits' } };
  const read = 'ReadCapacityUnit-Hrs';
  const write = 'WriteCapacityUnit-Hrs';
  return plainRows([
    [CAPACITY, read, read, afterFree(FREE_CAPACITY, '0.00013'), reads],
    [CAPACITY, write, write, afterFree(FREE_CAPACITY, '0.00065'), writes],
    [CAPACITY, `IA-${read}`, read, '0.00016', reads],
    [CAPACITY, `IA-${write}`, write, '0.00081', writes],
    [replicated, `Repl${write}`, 'ReplicatedWriteCapacityUnit-Hrs', afterFree(FREE_CAPACITY, '0.00065')],
    [THROUGHPUT, 'ReadRequestUnits', 'ReadRequestUnits', '0.000000125', reads],
    [THROUGHPUT, 'WriteRequestUnits', 'WriteRequestUnits', '0.000000625', writes],
    [THROUGHPUT, 'IA-ReadRequestUnits', 'ReadRequestUnits', '0.00000016', reads],
    [THROUGHPUT, 'IA-WriteRequestUnits', 'WriteRequestUnits', '0.00000078', writes],
    [THROUGHPUT, 'ReplWriteRequestUnits', 'ReplicatedWriteRequestUnits', '0.000000625'],
    ['Database Storage', 'TimedStorage-ByteHrs', 'GB-Mo', afterFree('25', '0.25')],
    ['Database Storage', 'IA-TimedStorage-ByteHrs', 'GB-Mo', '0.10'],
    ['Database Storage', 'TimedPITRStorage-ByteHrs', 'GB-Mo', '0.20'],
    ['Amazon DynamoDB On-Demand Backup Storage', 'TimedBackupStorage-ByteHrs', 'GB-Mo', '0.10'],
    ['Amazon DynamoDB Restore Data Size', 'RestoreDataSize-Bytes', 'GB', '0.15'],
    [REQUESTS, 'Streams-Requests', 'Requests', afterFree('2500000', '0.0000002')],
  ]); // prettier-ignore
}

function storageClass(name: string): RowDetails {
  return { attributes: { storageClass: name, volumeType: 'Standard' } };
}
