import { instanceRow } from '../example-rows.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS = [
  instanceRow('m4.large', '0.111', 2, '8 GiB'),
  instanceRow('m6i.large', '0.107', 2, '8 GiB'),
  instanceRow('c4.large', '0.1', 2, '3.75 GiB'),
  instanceRow('c6i.large', '0.107', 2, '4 GiB'),
  instanceRow('r4.large', '0.148', 2, '15.25 GiB'),
];

function instance(InstanceType: string, more: object = {}): FindingExample['resource'] {
  const properties = {
    ...{ InstanceId: 'i-1', InstanceType, UsageOperation: 'RunInstances' },
    ...{ State: { Name: 'running' }, Placement: { Tenancy: 'default' }, ...more },
  };
  return { id: 'i-1', properties };
}

export const EXAMPLES: readonly FindingExample[] = [
  { title: 'm4', resource: instance('m4.large'), rows: ROWS, verdict: 'yes', saving: '2.92' },
  {
    title: 'the current generation costs more in this region',
    ...{ resource: instance('c4.large'), rows: ROWS, verdict: 'no' },
  },
  {
    title: 'the current generation is not sold in this region',
    ...{ resource: instance('r4.large'), rows: ROWS, verdict: 'yes', saving: 'unknown' },
  },
  { title: 'a current generation', resource: instance('m6i.large'), verdict: 'none' },
  {
    title: 'stopped',
    resource: instance('m4.large', { State: { Name: 'stopped' } }),
    verdict: 'none',
  },
];
