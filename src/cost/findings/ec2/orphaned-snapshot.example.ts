import type { FindingExample } from '../finding-example.ts';

function snapshot(StartTime: string, VolumeId = 'vol-1'): FindingExample['resource'] {
  const properties = {
    ...{ SnapshotId: 'snap-1', State: 'completed', StorageTier: 'standard', StartTime, VolumeId },
    Description: 'nightly backup',
  };
  return { id: 'snap-1', properties };
}

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'its volume is gone, and it is 90 days old',
    ...{
      resource: snapshot('2026-08-22T00:00:00.000Z'),
      billed: '1.5',
      verdict: 'yes',
      saving: '1.5',
    },
  },
  {
    title: 'younger than 90 days',
    resource: snapshot('2026-08-22T00:00:01.000Z'),
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'its volume exists',
    resource: snapshot('2026-01-01T00:00:00.000Z'),
    related: { volume: [{ id: 'vol-1' }] },
    verdict: 'none',
  },
  {
    title: 'the volumes were not read completely',
    resource: snapshot('2026-01-01T00:00:00.000Z'),
    unread: ['AWS::EC2::Volume'],
    verdict: 'unknown',
    reason: 'no-inventory',
  },
  {
    title: 'a copy',
    resource: snapshot('2026-01-01T00:00:00.000Z', 'vol-ffffffff'),
    verdict: 'none',
  },
];
