import { instanceRow } from '../example-rows.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS = [instanceRow('m6i.large', '0.1', 2, '8 GiB')];
const INSTANCE = {
  ...{ InstanceId: 'i-1', InstanceType: 'm6i.large', UsageOperation: 'RunInstances' },
  ...{ State: { Name: 'running' }, LaunchTime: '2026-01-05T08:00:00.000Z' },
  Placement: { Tenancy: 'default' },
};
const resource = { id: 'i-1', tags: { Environment: 'Staging' }, properties: INSTANCE };
/** 84 of 168 hours are half of its cost. */
const HALF = { LONGSHORE_OFFICE_HOURS_PER_WEEK: 84 };

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'a tag says that it is for staging, and it runs around the clock',
    ...{ resource, rows: ROWS, usage: { cpu: { points: 320 } }, settings: HALF },
    verdict: 'yes',
    saving: '36.5',
  },
  {
    title: 'its name says so',
    resource: { id: 'i-1', name: 'shop-dev-3', properties: INSTANCE },
    ...{ rows: ROWS, usage: { cpu: {} }, settings: HALF },
    verdict: 'yes',
    saving: '36.5',
  },
  {
    title: 'it did not run for some hours',
    ...{ resource, rows: ROWS, usage: { cpu: { points: 319 } }, verdict: 'no' },
  },
  {
    title: 'its usage was not read',
    ...{ resource, rows: ROWS, verdict: 'unknown', reason: 'no-usage' },
  },
  {
    title: 'a tag says more than a name',
    resource: { id: 'i-1', name: 'test', tags: { env: 'production' }, properties: INSTANCE },
    usage: { cpu: {} },
    verdict: 'none',
  },
  {
    title: 'a word inside another is none',
    resource: { id: 'i-1', name: 'contest', properties: INSTANCE },
    usage: { cpu: {} },
    verdict: 'none',
  },
  {
    title: 'so few points that it is not known when it ran',
    ...{ resource, rows: ROWS, usage: { cpu: { points: 268 } } },
    verdict: 'unknown',
    reason: 'few-points',
  },
  {
    title: 'younger than the window',
    resource: {
      ...resource,
      properties: { ...INSTANCE, LaunchTime: '2026-11-06T00:00:01.000Z' },
    },
    ...{ rows: ROWS, usage: { cpu: {} } },
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'of an Auto Scaling group, which has schedules of its own',
    resource: {
      ...resource,
      tags: { ...resource.tags, 'aws:autoscaling:groupName': 'web' },
    },
    ...{ rows: ROWS, usage: { cpu: {} } },
    verdict: 'none',
  },
  {
    title: 'stopped',
    resource: { ...resource, properties: { ...INSTANCE, State: { Name: 'stopped' } } },
    ...{ rows: ROWS, usage: { cpu: {} } },
    verdict: 'none',
  },
];
