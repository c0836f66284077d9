import {
  DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand,
  EC2Client,
  paginateDescribeFastSnapshotRestores,
  paginateDescribeSnapshots,
} from '@aws-sdk/client-ec2';
import type {
  CreateVolumePermission,
  DescribeFastSnapshotRestoreSuccessItem,
  Snapshot,
} from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { batched } from '../../actions/batched.ts';
import { answered } from '../../actions/missing-answer.ts';
import { paged } from '../../actions/paged.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { toKey } from '../common-relations.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structureList, tagList, time } from '../fields.ts';
import { describeLimits } from './describe-limits.ts';
import { namedIn } from './changed.ts';
import { nameTagOr } from './name-tag.ts';

/** The maximum page size of DescribeSnapshots. */
const SNAPSHOTS_PER_PAGE = 1_000;
/** The maximum page size of DescribeFastSnapshotRestores, and the maximum number of values in a filter. */
const RESTORES_PER_PAGE = 200;

type Item = Snapshot & { readonly SnapshotId: string };

/** One for each Availability Zone, each billed by the hour. */
interface Restores {
  readonly FastSnapshotRestores: readonly DescribeFastSnapshotRestoreSuccessItem[];
}

type Source = Snapshot & Restores & { CreateVolumePermissions: CreateVolumePermission[] };

const Properties = z.object({
  SnapshotId: z.string(),
  Description: z.string().optional(),
  State: z.string().optional(),
  StateMessage: z.string().optional(),
  Progress: z.string().optional(),
  VolumeId: z.string().optional(),
  VolumeSize: z.number().int().optional(),
  FullSnapshotSizeInBytes: z.number().int().optional(),
  StorageTier: z.string().optional(),
  RestoreExpiryTime: time.optional(),
  StartTime: time.optional(),
  CompletionTime: time.optional(),
  TransferType: z.string().optional(),
  CompletionDurationMinutes: z.number().int().optional(),
  Encrypted: z.boolean().optional(),
  KmsKeyId: z.string().optional(),
  DataEncryptionKeyId: z.string().optional(),
  SseType: z.string().optional(),
  AvailabilityZone: z.string().optional(),
  OutpostArn: z.string().optional(),
  OwnerId: z.string().optional(),
  OwnerAlias: z.string().optional(),
  Tags: tagList.optional(),
  CreateVolumePermissions: structureList.optional(),
  FastSnapshotRestores: structureList.optional(),
} satisfies FieldsOf<Source>);

const DescribeSnapshotAttribute = perItem({
  name: 'DescribeSnapshotAttributeAction',
  permissions: ['ec2:DescribeSnapshotAttribute'],
  adds: ['CreateVolumePermissions'],
  async call({ SnapshotId }: Item, { client, signal }: ActionContext<EC2Client>) {
    const command = new DescribeSnapshotAttributeCommand({
      SnapshotId,
      Attribute: 'createVolumePermission',
    });
    const { CreateVolumePermissions = [] } = await client.send(command, { abortSignal: signal });
    return { CreateVolumePermissions };
  },
});

const DescribeFastSnapshotRestores = paged<EC2Client, Item, Partial<Restores>>({
  name: 'DescribeFastSnapshotRestoresAction',
  permissions: ['ec2:DescribeFastSnapshotRestores'],
  adds: ['FastSnapshotRestores'],
  size: RESTORES_PER_PAGE,
  idOf,
  // Reads all at once, because the zones of one snapshot may be on several pages. There are few: each is
  // billed.
  async *pages(_, context) {
    yield await restores(context);
  },
  absent: () => ({ FastSnapshotRestores: [] }),
  single: batched({
    name: 'DescribeFastSnapshotRestoresAction',
    permissions: ['ec2:DescribeFastSnapshotRestores'],
    size: RESTORES_PER_PAGE,
    idOf,
    absent: () => ({ FastSnapshotRestores: [] }),
    async call(items: readonly Item[], context: ActionContext<EC2Client>) {
      const found = await restores(context, items.map(idOf));
      return found.map(([id, value]) => ({ id, value }));
    },
  }),
});

/**
 * The snapshots that the account owns: it can also see those that others share or publish.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html
 */
