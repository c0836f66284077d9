import { hash32 } from '../../../lib/random.ts';
import type { Place } from '../../simulation/place.ts';
import { between, innerOf, isOneIn, numberOf, textOf, type Charge, type Meterer } from './facts.ts';

const EC2 = 'AmazonEC2';
const RDS = 'AmazonRDS';
const DYNAMODB = 'AmazonDynamoDB';
const CLOUDWATCH = 'AmazonCloudWatch';
const FREE_IOPS = 3_000;
const GIGABYTE = 1_073_741_824;

const volume: Meterer = ({ properties }) => {
  const type = textOf(properties, 'VolumeType');
  const isIncluded = type === 'gp2';
  const iops = isIncluded ? 0 : numberOf(properties, 'Iops') - (type === 'gp3' ? FREE_IOPS : 0);
  const storage: Charge = [
    { service: EC2, usage: `EBS:VolumeUsage.${type}` },
    'stored',
    numberOf(properties, 'Size'),
  ];
  return {
    id: textOf(properties, 'VolumeId'),
    zone: textOf(properties, 'AvailabilityZone'),
    charges: [
      storage,
      ...(iops > 0
        ? ([[{ service: EC2, usage: `EBS:VolumeP-IOPS.${type}` }, 'stored', iops]] as const)
        : []),
    ],
    waste: textOf(properties, 'State') === 'available' ? 'unattached' : undefined,
  };
};

const snapshot: Meterer = ({ properties }) => {
  const isArchived = textOf(properties, 'StorageTier') === 'archive';
  const usage = isArchived ? 'EBS:SnapshotArchiveStorage' : 'EBS:SnapshotUsage';
  return {
    id: textOf(properties, 'SnapshotId'),
    charges: [[{ service: EC2, usage }, 'stored', numberOf(properties, 'VolumeSize') / 4]],
  };
};

const S3 = 'AmazonS3';

/** How a bucket is asked for, and whether CloudWatch counts it. In neglected estates, some are asked for seldom or never. */
export function requestsOf(place: Place): {
  readonly areCounted: boolean;
  readonly use: 'ordinary' | 'rare' | 'none';
  readonly readsOf: (ordinary: number) => number;
} {
  const use = place.neglects(4, 'use') ? 'none' : place.neglects(3, 'use') ? 'rare' : 'ordinary';
  return {
    areCounted: place.neglects(1, 'request metrics') && place.draw('request metrics') % 3 !== 0,
    use,
    readsOf: (ordinary) => ({ ordinary, rare: Math.ceil(ordinary / RARELY), none: 0 })[use],
  };
}

/** Of the requests to an ordinary bucket, one that is rarely used has one in so many. */
const RARELY = 200_000;
const bucket: Meterer = ({ place, properties }) => {
  const { areCounted, readsOf } = requestsOf(place);
  return {
  id: textOf(properties, 'BucketName'),
  charges: [
    [{ service: S3, usage: 'TimedStorage-ByteHrs' }, 'stored', between(place, 'standard', 20, 900)],
    [{ service: S3, usage: 'TimedStorage-SIA-ByteHrs' }, 'stored', between(place, 'infrequent', 5, 400)],
    [{ service: S3, usage: 'TimedStorage-INT-FA-ByteHrs' }, 'stored', between(place, 'tiering', 5, 150)],
    [{ service: S3, usage: 'TimedStorage-GlacierByteHrs' }, 'stored', between(place, 'glacier', 10, 900)],
    [{ service: 'AmazonS3GlacierDeepArchive', usage: 'TimedStorage-GDA-ByteHrs' }, 'stored', between(place, 'archive', 10, 2_000)],
    [{ service: S3, usage: 'Requests-Tier1' }, 'flow', readsOf(between(place, 'writes', 500, 90_000))],
    [{ service: S3, usage: 'Requests-Tier2' }, 'flow', readsOf(between(place, 'reads', 5_000, 2_000_000))],
    [{ service: S3, usage: 'Requests-SIA-Tier2' }, 'flow', readsOf(between(place, 'infrequent reads', 10, 6_000))],
  ],
  growth: between(place, 'growth', 100, 1_500),
  ...(areCounted && { dimensions: { FilterId: 'EntireBucket' } }),
  };
}; // prettier-ignore

