import type { FindingExample } from '../finding-example.ts';
import { FUNCTION_PRICES } from './function-prices.example.ts';

const FUNCTION = {
  FunctionName: 'checkout',
  FunctionArn: 'arn:aws:lambda:us-east-1:210000000001:function:checkout',
  MemorySize: 1_024,
  LastModified: '2026-03-02T08:00:00.000+0000',
};

/** 0.2 for requests, 8.33335 for 500,000 GB-seconds. */
const BASE = {
  region: 'us-east-1',
  rows: FUNCTION_PRICES,
  monthlyUsage: { monthly_requests: 1_000_000, request_duration_ms: 500 },
} as const;

const INVOCATIONS = { metric: 'Invocations', sum: 500_000 };

export const EXAMPLES: readonly FindingExample[] = [
  {
    ...BASE,
    title: 'exactly 5 % fail',
    resource: { properties: FUNCTION },
    usage: { invocations: INVOCATIONS, errors: { sum: 25_000 } },
    verdict: 'yes',
    saving: '0.4266675',
  },
  {
    ...BASE,
    title: 'less than 5 % fail',
    resource: { properties: FUNCTION },
    usage: { invocations: INVOCATIONS, errors: { sum: 24_999 } },
    verdict: 'no',
  },
  {
    ...BASE,
    title: 'all fail: no more is saved than it costs',
    resource: { properties: FUNCTION },
    usage: { invocations: INVOCATIONS, errors: { sum: 600_000 } },
    billed: '7.5',
    verdict: 'yes',
    saving: '7.5',
  },
  {
    ...BASE,
    title: 'so few invocations that nothing is saved',
    resource: { properties: FUNCTION },
    monthlyUsage: { monthly_requests: 200, request_duration_ms: 500 },
    usage: { invocations: { sum: 100 }, errors: { sum: 100 } },
    verdict: 'no',
  },
  {
    ...BASE,
    title: 'too few points',
    resource: { properties: FUNCTION },
    usage: { invocations: INVOCATIONS, errors: { sum: 100_000, points: 268 } },
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
    title: 'deployed within the window',
    resource: { properties: { ...FUNCTION, LastModified: '2026-11-10T00:00:00.000+0000' } },
    usage: { invocations: INVOCATIONS, errors: { sum: 100_000 } },
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    ...BASE,
    title: 'nothing invoked it',
    resource: { properties: FUNCTION },
    usage: { invocations: { sum: 0, points: 0, known: 336 }, errors: { sum: 0 } },
    verdict: 'none',
  },
];
