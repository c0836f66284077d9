import type { FindingExample } from '../finding-example.ts';
import { BUCKET, GB, ROWS } from './bucket.example.ts';

function uploads(...initiated: readonly string[]): FindingExample['resource'] {
  const Oldest = initiated.map((Initiated) => ({
    ...{ Initiated, StorageClass: 'STANDARD', Size: 50 * GB },
  }));
  const MultipartUploads = { Count: Oldest.length, IsTruncated: false, Oldest };
  return { id: 'orders', properties: { ...BUCKET, MultipartUploads } };
}

/** 1,000 GB in Standard cost 20 in a month. */
const MEASURED = { rows: ROWS, monthlyUsage: { 'standard.storage_gb': 1_000 } } as const;

export const EXAMPLES: readonly FindingExample[] = [
  {
    ...MEASURED,
    title: 'one upload for exactly 7 days, and a younger one',
    resource: uploads('2026-11-13T00:00:00.000Z', '2026-11-13T00:00:01.000Z'),
    verdict: 'yes',
    saving: '1',
  },
  {
    ...MEASURED,
    title: 'two old uploads, in a bucket that the bill knows with a discount of half',
    resource: uploads('2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'),
    billed: '10',
    verdict: 'yes',
    saving: '1',
  },
  {
    title: 'its storage was not measured',
    resource: uploads('2026-01-01T00:00:00.000Z'),
    rows: ROWS,
    verdict: 'yes',
    saving: 'unknown',
  },
  {
    ...MEASURED,
    title: 'parts in a class whose storage is not measured by class',
    resource: {
      properties: {
        ...BUCKET,
        MultipartUploads: {
          ...{ Count: 1, IsTruncated: false },
          Oldest: [{ Initiated: '2026-01-01T00:00:00.000Z', StorageClass: 'SNOW', Size: GB }],
        },
      },
    },
    verdict: 'yes',
    saving: 'unknown',
  },
  {
    ...MEASURED,
    title: 'only younger uploads',
    resource: uploads('2026-11-13T00:00:01.000Z'),
    verdict: 'no',
  },
  {
    ...MEASURED,
    title: 'another age is right',
    resource: uploads('2026-11-13T00:00:01.000Z'),
    settings: { LONGSHORE_INCOMPLETE_UPLOAD_DAYS: 3 },
    verdict: 'yes',
    saving: '1',
  },
  {
    ...MEASURED,
    title: 'parts of less than a cent',
    resource: {
      properties: {
        ...BUCKET,
        MultipartUploads: {
          ...{ Count: 1, IsTruncated: false },
          Oldest: [{ Initiated: '2026-01-01T00:00:00.000Z', StorageClass: 'STANDARD', Size: 10 }],
        },
      },
    },
    verdict: 'no',
  },
  { ...MEASURED, title: 'no uploads', resource: uploads(), verdict: 'no' },
  {
    ...MEASURED,
    title: 'its uploads were not read',
    resource: { properties: BUCKET },
    verdict: 'unknown',
    reason: 'no-inventory',
  },
];
