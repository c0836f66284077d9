import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { decimal, dividedBy } from '../../money/decimal.ts';
import type { Component, UsageQuantity } from '../cost-model.ts';
import { defineCostModel } from '../define-cost-model.ts';
import { priceElsewhere } from '../price-elsewhere.ts';

const BYTES_PER_GIB = decimal(2 ** 30);
/** Fast restore is billed in a zone from its request to its end. */
const RESTORE_STATES: readonly (string | undefined)[] = ['enabling', 'optimizing', 'enabled'];

const Properties = z.object({
  State: z.string().optional(),
  /** `archive`, or `standard`. */
  StorageTier: z.string().optional(),
  /** What is stored in the archive: the archive has no increments. */
  FullSnapshotSizeInBytes: z.number().optional(),
  AvailabilityZone: z.string().optional(),
  OutpostArn: z.string().optional(),
  FastSnapshotRestores: z.array(z.object({ State: z.string().optional() })).optional(),
});

/**
 * A snapshot stores the blocks that changed since the one before, and AWS does not tell how many these are: the size of
 * the volume is no measure of it.
 *
 * @see https://aws.amazon.com/ebs/pricing/
 */
export const Ec2SnapshotCost = defineCostModel({
  kind: 'AWS::EC2::Snapshot',
  pricing: 'https://aws.amazon.com/ebs/pricing/',
  properties: Properties,
  prices: {
    storage: {
      service: 'AmazonEC2',
      family: 'Storage Snapshot',
      usageType: ['EBS:SnapshotUsage', 'EBS:SnapshotArchiveStorage'],
      key: ['usagetype'],
      unit: 'GB-Mo',
    },
    fastRestore: {
      service: 'AmazonEC2',
      family: 'Fast Snapshot Restore',
      usageType: 'EBS:FastSnapshotRestore',
      key: [],
      unit: 'Hrs',
    },
    requests: {
      service: 'AmazonEC2',
      family: 'EBS direct API Requests',
      usageType: /^EBS:directAPI\.snapshot\.(?:List|Get|Put)$/,
      key: ['usagetype'],
      unit: 'Requests',
    },
  },
  usage: {
    storage_gb: 'GiB that are stored: the changed blocks, or all in the archive',
    fast_snapshot_restore_hours: 'hours a month of fast restore, in all zones together',
    monthly_list_block_requests: 'ListChangedBlocks and ListSnapshotBlocks requests a month',
    monthly_get_block_requests: 'blocks read a month',
    monthly_put_block_requests: 'blocks written a month',
  },
  plan: {
    terraform: ['aws_ebs_snapshot', 'aws_ebs_snapshot_copy', 'aws_ebs_snapshot_import'],
    pulumi: [
      'aws:ebs/snapshot:Snapshot',
      'aws:ebs/snapshotCopy:SnapshotCopy',
      'aws:ebs/snapshotImport:SnapshotImport',
    ],
    properties: { StorageTier: 'storage_tier', OutpostArn: 'outpost_arn' },
  },
  components(snapshot, { price, usage, region }) {
    if (snapshot.State === 'error') return [];
    const elsewhere = priceElsewhere(snapshot, region, 'GB-Mo');
    const isArchived = snapshot.StorageTier === 'archive';
    const type = isArchived ? 'EBS:SnapshotArchiveStorage' : 'EBS:SnapshotUsage';
    const size = usage('storage_gb');
    const storage: Component = {
      name: 'storage',
      price: elsewhere ?? price('storage', type),
      quantity: isArchived ? (size.measured ?? archivedGib(snapshot)) : size,
    };
    if (isArchived || elsewhere !== undefined) return [storage];
    const requests = (name: string, type: string, quantity: UsageQuantity): Component => ({
      name,
      price: price('requests', `EBS:directAPI.snapshot.${type}`),
      quantity,
    });
    const hours = usage('fast_snapshot_restore_hours');
    const restores = snapshot.FastSnapshotRestores?.filter(({ State }) =>
      RESTORE_STATES.includes(State),
    );
    const fastRestore: Component = {
      name: 'fast restore',
      price: price('fastRestore'),
      quantity:
        restores === undefined ? hours : (hours.measured ?? restores.length * HOURS_PER_MONTH),
    };
    return [
      storage,
      ...(restores?.length === 0 && hours.measured === undefined ? [] : [fastRestore]),
      requests('list requests', 'List', usage('monthly_list_block_requests')),
      requests('blocks read', 'Get', usage('monthly_get_block_requests')),
      requests('blocks written', 'Put', usage('monthly_put_block_requests')),
    ];
  },
});

function archivedGib({ FullSnapshotSizeInBytes: bytes }: z.output<typeof Properties>) {
  return bytes === undefined ? undefined : dividedBy(decimal(bytes), BYTES_PER_GIB);
}
