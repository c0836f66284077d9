import type { FindingExample } from '../finding-example.ts';
import { BUCKET, daily, GB, ROWS } from './bucket.example.ts';

/** 1,000 GB in Standard cost 20 in a month, and 10 in Standard-IA. */
const BASE = {
  resource: { properties: BUCKET },
  rows: ROWS,
  monthlyUsage: { 'standard.storage_gb': 1_000 },
} as const;

const STORED = {
  standard: { ...daily, average: 1_000 * GB },
  objects: { ...daily, average: 1_000_000 },
};
/** A window of 336 hours has 336/730 of a month. */
const monthly = (amount: number) => ({ sum: (amount * 336) / 730 });
const reads = (count: number, gigabytes: number) => ({
  requests: monthly(count),
  getRequests: monthly(count),
  bytesDownloaded: monthly(gigabytes * GB),
});

export const EXAMPLES: readonly FindingExample[] = [
  {
    ...BASE,
    title: 'configured request metrics that count nothing',
    usage: { ...STORED, requests: { sum: 0, points: 0, known: 336 } },
    verdict: 'yes',
    saving: '10',
  },
  {
    ...BASE,
    title: 'so many reads that little is saved: 500,000 of 945 GB',
    usage: { ...STORED, ...reads(500_000, 945) },
    verdict: 'yes',
    // 10 for storage, less 9.45 for retrieval and 0.3 for requests
    saving: '0.25',
  },
  {
    ...BASE,
    title: 'just above the break-even: 500,000 reads of 971 GB',
    usage: { ...STORED, ...reads(500_000, 971) },
    verdict: 'no',
  },
  {
    ...BASE,
    title: 'small objects, which Standard-IA charges as 128 KiB each',
    usage: { ...STORED, objects: { ...daily, average: 20_000_000 }, ...reads(0, 0) },
    verdict: 'no',
  },
  {
    ...BASE,
    title: 'without request metrics',
    usage: STORED,
    verdict: 'unknown',
    reason: 'no-metric',
  },
  {
    ...BASE,
    title: 'its usage was not read',
    verdict: 'unknown',
    reason: 'no-usage',
  },
  {
    ...BASE,
    title: 'requests of a part of the window only',
    usage: { ...STORED, requests: { sum: 0, points: 0, known: 268 } },
    verdict: 'unknown',
    reason: 'few-points',
  },
  {
    ...BASE,
    title: 'without the price of Standard-IA',
    rows: ROWS.slice(0, 1),
    usage: { ...STORED, ...reads(0, 0) },
    verdict: 'unknown',
    reason: 'no-price',
  },
  {
    ...BASE,
    title: 'younger than the window',
    resource: { properties: { ...BUCKET, CreationDate: '2026-11-06T00:00:01.000Z' } },
    usage: { ...STORED, ...reads(0, 0) },
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    ...BASE,
    title: 'nothing in Standard',
    usage: { objects: STORED.objects, glacier: { ...daily, average: GB } },
    verdict: 'none',
  },
];
