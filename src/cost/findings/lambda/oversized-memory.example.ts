import type { FindingExample } from '../finding-example.ts';
import { FUNCTION_PRICES } from './function-prices.example.ts';

const FUNCTION = {
  FunctionName: 'checkout',
  FunctionArn: 'arn:aws:lambda:us-east-1:210000000001:function:checkout',
  MemorySize: 1_000,
  LastModified: '2026-03-02T08:00:00.000+0000',
};

const INVOKED = { sum: 100_000, points: 336 };

/** 500,000 GB-seconds at 1,000 MB. */
const BASE = {
  region: 'us-east-1',
  rows: FUNCTION_PRICES,
  monthlyUsage: { monthly_requests: 1_000_000, request_duration_ms: 512 },
} as const;

export const EXAMPLES: readonly FindingExample[] = [
  {
    ...BASE,
    title: 'uses exactly 60 % at most: 750 MB hold that at 80 %',
    resource: { properties: FUNCTION },
    usage: { invocations: INVOKED, memoryUsed: { maximum: 600 } },
    verdict: 'yes',
    // 512,000 seconds × 250 MB: 125,000 GB-seconds
    saving: '2.0833375',
  },
  {
    ...BASE,
    title: 'uses more than 60 % once',
    resource: { properties: FUNCTION },
    usage: { invocations: INVOKED, memoryUsed: { maximum: 601 } },
    verdict: 'no',
  },
  {
    ...BASE,
    title: 'uses so little that the least memory holds it',
    resource: { properties: FUNCTION },
    usage: { invocations: INVOKED, memoryUsed: { maximum: 40 } },
    verdict: 'yes',
    // 512,000 seconds × 872 MB: 436,000 GB-seconds
    saving: '7.2666812',
  },
  {
    ...BASE,
    title: 'another threshold',
    resource: { properties: FUNCTION },
    usage: { invocations: INVOKED, memoryUsed: { maximum: 600 } },
    settings: { LONGSHORE_LAMBDA_MEMORY_PERCENT: 50 },
    verdict: 'no',
  },
  {
    ...BASE,
    title: 'points for each of the few hours in which it is invoked',
    resource: { properties: FUNCTION },
    usage: {
      invocations: { sum: 14, points: 14, known: 336 },
      memoryUsed: { maximum: 600, points: 14 },
    },
    verdict: 'yes',
    saving: '2.0833375',
  },
  {
    ...BASE,
    title: 'without Lambda Insights',
    resource: { properties: FUNCTION },
    usage: { invocations: INVOKED },
    verdict: 'unknown',
    reason: 'no-metric',
  },
  {
    ...BASE,
    title: 'Lambda Insights for a part of the window only',
    resource: { properties: FUNCTION },
    usage: { invocations: INVOKED, memoryUsed: { maximum: 100, points: 268 } },
    verdict: 'unknown',
    reason: 'few-points',
  },
  {
    ...BASE,
    title: 'its usage was not read',
    resource: { properties: FUNCTION },
    verdict: 'unknown',
    reason: 'no-usage',
  },
  {
    ...BASE,
    title: 'deployed within the window, and invoked only since then',
    resource: { properties: { ...FUNCTION, LastModified: '2026-11-10T00:00:00.000+0000' } },
    usage: {
      invocations: { ...INVOKED, firstAt: Date.parse('2026-11-10T00:00:00Z') },
      memoryUsed: { maximum: 100 },
    },
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    ...BASE,
    title: 'deployed within the window, and invoked since it began',
    resource: { properties: { ...FUNCTION, LastModified: '2026-11-10T00:00:00.000+0000' } },
    usage: {
      invocations: { ...INVOKED, firstAt: Date.parse('2026-11-06T00:00:00Z') },
      memoryUsed: { maximum: 600 },
    },
    verdict: 'yes',
    saving: '2.0833375',
  },
  {
    ...BASE,
    title: 'nothing invoked it: that is another finding',
    resource: { properties: FUNCTION },
    usage: { invocations: { sum: 0, points: 0, known: 336 } },
    verdict: 'none',
  },
  {
    ...BASE,
    title: 'the least memory that there is',
    resource: { properties: { ...FUNCTION, MemorySize: 128 } },
    usage: { invocations: INVOKED, memoryUsed: { maximum: 40 } },
    verdict: 'none',
  },
];
