import type { ExampleRow } from '../../models/cost-example.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS: readonly ExampleRow[] = [
  {
    service: 'AmazonEC2',
    family: 'Storage',
    attributes: { volumeApiName: 'gp3', usagetype: 'EU-EBS:VolumeUsage.gp3' },
    unit: 'GB-Mo',
    price: '0.088',
  },
];

const VOLUME = {
  VolumeId: 'vol-1',
  VolumeType: 'gp3',
  Size: 100,
  Iops: 3_000,
  State: 'available',
  CreateTime: '2026-02-01T00:00:00.000Z',
  Attachments: [],
};

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'unattached for exactly 7 days, as the store has seen it',
    resource: { id: 'vol-1', properties: VOLUME, unchangedSince: '2026-11-13T00:00:00Z' },
    rows: ROWS,
    verdict: 'yes',
    saving: '8.8',
  },
  {
    title: 'unattached for less than 7 days, as far as is known',
    resource: { id: 'vol-1', properties: VOLUME, unchangedSince: '2026-11-13T00:00:01Z' },
    rows: ROWS,
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'the store is new, but CloudWatch has no point of it in the window',
    resource: { id: 'vol-1', properties: VOLUME, unchangedSince: '2026-11-19T00:00:00Z' },
    usage: { readOps: { points: 0 } },
    rows: ROWS,
    verdict: 'yes',
    saving: '8.8',
  },
  {
    title: 'no point of a volume that was created yesterday',
    resource: {
      id: 'vol-1',
      properties: { ...VOLUME, CreateTime: '2026-11-19T00:00:00.000Z' },
      unchangedSince: '2026-11-19T00:00:00Z',
    },
    usage: { readOps: { points: 0 } },
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'attached to an instance some days ago',
    resource: { id: 'vol-1', properties: VOLUME, unchangedSince: '2026-11-18T00:00:00Z' },
    usage: { readOps: { points: 40 } },
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'no point, but CloudWatch was not asked for the whole window',
    resource: { id: 'vol-1', properties: VOLUME, unchangedSince: '2026-11-18T00:00:00Z' },
    usage: { readOps: { points: 0, asked: 100 } },
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'in use',
    resource: { id: 'vol-1', properties: { ...VOLUME, State: 'in-use' } },
    verdict: 'none',
  },
];
