import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import type { Component, ModelContext } from '../cost-model.ts';
import { defineCostModel } from '../define-cost-model.ts';
import { usageTimes } from '../usage-times.ts';
import { firstListed } from '../first-listed.ts';
import { priceElsewhere } from '../price-elsewhere.ts';
import { withoutModel } from '../without-model.ts';
import { auroraMode, SERVERLESS_USAGE_TYPE } from './aurora-mode.ts';
import { isAurora, listedEngine, type ListedEngine } from './engines.ts';
import { instanceHours } from './instance-hours.ts';
import {
  AURORA_INSTANCE,
  BACKUP,
  EXTENDED_SUPPORT,
  INSTANCE,
  IO_OPTIMIZED_INSTANCE,
  IOPS,
  LICENSED_INSTANCE,
  REQUESTS,
  SERVERLESS_V2,
  STORAGE,
  THROUGHPUT,
} from './prices.ts';
import { extendedSupport } from './extended-support.ts';
import { storageComponents } from './storage.ts';

/**
 * What a database in these states is charged for; all others are charged in full.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html
 */
const CHARGED: ReadonlyMap<string, 'storage' | 'nothing'> = new Map(
  Object.entries({
    'inaccessible-encryption-credentials-recoverable': 'storage',
    starting: 'storage',
    stopped: 'storage',
    stopping: 'storage',
    creating: 'nothing',
    'delete-precheck': 'nothing',
    deleting: 'nothing',
    failed: 'nothing',
    'inaccessible-encryption-credentials': 'nothing',
    'incompatible-create': 'nothing',
    'incompatible-network': 'nothing',
    'incompatible-restore': 'nothing',
    'insufficient-capacity': 'nothing',
  }),
);

const SERVERLESS_CLASS = 'db.serverless';

const Subnet = z.object({
  SubnetOutpost: z.object({ Arn: z.string().optional() }).optional(),
});

const Properties = z.object({
  DBInstanceArn: z.string().optional(),
  DBInstanceClass: z.string().optional(),
  DBInstanceStatus: z.string().optional(),
  DBClusterIdentifier: z.string().optional(),
  Engine: z.string().optional(),
  EngineVersion: z.string().optional(),
  EngineLifecycleSupport: z.string().optional(),
  LicenseModel: z.string().optional(),
  MultiAZ: z.boolean().optional(),
  StorageType: z.string().optional(),
  /** GiB */
  AllocatedStorage: z.number().optional(),
  Iops: z.number().optional(),
  /** MiB/s */
  StorageThroughput: z.number().optional(),
  BackupRetentionPeriod: z.number().optional(),
  DedicatedLogVolume: z.boolean().optional(),
  AvailabilityZone: z.string().optional(),
  DBSubnetGroup: z.object({ Subnets: z.array(Subnet).optional() }).optional(),
  // Only on an Outpost:
  CustomerOwnedIpEnabled: z.boolean().optional(),
  /** `outposts`, or `region`. */
  BackupTarget: z.string().optional(),
});

const PRICES = {
  instance: INSTANCE,
  licensedInstance: LICENSED_INSTANCE,
  auroraInstance: AURORA_INSTANCE,
  ioOptimizedInstance: IO_OPTIMIZED_INSTANCE,
  serverlessV2: SERVERLESS_V2,
  storage: STORAGE,
  iops: IOPS,
  throughput: THROUGHPUT,
  requests: REQUESTS,
  backup: BACKUP,
  extendedSupport: EXTENDED_SUPPORT,
};

type Instance = z.output<typeof Properties>;
type Context = ModelContext<keyof typeof PRICES>;

