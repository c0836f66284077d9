import type { MeteredResource, Meter } from '../metered-resource.ts';
import { around, flowAt, lastPart, level, runsAt, storedAt } from './activity.ts';
import { counted, hourly } from './compute-metrics.ts';
import type { MetricsOf, SimulatedMetric } from './simulated-metric.ts';

const DAY = 86_400;
/** S3 and CloudWatch Logs charge for GB of 2^30 bytes. */
const GIBIBYTE = 2 ** 30;
const GIGABYTE = 1_000_000_000;

const meterOf = ({ meters }: MeteredResource, usage: string): Meter | undefined =>
  meters.find(({ product: { usageType } }) => usageType.endsWith(usage));

const volume: MetricsOf = (resource) => {
  if (resource.waste === 'unattached') return [];
  const own = (name: string, range: readonly [number, number]): SimulatedMetric =>
    hourly(
      resource,
      { namespace: 'AWS/EBS', name, dimensions: { VolumeId: resource.id } },
      (time) => around(Math.round(level(resource, name, time, range))),
    );
  return [
    own('VolumeReadOps', [20, 2_000]),
    own('VolumeWriteOps', [50, 4_000]),
    own('VolumeReadBytes', [80_000, 60_000_000]),
    own('VolumeWriteBytes', [200_000, 90_000_000]),
  ];
};

const database: MetricsOf = (resource) => {
  const isRunning = resource.meters.some(({ pattern }) => pattern === 'hours');
  if (!isRunning) return [];
  const isIdle = resource.waste === 'idle';
  const isOversized = resource.waste === 'oversized';
  const dimensions = { DBInstanceIdentifier: lastPart(resource.arn) };
  const own = (name: string, busy: readonly [number, number], idle: readonly [number, number]) =>
    hourly(resource, { namespace: 'AWS/RDS', name, dimensions }, (time) =>
      around(level(resource, name, time, isIdle ? idle : busy)),
    );
  const gigabytes = storageOf(resource);
  const memory = memoryOf(resource);
  return [
    hourly(resource, { namespace: 'AWS/RDS', name: 'DatabaseConnections', dimensions }, (time) => {
      const open = isIdle ? 0 : Math.round(level(resource, 'connections', time, [5, 120]));
      return { minimum: open, average: open, maximum: open, count: 60 };
    }),
    own('CPUUtilization', isOversized ? [3, 9] : [20, 65], [1, 4]),
    own('ReadIOPS', [40, 900], [0, 0.5]),
    own('WriteIOPS', [60, 700], [0.1, 0.8]),
    own('FreeStorageSpace', [gigabytes * 0.3 * GIBIBYTE, gigabytes * 0.35 * GIBIBYTE], [gigabytes * 0.85 * GIBIBYTE, gigabytes * 0.86 * GIBIBYTE]),
    own('FreeableMemory', isOversized ? [MOSTLY_FREE * memory, 0.9 * memory] : [1.5 * GIBIBYTE, 2 * GIBIBYTE], [6 * GIBIBYTE, 6.1 * GIBIBYTE]),
  ]; // prettier-ignore
};

/** Of the memory of an oversized database, at least so much is free: more than half. */
const MOSTLY_FREE = 0.8;

/** Bytes, by what the price list says of its class: `32 GiB`. */
function memoryOf({ meters }: MeteredResource): number {
  const [text] = meters.flatMap(({ product }) => product.attributes['memory'] ?? []);
  return Number.parseFloat(text ?? '0') * GIBIBYTE;
}

function storageOf(resource: MeteredResource): number {
  const stored = resource.meters.find(({ pattern }) => pattern === 'stored');
  return stored === undefined ? 100 : Number(stored.amount / 10n ** 10n);
}

/** What S3 calls the classes of its usage types. */
const STORAGE_TYPES: Readonly<Record<string, string>> = {
  'TimedStorage-ByteHrs': 'StandardStorage',
  'TimedStorage-SIA-ByteHrs': 'StandardIAStorage',
  'TimedStorage-INT-FA-ByteHrs': 'IntelligentTieringFAStorage',
  'TimedStorage-GlacierByteHrs': 'GlacierStorage',
  'TimedStorage-GDA-ByteHrs': 'DeepArchiveStorage',
};
const BYTES_PER_OBJECT = 1_200_000;
/** Writes, reads, and requests to Standard-IA. */
const REQUESTS = ['Requests-Tier1', 'Requests-Tier2', 'Requests-SIA-Tier2'] as const;

const bucket: MetricsOf = (resource) => {
  const classes = Object.entries(STORAGE_TYPES).flatMap(([usage, StorageType]) => {
    const meter = meterOf(resource, usage);
    return meter === undefined ? [] : [{ StorageType, meter }];
  });
  const bytesAt = (meter: Meter, time: number): number =>
    Math.round(storedAt(resource, meter, time) * GIBIBYTE);
  const daily = (name: string, StorageType: string, valueAt: (time: number) => number) => ({
    namespace: 'AWS/S3',
    name,
    dimensions: { BucketName: resource.id, StorageType },
    period: DAY,
    at(time: number) {
      if (!runsAt(resource, time)) return undefined;
      const value = valueAt(time);
      return { minimum: value, average: value, maximum: value, count: 1 };
    },
  }) as const; // prettier-ignore
  return [
    ...classes.map(({ StorageType, meter }) =>
      daily('BucketSizeBytes', StorageType, (time) => bytesAt(meter, time)),
    ),
    ...requests(resource),
    daily('NumberOfObjects', 'AllStorageTypes', (time) => {
      const bytes = classes.reduce((sum, { meter }) => sum + bytesAt(meter, time), 0);
      return Math.ceil(bytes / BYTES_PER_OBJECT);
    }),
  ];
};

