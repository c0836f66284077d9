import type { CostExample, ExampleRow } from '../cost-example.ts';

/** Prices of us-east-1. */
const ROWS: readonly ExampleRow[] = [
  {
    service: 'AmazonEC2',
    family: 'Storage Snapshot',
    attributes: { usagetype: 'EBS:SnapshotUsage' },
    unit: 'GB-Mo',
    price: '0.0500000000',
  },
  {
    service: 'AmazonEC2',
    family: 'Storage Snapshot',
    attributes: { usagetype: 'EBS:SnapshotArchiveStorage' },
    unit: 'GB-Mo',
    price: '0.0125000000',
  },
  {
    service: 'AmazonEC2',
    family: 'Fast Snapshot Restore',
    attributes: { usagetype: 'EBS:FastSnapshotRestore' },
    unit: 'DSU-Hours',
    price: '0.7500000000',
  },
  {
    service: 'AmazonEC2',
    family: 'EBS direct API Requests',
    attributes: { usagetype: 'EBS:directAPI.snapshot.List' },
    unit: 'Requests',
    price: '0.0000006000',
  },
  {
    service: 'AmazonEC2',
    family: 'EBS direct API Requests',
    attributes: { usagetype: 'EBS:directAPI.snapshot.Get' },
    unit: 'SnapshotAPIUnits',
    price: '0.0000030000',
  },
  {
    service: 'AmazonEC2',
    family: 'EBS direct API Requests',
    attributes: { usagetype: 'EBS:directAPI.snapshot.Put' },
    unit: 'SnapshotAPIUnits',
    price: '0.0000060000',
  },
];

const BASE = { region: 'us-east-1', rows: ROWS } as const;
const REQUESTS = {
  'list requests': 'usage',
  'blocks read': 'usage',
  'blocks written': 'usage',
} as const;

export const EXAMPLES: readonly CostExample[] = [
  {
    ...BASE,
    title: 'increments, whose size AWS does not tell',
    properties: { SnapshotId: 'snap-1', VolumeSize: 100, StorageTier: 'standard' },
    monthly: {},
    unpriced: { storage: 'usage', 'fast restore': 'usage', ...REQUESTS },
    plan: {
      terraform: { type: 'aws_ebs_snapshot', values: { volume_id: 'vol-1' } },
      pulumi: { type: 'aws:ebs/snapshot:Snapshot', values: { volumeId: 'vol-1' } },
    },
  },
  {
    ...BASE,
    title: 'with measured use',
    properties: { SnapshotId: 'snap-1', VolumeSize: 100, StorageTier: 'standard' },
    usage: {
      storage_gb: 8,
      fast_snapshot_restore_hours: 100,
      monthly_list_block_requests: 1_000_000,
      monthly_get_block_requests: 100_000,
      monthly_put_block_requests: 100_000,
    },
    monthly: {
      storage: '0.4',
      'fast restore': '75',
      'list requests': '0.6',
      'blocks read': '0.3',
      'blocks written': '0.6',
    },
  },
  {
    ...BASE,
    title: 'with fast restore in two zones',
    properties: {
      SnapshotId: 'snap-1',
      FastSnapshotRestores: [
        { AvailabilityZone: 'us-east-1a', State: 'enabled' },
        { AvailabilityZone: 'us-east-1b', State: 'optimizing' },
        { AvailabilityZone: 'us-east-1c', State: 'disabled' },
      ],
    },
    monthly: { 'fast restore': '1095' },
    unpriced: { storage: 'usage', ...REQUESTS },
  },
  {
    ...BASE,
    title: 'in the archive, which stores it whole',
    properties: {
      SnapshotId: 'snap-2',
      StorageTier: 'archive',
      FullSnapshotSizeInBytes: 107_374_182_400,
    },
    monthly: { storage: '1.25' },
  },
  {
    ...BASE,
    title: 'planned for the archive',
    properties: { SnapshotId: 'snap-3', StorageTier: 'archive' },
    usage: { storage_gb: 40 },
    monthly: { storage: '0.5' },
    plan: {
      terraform: { type: 'aws_ebs_snapshot', values: { storage_tier: 'archive' } },
      pulumi: { type: 'aws:ebs/snapshot:Snapshot', values: { storageTier: 'archive' } },
    },
  },
  {
    ...BASE,
    title: 'a local snapshot on an Outpost',
    properties: {
      SnapshotId: 'snap-4',
      OutpostArn: 'arn:aws:outposts:us-east-1:210000000000:outpost/op-1',
    },
    monthly: {},
    unpriced: { storage: 'no-model' },
    plan: {
      terraform: {
        type: 'aws_ebs_snapshot',
        values: { outpost_arn: 'arn:aws:outposts:us-east-1:210000000000:outpost/op-1' },
      },
      pulumi: {
        type: 'aws:ebs/snapshot:Snapshot',
        values: { outpostArn: 'arn:aws:outposts:us-east-1:210000000000:outpost/op-1' },
      },
    },
  },
];
