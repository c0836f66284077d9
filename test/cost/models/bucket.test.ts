import { describe, expect, test } from '@jest/globals';
import { decimal, decimalText } from '../../../src/cost/money/decimal.ts';
import type { ExampleRow } from '../../../src/cost/models/cost-example.ts';
import { estimate } from '../../../src/cost/models/estimate.ts';
import { plannedProperties } from '../../../src/cost/models/planned-properties.ts';
import { S3BucketCost } from '../../../src/cost/models/s3/bucket.ts';
import { selectedPrices } from './selected-prices.ts';

const REGION = 'us-west-2';

function row(service: string, usageType: string, price: ExampleRow['price']): ExampleRow {
  const attributes = { usagetype: `USW2-${usageType}`, operation: '' };
  return { service, family: 'Storage', attributes, unit: 'GB-Mo', price };
}

const STANDARD = row('AmazonS3', 'TimedStorage-ByteHrs', [
  ['0', '0.023'],
  ['51200', '0.022'],
  ['512000', '0.021'],
]);
const GLACIER = [
  row('AmazonS3', 'TimedStorage-GlacierByteHrs', '0.0036'),
  row('AmazonS3', 'TimedStorage-GIR-ByteHrs', '0.004'),
  row('AmazonS3', 'TimedStorage-GlacierStaging', '0.021'),
  row('AmazonS3', 'Annotation-TimedStorage-ByteHrs', '0.024'),
  row('AmazonGlacier', 'TimedStorage-ByteHrs', '0.0036'),
  row('AmazonS3GlacierDeepArchive', 'TimedStorage-GDA-ByteHrs', '0.00099'),
];

function standardStorage(rows: readonly ExampleRow[], storageGb: number | string) {
  const prices = selectedPrices(S3BucketCost.kind, S3BucketCost.prices, REGION, rows);
  const usage = (name: string) => (name === 'standard.storage_gb' ? storageGb : undefined);
  const { priced } = estimate(S3BucketCost, {}, { region: REGION, prices, usage });
  const found = priced.find(({ name }) => name === 'Standard: storage');
  if (found === undefined) throw new Error('Standard storage has no price');
  return found;
}

test('trap 10: rows of Glacier do not move the price of Standard storage, in any order', () => {
  for (const rows of [
    [STANDARD, ...GLACIER],
    [...GLACIER, STANDARD],
  ]) {
    const { price, monthly } = standardStorage(rows, 100);
    expect(price.usageType).toBe('USW2-TimedStorage-ByteHrs');
    expect(price.service).toBe('AmazonS3');
    expect(decimalText(monthly)).toBe('2.3');
  }
});

test('trap 11: of a tiered price, the first tier is shown, and the tiers are kept', () => {
  const { price } = standardStorage([STANDARD], 1);
  expect(decimalText(price.tiers[0].amount)).toBe('0.023');
  expect(price.tiers.map(({ from, to }) => [from, to])).toEqual([
    [decimal(0), decimal(51_200)],
    [decimal(51_200), decimal(512_000)],
    [decimal(512_000), undefined],
  ]);
});

test('storage costs by its tiers: at a boundary, and 1 GB beyond it', () => {
  const cost = (gb: number): string => decimalText(standardStorage([STANDARD], gb).monthly);
  expect([cost(51_200), cost(51_201)]).toEqual(['1177.6', '1177.622']);
  expect([cost(512_000), cost(512_001)]).toEqual(['11315.2', '11315.221']);
});

test('a measured average with more digits than amounts have is rounded, not refused', () => {
  expect(decimalText(standardStorage([STANDARD], 1.234567890123456e-5).quantity)).toBe(
    '0.000012345678901235',
  );
});

describe('the storage classes of a bucket', () => {
  const classesOf = (values: Readonly<Record<string, unknown>>): readonly string[] => {
    const properties = plannedProperties(S3BucketCost, values);
    const { unpriced } = estimate(S3BucketCost, properties, { region: REGION, prices: undefined });
    return [...new Set(unpriced.map(({ name }) => name.split(':')[0] ?? ''))];
  };

  test('are Standard, and those that lifecycle rules name', () => {
    expect(classesOf({})).toEqual(['Standard']);
    expect(
      classesOf({
        lifecycle_rule: [
          { transition: [{ storage_class: 'STANDARD_IA' }, { storage_class: 'GLACIER' }] },
          { noncurrent_version_transition: [{ storage_class: 'GLACIER_IR' }] },
        ],
      }),
    ).toEqual([
      'Standard',
      'Standard-IA',
      'Glacier Instant Retrieval',
      'Glacier Flexible Retrieval',
    ]);
  });
});
