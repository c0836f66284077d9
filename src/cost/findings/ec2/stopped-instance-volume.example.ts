import { volumeRow } from '../example-rows.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS = [volumeRow('gp3', '0.088')];
const resource = {
  id: 'vol-1',
  properties: {
    ...{ VolumeId: 'vol-1', VolumeType: 'gp3', Size: 100, Iops: 3_000, State: 'in-use' },
    Attachments: [{ InstanceId: 'i-1' }],
  },
};

function instance(state: string, reason = ''): NonNullable<FindingExample['related']> {
  const properties = { State: { Name: state }, StateTransitionReason: reason };
  return { instances: [{ id: 'i-1', properties }] };
}

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'its instance is stopped for exactly 30 days',
    ...{ resource, rows: ROWS },
    related: instance('stopped', 'User initiated (2026-10-21 00:00:00 GMT)'),
    verdict: 'yes',
    saving: '8.8',
  },
  {
    title: 'stopped for less',
    ...{ resource, rows: ROWS },
    related: instance('stopped', 'User initiated (2026-10-21 00:00:01 GMT)'),
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'AWS does not tell when it was stopped',
    ...{ resource, rows: ROWS },
    related: instance('stopped'),
    verdict: 'unknown',
    reason: 'no-property',
  },
  { title: 'its instance runs', resource, related: instance('running'), verdict: 'none' },
  {
    title: 'the instances were not read',
    resource,
    unread: ['AWS::EC2::Instance'],
    verdict: 'unknown',
    reason: 'no-inventory',
  },
];
