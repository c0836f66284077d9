import type { CostExample, ExampleRow } from '../cost-example.ts';

const SECOND = 'Lambda-GB-Second';

/** Prices of us-east-1, which has no billing prefix here. */
const ROWS: readonly ExampleRow[] = [
  row('Request', 'Requests', '0.0000002000'),
  row('Request-ARM', 'Requests', '0.0000002000'),
  row('Lambda-GB-Second', SECOND, [
    ['0', '0.0000166667'],
    ['6000000000', '0.0000150000'],
    ['15000000000', '0.0000133334'],
  ]),
  row('Lambda-GB-Second-ARM', SECOND, [
    ['0', '0.0000133334'],
    ['7500000000', '0.0000120001'],
    ['18750000000', '0.0000106667'],
  ]),
  row('Lambda-Storage-GB-Second', 'GB-Seconds', '0.0000000309'),
  row('Lambda-Storage-GB-Second-ARM', 'GB-Seconds', '0.0000000309'),
  row('Lambda-Provisioned-Concurrency-ARM', SECOND, '0.0000033334'),
  row('Lambda-Provisioned-GB-Second-ARM', SECOND, '0.0000077778'),
  row('Lambda-Edge-Request', 'Requests', '0.0000006000'),
];

function row(usagetype: string, unit: string, price: ExampleRow['price']): ExampleRow {
  return { service: 'AWSLambda', family: 'Serverless', attributes: { usagetype }, unit, price };
}

const FUNCTION = {
  FunctionName: 'orders',
  FunctionArn: 'arn:aws:lambda:us-east-1:210000000000:function:orders',
};

export const EXAMPLES: readonly CostExample[] = [
  {
    title: 'x86 with more ephemeral storage than is included',
    region: 'us-east-1',
    properties: {
      ...FUNCTION,
      MemorySize: 1_536,
      Architectures: ['x86_64'],
      EphemeralStorage: { Size: 2_560 },
    },
    usage: { monthly_requests: 3_000_000, request_duration_ms: 120 },
    rows: ROWS,
    // 360,000 seconds: with 1.5 GB of memory, and 2 GB of storage beyond the included 0.5
    monthly: { requests: '0.6', duration: '9.000018', 'ephemeral storage': '0.022248' },
    plan: {
      terraform: {
        type: 'aws_lambda_function',
        values: { memory_size: 1_536, ephemeral_storage: [{ size: 2_560 }] },
      },
      pulumi: {
        type: 'aws:lambda/function:Function',
        values: { memorySize: 1_536, ephemeralStorage: { size: 2_560 } },
      },
    },
  },
  {
    title: 'ARM, in the second tier of durations',
    region: 'us-east-1',
    properties: { ...FUNCTION, MemorySize: 1_024, Architectures: ['arm64'] },
    usage: { monthly_requests: 10_000_000_000, request_duration_ms: 1_000 },
    rows: ROWS,
    // 7.5 billion GB-seconds at the first price, and 2.5 billion at the second
    monthly: { requests: '2000', duration: '130000.75' },
    plan: {
      terraform: {
        type: 'aws_lambda_function',
        values: { memory_size: 1_024, architectures: ['arm64'] },
      },
      pulumi: {
        type: 'aws:lambda/function:Function',
        values: { memorySize: 1_024, architectures: ['arm64'] },
      },
    },
  },
  {
    title: 'a function whose requests are known, and whose duration is not',
    region: 'us-east-1',
    properties: { ...FUNCTION, MemorySize: 128 },
    usage: { monthly_requests: 1_000_000 },
    rows: ROWS,
    monthly: { requests: '0.2' },
    unpriced: { duration: 'usage' },
    plan: {
      terraform: { type: 'aws_lambda_function', values: { function_name: 'orders' } },
      pulumi: { type: 'aws:lambda/function:Function', values: { name: 'orders' } },
    },
  },
  {
    title: 'SnapStart of Python, for which there is no model',
    region: 'us-east-1',
    properties: {
      ...FUNCTION,
      MemorySize: 128,
      Runtime: 'python3.13',
      SnapStart: { ApplyOn: 'PublishedVersions' },
    },
    rows: ROWS,
    monthly: {},
    unpriced: { requests: 'usage', duration: 'usage', SnapStart: 'no-model' },
  },
  {
    title: 'a function on managed instances, for which there is no model',
    region: 'us-east-1',
    properties: { ...FUNCTION, MemorySize: 2_048, CapacityProviderConfig: {} },
    usage: { monthly_requests: 1_000_000 },
    rows: ROWS,
    monthly: { requests: '0.2' },
    unpriced: { 'managed instances': 'no-model' },
  },
];