export const Ec2Snapshot = defineKind({
  kind: 'AWS::EC2::Snapshot',
  title: 'EBS snapshot',
  reach: 'regional',
  client: EC2Client,
  properties: Properties,
  entity: {
    blueprint: 'ec2Snapshot',
    icon: 'EC2',
    identifier: 'SnapshotId',
    title: nameTagOr('SnapshotId'),
    properties: [
      'Description',
      'State',
      'VolumeSize',
      'FullSnapshotSizeInBytes',
      'StorageTier',
      'Encrypted',
      'StartTime',
      'Tags',
    ],
    relations: {
      // A copied snapshot names a volume that never existed.
      volume: {
        to: 'AWS::EC2::Volume',
        by: {
          VolumeId: {
            jq: 'if .Properties.VolumeId == "vol-ffffffff" then null else .Properties.VolumeId end',
          },
        },
      },
      key: toKey('KmsKeyId'),
    },
  },
  list: {
    operation: 'DescribeSnapshots',
    permissions: ['ec2:DescribeSnapshots'],
    pageSize: SNAPSHOTS_PER_PAGE,
    pages: (context) =>
      sdkPages(paginateDescribeSnapshots, context, {
        OwnerIds: ['self'],
        MaxResults: SNAPSHOTS_PER_PAGE,
      }),
    items: (page) => page.Snapshots?.filter(isIdentified),
  },
  get: {
    identifiers: ['SnapshotId'],
    arn: /^ec2:snapshot\/(?<SnapshotId>[^/]+)$/,
    of: (snapshot) => [idOf(snapshot)],
    async find([snapshotId = ''], { account, client, signal }) {
      const command = new DescribeSnapshotsCommand({ SnapshotIds: [snapshotId] });
      const { Snapshots = [] } = await client.send(command, { abortSignal: signal });
      const described = Snapshots.find(isIdentified);
      const snapshot = answered(described, snapshotId);
      return answered(snapshot.OwnerId, snapshotId) === account.id ? snapshot : undefined;
    },
  },
  idOf,
  listed: (snapshot) => snapshot,
  errors: { notFound: ['InvalidSnapshot.NotFound', 'InvalidSnapshotID.Malformed'] },
  limits: describeLimits(
    'ec2:DescribeSnapshots',
    'ec2:DescribeSnapshotAttribute',
    'ec2:DescribeFastSnapshotRestores',
  ),
  actions: { defaults: [], options: [DescribeSnapshotAttribute, DescribeFastSnapshotRestores] },
  liveEvents: {
    source: 'ec2.amazonaws.com',
    events: [
      'CreateSnapshot',
      'CreateSnapshots',
      'CopySnapshot',
      'ModifySnapshotAttribute',
      'ResetSnapshotAttribute',
      'ModifySnapshotTier',
      'RestoreSnapshotTier',
      'RestoreSnapshotFromRecycleBin',
      'EnableFastSnapshotRestores',
      'DisableFastSnapshotRestores',
      'DeleteSnapshot',
      'CreateTags',
      'DeleteTags',
    ],
    deletions: ['DeleteSnapshot'],
    resources: (call) => namedIn(call, 'snap'),
    stub: ([SnapshotId = '']) => ({ properties: { SnapshotId } }),
  },
});

function isIdentified(snapshot: Snapshot): snapshot is Item {
  return snapshot.SnapshotId !== undefined;
}

function idOf({ SnapshotId }: Item): string {
  return SnapshotId;
}

/** Fast restores by snapshot: of these snapshots, or of all. */
async function restores(
  context: ActionContext<EC2Client>,
  ids?: string[],
): Promise<readonly (readonly [id: string, value: Restores])[]> {
  const input = {
    ...(ids !== undefined && { Filters: [{ Name: 'snapshot-id', Values: ids }] }),
    MaxResults: RESTORES_PER_PAGE,
  };
  const bySnapshot = new Map<string, DescribeFastSnapshotRestoreSuccessItem[]>();
  for await (const page of sdkPages(paginateDescribeFastSnapshotRestores, context, input)) {
    for (const restore of page.FastSnapshotRestores ?? []) {
      const id = restore.SnapshotId ?? '';
      bySnapshot.set(id, [...(bySnapshot.get(id) ?? []), restore]);
    }
  }
  return [...bySnapshot].map(([id, all]) => [id, { FastSnapshotRestores: all }]);
}
