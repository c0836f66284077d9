import type { FindingExample } from '../finding-example.ts';
import { BUCKET, daily, ROWS } from './bucket.example.ts';

/** 1,000 GB in Standard cost 20 in a month. */
const BASE = {
  resource: { properties: BUCKET },
  rows: ROWS,
  monthlyUsage: { 'standard.storage_gb': 1_000 },
} as const;
const objects = { ...daily, average: 1_000 };

export const EXAMPLES: readonly FindingExample[] = [
  {
    ...BASE,
    title: 'no request in the window',
    usage: { objects, requests: { sum: 0 } },
    verdict: 'yes',
    saving: '20',
  },
  { ...BASE, title: 'one request', usage: { objects, requests: { sum: 1 } }, verdict: 'no' },
  {
    ...BASE,
    title: 'requests of a part of the window only',
    usage: { objects, requests: { sum: 0, points: 268 } },
    verdict: 'unknown',
    reason: 'few-points',
  },
  {
    ...BASE,
    title: 'younger than the window',
    resource: { properties: { ...BUCKET, CreationDate: '2026-11-06T00:00:01.000Z' } },
    usage: { objects, requests: { sum: 0 } },
    verdict: 'unknown',
    reason: 'too-young',
  },
  { ...BASE, title: 'without request metrics', usage: { objects }, verdict: 'none' },
  {
    ...BASE,
    title: 'empty',
    usage: { objects: { ...daily, average: 0 }, requests: { sum: 0 } },
    verdict: 'none',
  },
];
