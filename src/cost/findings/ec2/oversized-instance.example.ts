import { instanceRow } from '../example-rows.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS = [
  instanceRow('m6i.large', '0.107', 2, '8 GiB'),
  instanceRow('m6i.xlarge', '0.214', 4, '16 GiB'),
  instanceRow('m6i.2xlarge', '0.428', 8, '32 GiB'),
];
const INSTANCE = {
  ...{ InstanceId: 'i-1', InstanceType: 'm6i.2xlarge', UsageOperation: 'RunInstances' },
  ...{ State: { Name: 'running' }, LaunchTime: '2026-01-05T08:00:00.000Z' },
  Placement: { AvailabilityZone: 'eu-west-1a', Tenancy: 'default' },
};
/** 19.9 % of 8 vCPUs are 1.6: exactly 80 % of 2 vCPUs at 20 %. */
const LOW = { average: 10, p95: 19, p99: 20 };

const resource = { id: 'i-1', properties: INSTANCE };

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'the smallest type holds the 99th percentile at exactly 80 %',
    ...{ resource, rows: ROWS, usage: { cpu: LOW } },
    verdict: 'yes',
    saving: '234.33',
  },
  {
    title: 'just above 80 %: the next type',
    ...{ resource, rows: ROWS, usage: { cpu: { ...LOW, p99: 20.1 } } },
    verdict: 'yes',
    saving: '156.22',
  },
  {
    title: 'memory that the smallest type does not hold',
    ...{ resource, rows: ROWS, usage: { cpu: LOW, memory: { p99: 21 } } },
    verdict: 'yes',
    saving: '156.22',
  },
  {
    title: 'memory that no smaller type holds',
    ...{ resource, rows: ROWS, usage: { cpu: LOW, memory: { p99: 60 } } },
    verdict: 'no',
  },
  {
    title: 'average CPU at the threshold',
    ...{ resource, rows: ROWS, usage: { cpu: { ...LOW, average: 20 } } },
    verdict: 'no',
  },
  {
    title: 'average CPU just below the threshold',
    ...{ resource, rows: ROWS, usage: { cpu: { ...LOW, average: 19.9 } } },
    verdict: 'yes',
    saving: '234.33',
  },
  {
    title: 'the 95th percentile at the threshold',
    ...{ resource, rows: ROWS, usage: { cpu: { average: 10, p95: 40, p99: 45 } } },
    verdict: 'no',
  },
  {
    title: 'the smallest type of its family',
    resource: { id: 'i-1', properties: { ...INSTANCE, InstanceType: 'm6i.large' } },
    ...{ rows: ROWS, usage: { cpu: LOW } },
    verdict: 'no',
  },
  {
    title: 'its usage was not read',
    ...{ resource, rows: ROWS },
    verdict: 'unknown',
    reason: 'no-usage',
  },
  {
    title: 'a type that the price list does not have',
    resource: { id: 'i-1', properties: { ...INSTANCE, InstanceType: 'x9.large' } },
    ...{ rows: ROWS, usage: { cpu: LOW } },
    verdict: 'unknown',
    reason: 'no-price',
  },
  {
    title: 'stopped',
    resource: { id: 'i-1', properties: { ...INSTANCE, State: { Name: 'stopped' } } },
    ...{ rows: ROWS, usage: { cpu: LOW } },
    verdict: 'none',
  },
  {
    title: 'average CPU above the threshold',
    ...{ resource, rows: ROWS, usage: { cpu: { ...LOW, average: 20.1 } } },
    verdict: 'no',
  },
  {
    title: 'the 95th percentile just below the threshold',
    ...{ resource, rows: ROWS, usage: { cpu: { average: 10, p95: 39.9, p99: 40 } } },
    verdict: 'yes',
    saving: '156.22',
  },
  {
    title: 'the 95th percentile above the threshold',
    ...{ resource, rows: ROWS, usage: { cpu: { average: 10, p95: 40.1, p99: 45 } } },
    verdict: 'no',
  },
  {
    title: 'too few points',
    ...{ resource, rows: ROWS, usage: { cpu: { ...LOW, points: 268, expected: 336 } } },
    verdict: 'unknown',
    reason: 'few-points',
  },
  {
    title: 'younger than the window',
    resource: {
      id: 'i-1',
      properties: { ...INSTANCE, LaunchTime: '2026-11-06T00:00:01.000Z' },
    },
    ...{ rows: ROWS, usage: { cpu: LOW } },
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'of an Auto Scaling group, whose launch template decides',
    resource: { id: 'i-1', properties: INSTANCE, tags: { 'aws:autoscaling:groupName': 'web' } },
    ...{ rows: ROWS, usage: { cpu: LOW } },
    verdict: 'none',
  },
];
