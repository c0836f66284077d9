import { instanceRow } from '../example-rows.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS = [instanceRow('m6i.large', '0.1', 2, '8 GiB')];
const QUIET = {
  cpu: { maximumDayAverage: 1 },
  networkIn: { maximumDaySum: 1_000 },
  networkOut: { maximumDaySum: 1_000 },
};
const resource = {
  id: 'i-1',
  tags: { 'aws:autoscaling:groupName': 'web' },
  properties: {
    ...{ InstanceId: 'i-1', InstanceType: 'm6i.large', UsageOperation: 'RunInstances' },
    ...{ State: { Name: 'running' }, LaunchTime: '2026-01-05T08:00:00.000Z' },
    Placement: { Tenancy: 'default' },
    Tags: [{ Key: 'aws:autoscaling:groupName', Value: 'web' }],
  },
};

function group(MinSize: string): NonNullable<FindingExample['related']> {
  const Instances = [{ InstanceId: 'i-1' }, { InstanceId: 'i-2' }];
  return {
    group: [{ id: 'web', properties: { AutoScalingGroupName: 'web', MinSize, Instances } }],
    members: [
      { id: 'i-1', usage: QUIET },
      { id: 'i-2', usage: QUIET },
    ],
  };
}

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'both instances are idle, and the minimum is 2: one of them can go',
    ...{ resource, rows: ROWS, related: group('2') },
    verdict: 'yes',
    saving: '36.5',
  },
  {
    title: 'a minimum of 1: the group decides how many run',
    ...{ resource, rows: ROWS, related: group('1'), verdict: 'no' },
  },
  {
    title: 'the other instance works',
    ...{ resource, rows: ROWS },
    related: {
      ...group('2'),
      members: [
        { id: 'i-1', usage: QUIET },
        { id: 'i-2', usage: { ...QUIET, cpu: { maximumDayAverage: 40 } } },
      ],
    },
    verdict: 'no',
  },
  {
    title: 'the usage of the other instance was not read',
    ...{ resource, rows: ROWS },
    related: { ...group('2'), members: [{ id: 'i-1', usage: QUIET }, { id: 'i-2' }] },
    verdict: 'unknown',
    reason: 'no-usage',
  },
  {
    title: 'the group was not read',
    ...{ resource, rows: ROWS, verdict: 'unknown', reason: 'no-inventory' },
  },
  {
    title: 'of no group',
    resource: { id: 'i-1', properties: { ...resource.properties, Tags: [] } },
    verdict: 'none',
  },
  {
    title: 'CPU of the group at the threshold',
    ...{ resource, rows: ROWS },
    related: {
      ...group('2'),
      members: [
        { id: 'i-1', usage: QUIET },
        { id: 'i-2', usage: { ...QUIET, cpu: { maximumDayAverage: 5 } } },
      ],
    },
    verdict: 'no',
  },
  {
    title: 'too few points of the other instance',
    ...{ resource, rows: ROWS },
    related: {
      ...group('2'),
      members: [
        { id: 'i-1', usage: QUIET },
        { id: 'i-2', usage: { ...QUIET, cpu: { maximumDayAverage: 1, points: 268 } } },
      ],
    },
    verdict: 'unknown',
    reason: 'few-points',
  },
  {
    title: 'younger than the window',
    resource: {
      ...resource,
      properties: { ...resource.properties, LaunchTime: '2026-11-06T00:00:01.000Z' },
    },
    ...{ rows: ROWS, related: group('2') },
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'stopped',
    resource: {
      ...resource,
      properties: { ...resource.properties, State: { Name: 'stopped' } },
    },
    ...{ rows: ROWS, related: group('2') },
    verdict: 'none',
  },
];
