import type { UsageExample } from '../usage-example.ts';

export const EXAMPLES: readonly UsageExample[] = [
  {
    title: 'a function',
    properties: { FunctionName: 'checkout' },
    dimensions: { FunctionName: 'checkout' },
    measured: { invocations: { sum: 20_000 }, durationTotal: { sum: 3_000_000 } },
    gives: { monthly_requests: 200_000, request_duration_ms: 150 },
  },
  {
    title: 'a function that nothing calls',
    properties: { FunctionName: 'legacy' },
    dimensions: { FunctionName: 'legacy' },
    measured: { invocations: { sum: 0 }, durationTotal: { sum: 0 } },
    gives: { monthly_requests: 0, request_duration_ms: 0 },
  },
];
