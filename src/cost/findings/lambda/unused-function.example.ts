import type { FindingExample } from '../finding-example.ts';

const FUNCTION = {
  FunctionName: 'nightly-report',
  FunctionArn: 'arn:aws:lambda:eu-west-1:210000000001:function:nightly-report',
  MemorySize: 512,
  LastModified: '2026-03-02T08:00:00.000+0000',
};

const NEVER = { invocations: { sum: 0, points: 0, known: 336 } };

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'no invocation, and the bill has provisioned concurrency of it',
    resource: { properties: FUNCTION },
    usage: NEVER,
    billed: '31.25',
    verdict: 'yes',
    saving: '31.25',
  },
  {
    title: 'no invocation, and a bill without any cost',
    resource: { properties: FUNCTION },
    usage: NEVER,
    billed: '0',
    verdict: 'no',
  },
  {
    title: 'one invocation in the window',
    resource: { properties: FUNCTION },
    usage: { invocations: { sum: 1, points: 1, known: 336 } },
    billed: '31.25',
    verdict: 'no',
  },
  {
    title: 'its usage was not read',
    resource: { properties: FUNCTION },
    verdict: 'unknown',
    reason: 'no-usage',
  },
  {
    title: 'CloudWatch was asked for a part of the window only',
    resource: { properties: FUNCTION },
    usage: { invocations: { sum: 0, points: 0, known: 268 } },
    verdict: 'unknown',
    reason: 'few-points',
  },
  {
    title: 'changed within the window: it may be new',
    resource: { properties: { ...FUNCTION, LastModified: '2026-11-06T00:00:01.000+0000' } },
    usage: NEVER,
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'changed exactly when the window began',
    resource: { properties: { ...FUNCTION, LastModified: '2026-11-06T00:00:00.000+0000' } },
    usage: NEVER,
    billed: '31.25',
    verdict: 'yes',
    saving: '31.25',
  },
];
