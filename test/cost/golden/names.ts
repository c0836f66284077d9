import type { PriceUnit } from '../../../src/cost/prices/price-unit.ts';

/** What Infracost calls a component, and what Longshore calls it. The first that fits counts. */
type Names = readonly (readonly [infracost: RegExp, ours: string])[];

/** By kind. */
const NAMES: Readonly<Record<string, Names>> = {
  'AWS::DynamoDB::Table': [
    [/^Write request unit/, 'write requests'],
    [/^Read request unit/, 'read requests'],
    [/^Write capacity unit/, 'write capacity'],
    [/^Read capacity unit/, 'read capacity'],
    [/^Replicated write request unit/, 'write requests'],
    [/^Replicated write capacity unit/, 'replicated write capacity'],
    [/^Data storage$/, 'storage'],
    [/^Point-In-Time Recovery/, 'point-in-time recovery'],
    [/^On-demand backup storage$/, 'backups'],
    [/^Table data restored$/, 'restored data'],
    [/^Streams read/, 'stream reads'],
  ],
  'AWS::EC2::Instance': [
    // A reservation is a discount of the account: the hours are the same.
    [/^Instance usage \(/, 'instance'],
    [/^EBS-optimized usage$/, 'EBS-optimized'],
    [/^EC2 detailed monitoring$/, 'detailed monitoring'],
    [/^CPU credits$/, 'CPU credits'],
  ],
  'AWS::EC2::Volume': [
    [/^Storage \(/, 'storage'],
    [/^Provisioned IOPS$/, 'IOPS'],
    [/^I\/O requests$/, 'I/O requests'],
  ],
  'AWS::EC2::Snapshot': [
    [/^EBS snapshot storage$/, 'storage'],
    [/^Fast snapshot restore$/, 'fast restore'],
    [/^ListChangedBlocks/, 'list requests'],
    [/^GetSnapshotBlock/, 'blocks read'],
    [/^PutSnapshotBlock/, 'blocks written'],
  ],
  'AWS::EC2::NatGateway': [
    [/^NAT gateway$/, 'gateway'],
    [/^Data processed$/, 'data processed'],
  ],
  'AWS::EC2::TransitGatewayAttachment': [[/^Transit gateway attachment$/, 'attachment']],
  'AWS::ECR::Repository': [[/^Storage$/, 'storage']],
  'AWS::EKS::Cluster': [
    [/^EKS cluster \(extended support\)$/, 'extended support'],
    [/^EKS cluster$/, 'cluster'],
  ],
  'AWS::ElastiCache::Cluster': [
    [/^ElastiCache \(/, 'node hours'],
    [/^Backup storage$/, 'backups'],
  ],
  'AWS::KMS::Key': [[/^Customer master key$/, 'key']],
  'AWS::Lambda::Function': [
    [/^Requests$/, 'requests'],
    [/^Duration$/, 'duration'],
    [/^Ephemeral storage$/, 'ephemeral storage'],
    [/^Provisioned Concurrency$/, 'provisioned concurrency'],
  ],
  'AWS::MSK::Cluster': [
    [/^Instance \(kafka/, 'broker hours'],
    [/^Storage/, 'storage'],
  ],
  'AWS::OpenSearchService::Domain': [
    [/^Instance \(on-demand/, 'data nodes'],
    [/^Dedicated master/, 'master nodes'],
    [/^UltraWarm instance/, 'UltraWarm nodes'],
    [/^Storage IOPS/, 'IOPS'],
    [/^Throughput/, 'throughput'],
    [/^Storage \(/, 'storage'],
  ],
  'AWS::RDS::DBCluster': [
    [/^Aurora serverless$/, 'capacity units'],
    [/^Storage/, 'storage'],
    [/^I\/O requests$/, 'I/O requests'],
    [/^Backup storage$/, 'backups'],
    [/^Backtrack$/, 'backtrack'],
    [/^Snapshot export$/, 'snapshot export'],
  ],
  'AWS::S3::Bucket': [
    [/^Object tagging$/, 'object tags'],
    [/^Lifecycle transition$/, 'lifecycle transitions'],
    [/^Early delete \(/, 'early deletion'],
    [/^Retrievals$/, 'retrieval'],
    [/^Retrievals (?<rest>\(.+\))$/, 'retrieval $<rest>'],
    [/^Retrieval requests (?<rest>.+)$/, 'retrieval requests $<rest>'],
    [/^Monitoring and automation$/, 'monitoring and automation'],
    [/^Storage$/, 'storage'],
    [/^Storage (?<rest>\(.+\))$/, 'storage $<rest>'],
    [/^(?<rest>(?:PUT|GET|Select data).+)$/, '$<rest>'],
  ],
  'AWS::SNS::Topic': [
    [/^(?:FIFO Publish )?API requests/, 'requests'],
    [/^FIFO Publish API payload$/, 'payload'],
    [/^FIFO notifications$/, 'notifications'],
    [/^FIFO notification payload$/, 'notification payload'],
    [/^HTTP/, 'HTTP notifications'],
    [/^Email/, 'email notifications'],
    [/^Kinesis Firehose/, 'Firehose notifications'],
    [/^Mobile Push/, 'mobile push notifications'],
    [/^MacOS/, 'macOS notifications'],
    [/^SMS/, 'SMS notifications'],
  ],
};

/** What a component's name begins with: a part of the resource, or a storage class. */
const GROUPS: Readonly<Record<string, string>> = {
  Standard: 'Standard: ',
  'Intelligent tiering': 'Intelligent-Tiering: ',
  'Standard - infrequent access': 'Standard-IA: ',
  'One zone - infrequent access': 'One Zone-IA: ',
  'Glacier flexible retrieval': 'Glacier Flexible Retrieval: ',
  'Glacier deep archive': 'Glacier Deep Archive: ',
};

/**
 * The name of Infracost's component as Longshore's.
 *
 * @throws {TypeError} for a component that the table does not have
 */
export function ourName(kind: string, infracost: string): string {
  const { group, name = infracost } = /^(?<group>.+?) > (?<name>.+)$/.exec(infracost)?.groups ?? {};
  const isVolume = group?.endsWith('_device') === true || group?.includes('_device[') === true;
  const names = NAMES[isVolume ? 'AWS::EC2::Volume' : kind] ?? [];
  const [form, template] = names.find(([candidate]) => candidate.test(name)) ?? [];
  if (template === undefined) throw new TypeError(`no name for ${kind}: ${infracost}`);
  const ours = template.replace('$<rest>', form?.exec(name)?.groups?.['rest'] ?? '');
  if (group === undefined) return ours;
  const storageClass = GROUPS[group];
  if (storageClass !== undefined) return `${storageClass}${ours}`;
  return `${group.replace(/^Global table \((.+)\)$/, 'replica in $1')} > ${ours}`;
}

/** What a unit of Infracost is in Longshore's units: any of these, this many of them. */
export interface UnitInUnits {
  readonly units: readonly PriceUnit[];
  readonly factor: number;
}

const UNITS: Readonly<Record<string, UnitInUnits>> = {
  // Infracost writes a month's storage and an amount of data alike.
  GB: { units: ['GB', 'GB-Mo'], factor: 1 },
  hours: { units: ['Hrs'], factor: 1 },
  'DSU-hours': { units: ['Hrs'], factor: 1 },
  'vCPU-hours': { units: ['vCPU-Hours'], factor: 1 },
  'ACU-hours': { units: ['ACU-Hours'], factor: 1 },
  'GB-seconds': { units: ['GB-Seconds'], factor: 1 },
  months: { units: ['Keys-Mo'], factor: 1 },
  metrics: { units: ['Metrics-Mo'], factor: 1 },
  IOPS: { units: ['IOPS-Mo'], factor: 1 },
  Mbps: { units: ['MiBps-Mo'], factor: 1 },
  '1k requests': { units: ['Requests'], factor: 1_000 },
  '1k SnapshotAPIUnits': { units: ['Requests'], factor: 1_000 },
  '1M request': { units: ['IOs'], factor: 1_000_000 },
  '1M requests': { units: ['Requests', 'IOs'], factor: 1_000_000 },
  '1M change-records': { units: ['ChangeRecord-Hours'], factor: 1_000_000 },
  '1k objects': { units: ['Objects-Mo'], factor: 1_000 },
  '10k tags': { units: ['Tags-Mo'], factor: 10_000 },
  '100 notifications': { units: ['Messages'], factor: 100 },
  '100k notifications': { units: ['Messages'], factor: 100_000 },
  '1M notifications': { units: ['Messages'], factor: 1_000_000 },
  WRUs: { units: ['RequestUnits'], factor: 1 },
  RRUs: { units: ['RequestUnits'], factor: 1 },
  sRRUs: { units: ['Requests'], factor: 1 },
  // Infracost counts capacity; AWS bills it by the hour.
  WCU: { units: ['WCU-Hours'], factor: 730 },
  RCU: { units: ['RCU-Hours'], factor: 730 },
  rWCU: { units: ['WCU-Hours'], factor: 730 },
  rWRU: { units: ['RequestUnits'], factor: 730 },
};

/** @throws {TypeError} for a unit that the table does not have */
export function ourUnit(infracost: string): UnitInUnits {
  const unit = UNITS[infracost];
  if (unit === undefined) throw new TypeError(`no unit for ${infracost}`);
  return unit;
}
