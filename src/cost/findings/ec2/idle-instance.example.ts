import type { ExampleRow } from '../../models/cost-example.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS: readonly ExampleRow[] = [
  {
    service: 'AmazonEC2',
    family: 'Compute Instance',
    attributes: {
      instanceType: 'm6i.large',
      operation: 'RunInstances',
      tenancy: 'Shared',
      capacitystatus: 'Used',
      marketoption: 'OnDemand',
      licenseModel: 'No License required',
      usagetype: 'EU-BoxUsage:m6i.large',
      vcpu: '2',
      memory: '8 GiB',
    },
    unit: 'Hrs',
    price: '0.107',
  },
];

const INSTANCE = {
  InstanceId: 'i-1',
  InstanceType: 'm6i.large',
  UsageOperation: 'RunInstances',
  State: { Name: 'running' },
  LaunchTime: '2026-01-05T08:00:00.000Z',
  Placement: { AvailabilityZone: 'eu-west-1a', Tenancy: 'default' },
};

/** What an idle instance shows: a heartbeat. */
const QUIET = {
  cpu: { maximumDayAverage: 4.9 },
  networkIn: { maximumDaySum: 400_000 },
  networkOut: { maximumDaySum: 500_000 },
};

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'CPU and network below the thresholds on every day',
    resource: { id: 'i-1', properties: INSTANCE },
    usage: QUIET,
    rows: ROWS,
    verdict: 'yes',
    saving: '78.11',
  },
  {
    title: 'the bill knows what it costs',
    resource: { id: 'i-1', properties: INSTANCE },
    usage: QUIET,
    rows: ROWS,
    billed: '41.5',
    verdict: 'yes',
    saving: '41.5',
  },
  {
    title: 'CPU at the threshold on one day',
    resource: { id: 'i-1', properties: INSTANCE },
    usage: { ...QUIET, cpu: { maximumDayAverage: 5 } },
    verdict: 'no',
  },
  {
    title: 'traffic at the threshold on one day',
    resource: { id: 'i-1', properties: INSTANCE },
    usage: { ...QUIET, networkOut: { maximumDaySum: 600_000 } },
    verdict: 'no',
  },
  {
    title: 'its usage was not read',
    resource: { id: 'i-1', properties: INSTANCE },
    verdict: 'unknown',
    reason: 'no-usage',
  },
  {
    title: 'too few points',
    resource: { id: 'i-1', properties: INSTANCE },
    usage: { ...QUIET, cpu: { maximumDayAverage: 1, points: 268, expected: 336 } },
    verdict: 'unknown',
    reason: 'few-points',
  },
  {
    title: 'younger than the window',
    resource: {
      id: 'i-1',
      properties: { ...INSTANCE, LaunchTime: '2026-11-06T00:00:01.000Z' },
    },
    usage: QUIET,
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'a GPU type without GPU metrics',
    resource: { id: 'i-1', properties: { ...INSTANCE, InstanceType: 'g5.xlarge' } },
    usage: QUIET,
    verdict: 'unknown',
    reason: 'no-metric',
  },
  {
    title: 'a GPU type whose GPUs work',
    resource: { id: 'i-1', properties: { ...INSTANCE, InstanceType: 'g5.xlarge' } },
    usage: { ...QUIET, gpu: { maximumDayAverage: 60 } },
    verdict: 'no',
  },
  {
    title: 'an instance of an Auto Scaling group, which is judged as its group',
    resource: { id: 'i-1', properties: INSTANCE, tags: { 'aws:autoscaling:groupName': 'web' } },
    usage: QUIET,
    verdict: 'none',
  },
  {
    title: 'stopped: only its volumes cost money',
    resource: { id: 'i-1', properties: { ...INSTANCE, State: { Name: 'stopped' } } },
    usage: QUIET,
    verdict: 'none',
  },
  {
    title: 'CPU above the threshold on one day',
    resource: { id: 'i-1', properties: INSTANCE },
    usage: { ...QUIET, cpu: { maximumDayAverage: 5.1 } },
    verdict: 'no',
  },
  {
    title: 'traffic above the threshold on one day',
    resource: { id: 'i-1', properties: INSTANCE },
    usage: { ...QUIET, networkOut: { maximumDaySum: 700_000 } },
    verdict: 'no',
  },
  {
    title: 'just as many points as are enough',
    resource: { id: 'i-1', properties: INSTANCE },
    usage: { ...QUIET, cpu: { maximumDayAverage: 1, points: 269, expected: 336 } },
    rows: ROWS,
    verdict: 'yes',
    saving: '78.11',
  },
  {
    title: 'a GPU type whose GPUs do nothing, without a price',
    resource: { id: 'i-1', properties: { ...INSTANCE, InstanceType: 'g5.xlarge' } },
    usage: { ...QUIET, gpu: { maximumDayAverage: 0 } },
    verdict: 'yes',
    saving: 'unknown',
  },
];