const dbInstance: Meterer = ({ place, properties }) => {
  const isAurora = textOf(properties, 'Engine').startsWith('aurora');
  const isMulti = properties['MultiAZ'] === true && !isAurora;
  const operation = `CreateDBInstance:${isAurora ? '0021' : '0014'}`;
  const engine = isAurora ? 'AuroraPostgreSQL' : 'PostgreSQL';
  const isExtended = textOf(properties, 'EngineVersion').startsWith('13.');
  const use = isMulti ? 'Multi-AZUsage' : 'InstanceUsage';
  const isStopped = textOf(properties, 'DBInstanceStatus') === 'stopped';
  const type = textOf(properties, 'DBInstanceClass').replace('xlarge', 'xl');
  const volume = textOf(properties, 'StorageType').toUpperCase();
  const storage = `RDS:${isMulti ? 'Multi-AZ-' : ''}${volume}-Storage`;
  const isLarge = type.endsWith('.xl');
  const isOversized = isLarge && place.neglects(2, 'database');
  const vcpus = (isLarge ? 4 : 2) * (isMulti ? 2 : 1);
  const gigabytes = numberOf(properties, 'AllocatedStorage');
  return {
    zone: textOf(properties, 'AvailabilityZone'),
    charges: [
      ...(isStopped ? [] : ([[{ service: RDS, usage: `${use}:${type}`, operation }, 'hours', 1]] as const)),
      ...(isAurora ? [] : ([[{ service: RDS, usage: storage }, 'stored', gigabytes]] as const)),
      ...(isExtended && !isStopped ? ([[{ service: RDS, usage: `ExtendedSupport:Yr1-Yr2:${engine}13` }, 'hours', vcpus]] as const) : []),
    ],
    waste: isOneIn(6, place, 'idle') ? 'idle' : isOversized ? 'oversized' : undefined,
  }; // prettier-ignore
};

const table: Meterer = ({ place, properties }) => {
  const isOnDemand = properties['BillingModeSummary'] !== undefined;
  const capacity = numberOf(innerOf(properties, 'ProvisionedThroughput'), 'ReadCapacityUnits');
  const traffic: Charge[] = isOnDemand
    ? [
        [{ service: DYNAMODB, usage: 'ReadRequestUnits' }, 'flow', between(place, 'reads', 1_000, 4_000_000)],
        [{ service: DYNAMODB, usage: 'WriteRequestUnits' }, 'flow', between(place, 'writes', 1_000, 900_000)],
      ]
    : [
        [{ service: DYNAMODB, usage: 'ReadCapacityUnit-Hrs' }, 'hours', capacity],
        [{ service: DYNAMODB, usage: 'WriteCapacityUnit-Hrs' }, 'hours', capacity],
      ]; // prettier-ignore
  const gigabytes = numberOf(properties, 'TableSizeBytes') / GIGABYTE;
  // One unit is the least.
  const isOversized = capacity > 1 && isOneIn(3, place, 'oversized');
  return {
    charges: [...traffic, [{ service: DYNAMODB, usage: 'TimedStorage-ByteHrs' }, 'stored', gigabytes]],
    waste: isOversized ? 'oversized' : undefined,
    growth: 400,
  }; // prettier-ignore
};

const repository: Meterer = ({ place }) => ({
  charges: [[{ service: 'AmazonECR', usage: 'TimedStorage-ByteHrs' }, 'stored', between(place, 'images', 1, 120)]],
  growth: 1_200,
}); // prettier-ignore

const cacheCluster: Meterer = ({ place, properties }) => {
  const isMemcached = textOf(properties, 'Engine') === 'memcached';
  const operation = `CreateCacheCluster:${isMemcached ? '0001' : '0003'}`;
  const usage = `NodeUsage:${textOf(properties, 'CacheNodeType')}`;
  const nodes = numberOf(properties, 'NumCacheNodes');
  const group = textOf(properties, 'ReplicationGroupId');
  // The nodes of a group are idle together.
  const isIdle = hash32('idle', group === '' ? place.draw('idle') : hash32(group)) % 6 === 0;
  return {
    charges: [[{ service: 'AmazonElastiCache', usage, operation }, 'hours', nodes]],
    waste: isIdle ? 'idle' : undefined,
  };
};

const logGroup: Meterer = ({ place, properties }) => {
  const isRare = textOf(properties, 'LogGroupClass') === 'INFREQUENT_ACCESS';
  const usage = isRare ? 'DataProcessingIA-Bytes' : 'DataProcessing-Bytes';
  const gigabytes = numberOf(properties, 'StoredBytes') / GIGABYTE;
  return {
    id: textOf(properties, 'LogGroupArn'),
    charges: [
      [{ service: CLOUDWATCH, usage }, 'flow', between(place, 'ingested', 1, 40) / 10],
      [{ service: CLOUDWATCH, usage: 'TimedStorage-ByteHrs' }, 'stored', gigabytes],
    ],
    growth: properties['RetentionInDays'] === undefined ? 2_500 : 0,
  };
};

export const STORAGE: Readonly<Record<string, Meterer>> = {
  'AWS::EC2::Volume': volume,
  'AWS::EC2::Snapshot': snapshot,
  'AWS::S3::Bucket': bucket,
  'AWS::RDS::DBInstance': dbInstance,
  'AWS::DynamoDB::Table': table,
  'AWS::ECR::Repository': repository,
  'AWS::ElastiCache::Cluster': cacheCluster,
  'AWS::Logs::LogGroup': logGroup,
};
