import type { FindingExample } from '../finding-example.ts';

function snapshot(StartTime: string, more: object = {}): FindingExample['resource'] {
  const properties = {
    ...{ SnapshotId: 'snap-1', State: 'completed', StorageTier: 'standard', StartTime },
    ...{ VolumeId: 'vol-1', Description: 'nightly backup', ...more },
  };
  return { id: 'snap-1', properties };
}

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'one day older than a year; the bill knows its size',
    resource: snapshot('2025-11-19T00:00:00.000Z'),
    billed: '3.25',
    verdict: 'yes',
    saving: '3.25',
  },
  {
    title: 'its stored size is not known without the bill',
    resource: snapshot('2025-11-19T00:00:00.000Z'),
    verdict: 'yes',
    saving: 'unknown',
  },
  { title: 'exactly a year old', resource: snapshot('2025-11-20T00:00:00.000Z'), verdict: 'no' },
  {
    title: 'a part of an image',
    resource: snapshot('2024-01-01T00:00:00.000Z', {
      Description: 'Created by CreateImage(i-1) for ami-1',
    }),
    verdict: 'none',
  },
  {
    title: 'archived',
    resource: snapshot('2024-01-01T00:00:00.000Z', { StorageTier: 'archive' }),
    verdict: 'none',
  },
  {
    title: 'younger than a year',
    resource: snapshot('2025-11-21T00:00:00.000Z'),
    verdict: 'no',
  },
];
