import type {
  DescribeFastSnapshotRestoresResult,
  DescribeSnapshotAttributeResult,
  DescribeSnapshotsResult,
} from '@aws-sdk/client-ec2';
import { keyAt } from '../kms/key.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { filtered } from './filters.ts';

const LIMIT = { burst: 100, refillPerSecond: 20 };
const GIB = 1_024 ** 3;
const DAY_MS = 86_400_000;

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html */
export const snapshot: SimulatedKind = {
  kind: 'AWS::EC2::Snapshot',
  client: () => import('@aws-sdk/client-ec2'),
  gone: 'InvalidSnapshot.NotFound',
  calls: {
    'ec2:DescribeSnapshots': {
      of: { SnapshotIds: ['SnapshotId'] },
      most: 1_000,
      least: 5,
      unasked: 'all',
      takes: { OwnerIds: ['self'] },
      limit: { ...LIMIT, unpaginated: { burst: 50, refillPerSecond: 10 } },
    },
    'ec2:DescribeSnapshotAttribute': {
      of: { SnapshotId: ['SnapshotId'] },
      takes: { Attribute: ['createVolumePermission'] },
      limit: LIMIT,
    },
    'ec2:DescribeFastSnapshotRestores': {
      most: 200,
      takes: { Filters: [] },
      where: filtered({ 'snapshot-id': (place) => place.ec2Id('snap') }),
      limit: LIMIT,
    },
  },
  at(place) {
    const { accountId, region, n } = place;
    const draw = place.draw();
    const SnapshotId = place.ec2Id('snap');
    const volumes = place.count('AWS::EC2::Volume');
    // Numbers beyond those that exist are of volumes that were deleted.
    const isOrphaned = volumes === 0 || place.neglects(3, 'volume');
    const volume = place.beside('AWS::EC2::Volume', isOrphaned ? volumes + n : n % volumes);
    const isCopy = n % 6 === 5;
    const VolumeId = isCopy ? 'vol-ffffffff' : volume.ec2Id('vol');
    const VolumeSize = 8 + (draw % 500);
    const FullSnapshotSizeInBytes = Math.floor((VolumeSize * GIB) / (2 + (draw % 5)));
    const isRecent = place.neglects(3, 'age');
    const StartTime = isRecent
      ? new Date(place.estate.today.getTime() - (1 + (draw % 60)) * DAY_MS)
      : place.time();
    const CompletionTime = new Date(StartTime.getTime() + 300_000);
    const isArchived = n % 5 === 3;
    const isEncrypted = place.oneIn(2, 'encrypted');
    const KmsKeyId = keyAt(place.neighbour('AWS::KMS::Key')).Arn;
    const isShared = place.oneIn(4, 'shared');
    const restore = {
      SnapshotId,
      State: 'enabled',
      StateTransitionReason: 'Client.UserInitiated - Lifecycle state transition',
      OwnerId: accountId,
      EnablingTime: StartTime,
      OptimizingTime: CompletionTime,
      EnabledTime: CompletionTime,
    } as const;
    const isFast = place.oneIn(5, 'fast');
    const FastSnapshotRestores = isFast
      ? [
          { ...restore, AvailabilityZone: `${region}a` },
          { ...restore, AvailabilityZone: `${region}b` },
        ]
      : [];
    const Tags = place.tags();
    return {
      names: { SnapshotId },
      replies: {
        'ec2:DescribeSnapshots': () =>
          ({
            Snapshots: [
              {
                SnapshotId,
                OwnerId: accountId,
                Description: isCopy ? `[Copied from ${region}]` : 'nightly backup',
                VolumeId,
                VolumeSize,
                FullSnapshotSizeInBytes,
                State: 'completed',
                Progress: '100%',
                StartTime,
                CompletionTime,
                StorageTier: isArchived ? 'archive' : 'standard',
                ...(isCopy && { TransferType: 'standard' }),
                Encrypted: isEncrypted,
                ...(isEncrypted && { KmsKeyId }),
                ...(Tags.length > 0 && { Tags }),
              },
            ],
          }) satisfies DescribeSnapshotsResult,
        'ec2:DescribeSnapshotAttribute': () =>
          ({
            SnapshotId,
            CreateVolumePermissions: isShared ? [{ UserId: '210000009999' }] : [],
          }) satisfies DescribeSnapshotAttributeResult,
        'ec2:DescribeFastSnapshotRestores': () =>
          ({ FastSnapshotRestores }) satisfies DescribeFastSnapshotRestoresResult,
      },
      items: () => [
        {
          identifiers: [SnapshotId],
          trails: [
            {
              requestParameters: { volumeId: VolumeId },
              responseElements: { snapshotId: SnapshotId, volumeId: VolumeId },
            },
            {
              requestParameters: { CreateSnapshotsRequest: { InstanceSpecification: {} } },
              responseElements: {
                CreateSnapshotsResponse: { snapshotSet: { item: { snapshotId: SnapshotId } } },
              },
            },
            { requestParameters: { snapshotId: SnapshotId } },
            { requestParameters: { ModifySnapshotTierRequest: { SnapshotId } } },
            {
              requestParameters: {
                EnableFastSnapshotRestoresRequest: {
                  SourceSnapshotId: { tag: 1, content: SnapshotId },
                },
              },
            },
            { requestParameters: { resourcesSet: { items: [{ resourceId: SnapshotId }] } } },
          ],
          properties: {
            SnapshotId,
            OwnerId: accountId,
            Description: isCopy ? `[Copied from ${region}]` : 'nightly backup',
            VolumeId,
            VolumeSize,
            FullSnapshotSizeInBytes,
            State: 'completed',
            Progress: '100%',
            StartTime,
            CompletionTime,
            StorageTier: isArchived ? 'archive' : 'standard',
            ...(isCopy && { TransferType: 'standard' }),
            Encrypted: isEncrypted,
            ...(isEncrypted && { KmsKeyId }),
            ...(Tags.length > 0 && { Tags }),
            CreateVolumePermissions: isShared ? [{ UserId: '210000009999' }] : [],
            FastSnapshotRestores,
          },
        },
      ],
    };
  },
};
