import type { ExampleRow } from '../../models/cost-example.ts';

/** The prices of a bucket in eu-west-1, round for calculating by hand. */
export const ROWS: readonly ExampleRow[] = [
  row('Storage', 'TimedStorage-ByteHrs', 'GB-Mo', '0.0200000000'),
  row('Storage', 'TimedStorage-SIA-ByteHrs', 'GB-Mo', '0.0100000000'),
  row('API Request', 'Requests-Tier1', 'Requests', '0.0000050000'),
  row('API Request', 'Requests-Tier2', 'Requests', '0.0000004000'),
  row('API Request', 'Requests-SIA-Tier1', 'Requests', '0.0000100000'),
  row('API Request', 'Requests-SIA-Tier2', 'Requests', '0.0000010000'),
  row('Fee', 'Retrieval-SIA', 'GB', '0.0100000000'),
];

function row(family: string, usageType: string, unit: string, price: string): ExampleRow {
  const attributes = { usagetype: `EU-${usageType}`, operation: '' };
  return { service: 'AmazonS3', family, attributes, unit, price };
}

export const GB = 2 ** 30;

/** S3 measures storage once a day. */
export const daily = { expected: 14, unit: 'Bytes' };

export const BUCKET = {
  BucketName: 'orders',
  Arn: 'arn:aws:s3:::orders',
  CreationDate: '2024-01-01T00:00:00.000Z',
};