/** The requests to a bucket that has request metrics: without points while there are none. */
function requests(resource: MeteredResource): readonly SimulatedMetric[] {
  const { FilterId } = resource.dimensions ?? {};
  if (FilterId === undefined) return [];
  const [all, reads] = [REQUESTS, [REQUESTS[1]]].map((usages) =>
    usages.flatMap((usage) => meterOf(resource, usage) ?? []),
  );
  const own = (name: string, meters: readonly Meter[] = [], factor = 1): SimulatedMetric =>
    counted(resource, { namespace: 'AWS/S3', name, dimensions: { BucketName: resource.id, FilterId } }, (time) =>
      meters.reduce((sum, meter) => sum + flowAt(resource, meter, time), 0) * factor,
    ); // prettier-ignore
  return [
    own('AllRequests', all),
    own('GetRequests', reads),
    own('BytesDownloaded', reads, BYTES_PER_OBJECT),
  ];
}

const table: MetricsOf = (resource) => {
  const dimensions = { TableName: lastPart(resource.arn) };
  const consumed = (name: string, onDemand: string, provisioned: string): SimulatedMetric[] => {
    const units = meterOf(resource, onDemand);
    const capacity = meterOf(resource, provisioned);
    const own = { namespace: 'AWS/DynamoDB', name, dimensions };
    if (units !== undefined) return [counted(resource, own, (time) => flowAt(resource, units, time))];
    if (capacity === undefined) return [];
    const perHour = Number(capacity.amount / 10n ** 10n) * 3_600;
    const [least, most] = resource.waste === 'oversized' ? [0.05, 0.3] : [0.3, 0.7];
    return [
      counted(resource, own, (time) => Math.round(level(resource, name, time, [perHour * least, perHour * most]))),
    ];
  }; // prettier-ignore
  return [
    ...consumed('ConsumedReadCapacityUnits', 'ReadRequestUnits', 'ReadCapacityUnit-Hrs'),
    ...consumed('ConsumedWriteCapacityUnits', 'WriteRequestUnits', 'WriteCapacityUnit-Hrs'),
  ];
};

const cache: MetricsOf = (resource) => {
  const dimensions = { CacheClusterId: lastPart(resource.arn) };
  const own = (name: string, range: readonly [number, number]): SimulatedMetric =>
    hourly(resource, { namespace: 'AWS/ElastiCache', name, dimensions }, (time) =>
      around(level(resource, name, time, range)),
    );
  if (resource.waste === 'idle') {
    // Those of ElastiCache's monitoring.
    return [own('CPUUtilization', [1, 2]), own('CurrConnections', [3, 3])];
  }
  return [own('CPUUtilization', [10, 45]), own('CurrConnections', [8, 60])];
};

/** A metric of what flows through a resource, as it is billed. */
const flowing =
  (
    namespace: string,
    dimensionsOf: (resource: MeteredResource) => Readonly<Record<string, string>>,
    parts: readonly (readonly [name: string, factor: number])[],
    usage: string,
  ): MetricsOf =>
  (resource) => {
    const meter = meterOf(resource, usage);
    if (meter === undefined) return [];
    return parts.map(([name, factor]) =>
      counted(resource, { namespace, name, dimensions: dimensionsOf(resource) }, (time) =>
        Math.floor(flowAt(resource, meter, time) * factor),
      ),
    );
  };

/** A gateway sends its metrics also while nothing flows. */
const natGateway: MetricsOf = (resource) => {
  const NatGatewayId = lastPart(resource.arn);
  const meter = meterOf(resource, 'NatGateway-Bytes');
  const own = (name: string, valueAt: (time: number) => number): SimulatedMetric =>
    hourly(
      resource,
      { namespace: 'AWS/NATGateway', name, dimensions: { NatGatewayId } },
      (time) => {
        const value = valueAt(time);
        return { minimum: value, average: value, maximum: value, count: 1 };
      },
    );
  const half = (time: number): number =>
    meter === undefined ? 0 : Math.floor((flowAt(resource, meter, time) * GIGABYTE) / 2);
  return [
    own('BytesInFromSource', half),
    own('BytesInFromDestination', half),
    own('ActiveConnectionCount', (time) => (meter === undefined ? 0 : Math.round(level(resource, 'connections', time, [5, 900])))),
  ]; // prettier-ignore
};

export const DATA_METRICS: Readonly<Record<string, MetricsOf>> = {
  'AWS::EC2::Volume': volume,
  'AWS::RDS::DBInstance': database,
  'AWS::S3::Bucket': bucket,
  'AWS::DynamoDB::Table': table,
  'AWS::ElastiCache::Cluster': cache,
  'AWS::EC2::NatGateway': natGateway,
  'AWS::EC2::VPCEndpoint': flowing(
    'AWS/PrivateLinkEndpoints',
    ({ dimensions = {} }) => dimensions,
    [['BytesProcessed', GIGABYTE]],
    'VpcEndpoint-Bytes',
  ), // prettier-ignore
  'AWS::SNS::Topic': flowing(
    'AWS/SNS',
    ({ arn }) => ({ TopicName: lastPart(arn) }),
    [['NumberOfMessagesPublished', 1]],
    'Requests-Tier1',
  ),
  'AWS::Logs::LogGroup': flowing(
    'AWS/Logs',
    ({ arn }) => ({ LogGroupName: arn.replace(/^.*:log-group:/, '').replace(/:\*$/, '') }),
    [['IncomingBytes', GIBIBYTE]],
    '-Bytes',
  ),
};