/** @see https://aws.amazon.com/rds/pricing/ */
export const RdsDbInstanceCost = defineCostModel({
  kind: 'AWS::RDS::DBInstance',
  pricing: 'https://aws.amazon.com/rds/pricing/',
  properties: Properties,
  prices: PRICES,
  usage: {
    capacity_units_per_hr: 'Aurora capacity units, on average, of a serverless instance',
    monthly_standard_io_requests: 'I/O requests a month, to magnetic storage',
    additional_backup_storage_gb: 'GB of backups beyond the size of the database',
  },
  related: {
    cluster: {
      kind: 'AWS::RDS::DBCluster',
      arn: ({ DBInstanceArn, DBClusterIdentifier }) =>
        DBClusterIdentifier && DBInstanceArn?.replace(/:db:.+$/, `:cluster:${DBClusterIdentifier}`),
    },
  },
  plan: {
    terraform: ['aws_db_instance', 'aws_rds_cluster_instance'],
    pulumi: ['aws:rds/instance:Instance', 'aws:rds/clusterInstance:ClusterInstance'],
    properties: (values) => {
      const Engine = values.text('engine');
      const Iops = values.number('iops');
      const defaultType = Iops === undefined ? 'gp2' : 'io1';
      return {
        DBInstanceClass: values.text('instance_class'),
        DBClusterIdentifier: values.text('cluster_identifier'),
        Engine,
        EngineVersion: values.text('engine_version'),
        EngineLifecycleSupport: values.text('engine_lifecycle_support'),
        LicenseModel: values.text('license_model'),
        MultiAZ: values.flag('multi_az'),
        // The storage of Aurora is the cluster's.
        StorageType: values.text('storage_type') ?? (isAurora(Engine) ? undefined : defaultType),
        AllocatedStorage: values.number('allocated_storage'),
        Iops,
        StorageThroughput: values.number('storage_throughput'),
        BackupRetentionPeriod: values.number('backup_retention_period'),
        DedicatedLogVolume: values.flag('dedicated_log_volume'),
        AvailabilityZone: values.text('availability_zone'),
        CustomerOwnedIpEnabled: values.flag('customer_owned_ip_enabled'),
        BackupTarget: values.text('backup_target'),
      };
    },
    related: { cluster: 'cluster_identifier' },
  },
  components(properties, context) {
    const { DBInstanceStatus = '', DBClusterIdentifier, Engine } = properties;
    const charged = CHARGED.get(DBInstanceStatus) ?? 'all';
    if (charged === 'nothing') return [];
    const engine = listedEngine(Engine);
    if (engine === undefined) {
      const detail = Engine === undefined ? 'engine not known' : `no cost model of ${Engine}`;
      return [withoutModel('instance hours', detail, 'Hrs')];
    }
    const elsewhere = isOnOutpost(properties)
      ? ({ reason: 'no-model', detail: 'on an Outpost', unit: 'Hrs' } as const)
      : priceElsewhere(properties, context.region, 'Hrs');
    if (elsewhere !== undefined) {
      return [{ name: 'instance hours', price: elsewhere, quantity: HOURS_PER_MONTH }];
    }
    // The storage of a cluster is the cluster's; so are the hours of one with readable standbys.
    if (isAurora(Engine)) {
      if (charged !== 'all') return [];
      const hours = auroraHours(properties, engine, context);
      // The instances of a cluster are in several zones, each for itself.
      return [hours, ...supportOf({ ...properties, MultiAZ: false }, hours, context)];
    }
    if (DBClusterIdentifier !== undefined) return [];
    return ownComponents(properties, engine, context, charged);
  },
});

/** Outposts have prices of their own. Only the subnets tell for certain: a plan does not have them. */
function isOnOutpost({ DBSubnetGroup, CustomerOwnedIpEnabled, BackupTarget }: Instance): boolean {
  const { Subnets = [] } = DBSubnetGroup ?? {};
  return (
    Subnets.some(({ SubnetOutpost }) => SubnetOutpost?.Arn !== undefined) ||
    CustomerOwnedIpEnabled === true ||
    BackupTarget === 'outposts'
  );
}

function auroraHours(
  { DBInstanceClass, StorageType }: Instance,
  { engine }: ListedEngine,
  { price, usage, related }: Context,
): Component {
  const mode = auroraMode(StorageType, related('cluster'));
  if (DBInstanceClass === SERVERLESS_CLASS) {
    return {
      name: 'capacity units',
      price: price('serverlessV2', mode && SERVERLESS_USAGE_TYPE[mode], engine),
      quantity: usageTimes(usage('capacity_units_per_hr'), HOURS_PER_MONTH),
    };
  }
  const name = mode === 'I/O-Optimized' ? 'ioOptimizedInstance' : 'auroraInstance';
  return {
    name: 'instance hours',
    price:
      mode === undefined
        ? { reason: 'no-property', detail: 'storage type of the cluster not known', unit: 'Hrs' }
        : price(name, DBInstanceClass, engine),
    quantity: HOURS_PER_MONTH,
  };
}

function supportOf(
  properties: Instance,
  hours: Component,
  { price, pricedAt }: Context,
): readonly Component[] {
  const isServerless = properties.DBInstanceClass === SERVERLESS_CLASS;
  return extendedSupport(properties, { hours, isServerless, price, pricedAt });
}

function ownComponents(
  properties: Instance,
  engine: ListedEngine,
  context: Context,
  charged: 'all' | 'storage',
): readonly Component[] {
  const { price, usage } = context;
  const { DBInstanceClass, MultiAZ, LicenseModel, StorageType } = properties;
  const { BackupRetentionPeriod = 0 } = properties;
  const deployment = MultiAZ === true ? 'Multi-AZ' : 'Single-AZ';
  const instance = { instanceClass: DBInstanceClass, license: LicenseModel };
  const hours = instanceHours({ ...instance, engine, deployment, price });
  const backups: Component = {
    name: 'backups',
    price: price('backup'),
    quantity: usage('additional_backup_storage_gb'),
  };
  const requests: Component = {
    name: 'I/O requests',
    price: firstListed(price('requests', 'Any'), price('requests', engine.engine)),
    quantity: usage('monthly_standard_io_requests'),
  };
  const logVolume = withoutModel('log volume', 'no cost model of dedicated log volumes', 'GB-Mo');
  return [
    ...(charged === 'all' ? [hours, ...supportOf(properties, hours, context)] : []),
    ...storageComponents(properties, { engine, deployment, price }),
    ...(StorageType === 'standard' ? [requests] : []),
    ...(properties.DedicatedLogVolume === true ? [logVolume] : []),
    ...(BackupRetentionPeriod > 0 ? [backups] : []),
  ];
}
