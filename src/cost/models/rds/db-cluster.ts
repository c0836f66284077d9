import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { decimal, sumOf, times } from '../../money/decimal.ts';
import type { MissingPrice, Price } from '../../prices/price.ts';
import type { Component, ModelContext } from '../cost-model.ts';
import { defineCostModel } from '../define-cost-model.ts';
import { computedUsage } from '../computed-usage.ts';
import { usageTimes } from '../usage-times.ts';
import { firstListed } from '../first-listed.ts';
import { withoutModel } from '../without-model.ts';
import { clusterMode } from './aurora-mode.ts';
import { isAurora, listedEngine, type ListedEngine } from './engines.ts';
import {
  AURORA_BACKUP,
  AURORA_REQUESTS,
  AURORA_STORAGE,
  BACKTRACK,
  BACKUP,
  INSTANCE,
  IOPS,
  SERVERLESS_V1,
  SNAPSHOT_EXPORT,
  STORAGE,
  THROUGHPUT,
} from './prices.ts';
import { storageComponents } from './storage.ts';

const SECONDS_PER_HOUR = 3_600;
/** One day of backups is within the price of storage. */
const FREE_BACKUP_DAYS = 1;

const Properties = z.object({
  Status: z.string().optional(),
  Engine: z.string().optional(),
  EngineMode: z.string().optional(),
  StorageType: z.string().optional(),
  BackupRetentionPeriod: z.number().optional(),
  /** Seconds. */
  BacktrackWindow: z.number().optional(),
  // Only of a Multi-AZ cluster with readable standbys:
  DBClusterInstanceClass: z.string().optional(),
  /** GiB */
  AllocatedStorage: z.number().optional(),
  Iops: z.number().optional(),
  /** MiB/s */
  StorageThroughput: z.number().optional(),
});

const PRICES = {
  auroraStorage: AURORA_STORAGE,
  auroraRequests: AURORA_REQUESTS,
  auroraBackup: AURORA_BACKUP,
  serverlessV1: SERVERLESS_V1,
  backtrack: BACKTRACK,
  snapshotExport: SNAPSHOT_EXPORT,
  instance: INSTANCE,
  storage: STORAGE,
  iops: IOPS,
  throughput: THROUGHPUT,
  backup: BACKUP,
};

type Cluster = z.output<typeof Properties>;
type Context = ModelContext<keyof typeof PRICES>;

/**
 * Aurora's storage, and all of a Multi-AZ cluster with readable standbys. The instances of Aurora are charged for on
 * their own.
 *
 * @see https://aws.amazon.com/rds/aurora/pricing/
 */
export const RdsDbClusterCost = defineCostModel({
  kind: 'AWS::RDS::DBCluster',
  pricing: 'https://aws.amazon.com/rds/aurora/pricing/',
  properties: Properties,
  prices: PRICES,
  usage: {
    capacity_units_per_hr: 'Aurora capacity units, on average, of a serverless cluster',
    storage_gb: 'GB of storage, of Aurora',
    write_requests_per_sec: 'write I/O requests a second, of Aurora Standard',
    read_requests_per_sec: 'read I/O requests a second, of Aurora Standard',
    backup_snapshot_size_gb: 'GB of a day of backups, of Aurora',
    average_statements_per_hr: 'statements an hour, of Aurora with backtrack',
    change_records_per_statement: 'change records of a statement, of Aurora with backtrack',
    backtrack_window_hrs: 'hours of the backtrack window, of Aurora with backtrack',
    snapshot_export_size_gb: 'GB of snapshots exported a month, of Aurora',
    additional_backup_storage_gb: 'GB of backups beyond the size of the database, not of Aurora',
  },
  plan: {
    terraform: ['aws_rds_cluster'],
    pulumi: ['aws:rds/cluster:Cluster'],
    properties: (values) => ({
      Engine: values.text('engine'),
      EngineMode: values.text('engine_mode'),
      StorageType: values.text('storage_type'),
      BackupRetentionPeriod: values.number('backup_retention_period'),
      BacktrackWindow: values.number('backtrack_window'),
      DBClusterInstanceClass: values.text('db_cluster_instance_class'),
      AllocatedStorage: values.number('allocated_storage'),
      Iops: values.number('iops'),
      StorageThroughput: values.number('storage_throughput'),
    }),
  },
  components(properties, context) {
    const { Engine } = properties;
    const engine = listedEngine(Engine);
    if (engine === undefined) {
      const detail = Engine === undefined ? 'engine not known' : `no cost model of ${Engine}`;
      return [withoutModel('storage', detail, 'GB-Mo')];
    }
    return isAurora(Engine)
      ? auroraComponents(properties, engine, context)
      : standbyComponents(properties, engine, context);
  },
});

function auroraComponents(
  properties: Cluster,
  { engine }: ListedEngine,
  { price, usage }: Context,
): readonly Component[] {
  const { EngineMode, StorageType, BackupRetentionPeriod = FREE_BACKUP_DAYS } = properties;
  const isStandard = clusterMode(StorageType) === 'Standard';
  const anyEngine = (
    name: 'auroraRequests' | 'auroraBackup' | 'backtrack' | 'snapshotExport',
  ): Price | MissingPrice => firstListed(price(name, engine), price(name, 'Any'));
  const storageType = isStandard ? 'Aurora:StorageUsage' : 'Aurora:IO-OptimizedStorageUsage';
  const perSecond = [usage('write_requests_per_sec'), usage('read_requests_per_sec')];
  const secondsPerMonth = decimal(HOURS_PER_MONTH * SECONDS_PER_HOUR);
  const backupDays = BackupRetentionPeriod - FREE_BACKUP_DAYS;
  const capacity: Component = {
    name: 'capacity units',
    price: price('serverlessV1', engine),
    quantity: usageTimes(usage('capacity_units_per_hr'), HOURS_PER_MONTH),
  };
  const storage: Component = {
    name: 'storage',
    price: firstListed(
      price('auroraStorage', storageType, engine),
      price('auroraStorage', storageType, 'Any'),
    ),
    quantity: usage('storage_gb'),
  };
  const requests: Component = {
    name: 'I/O requests',
    price: anyEngine('auroraRequests'),
    quantity: computedUsage(perSecond, (...rates) => times(sumOf(rates), secondsPerMonth)),
  };
  const backups: Component = {
    name: 'backups',
    price: anyEngine('auroraBackup'),
    quantity: usageTimes(usage('backup_snapshot_size_gb'), backupDays),
  };
  const exports: Component = {
    name: 'snapshot export',
    price: anyEngine('snapshotExport'),
    quantity: usage('snapshot_export_size_gb'),
  };
  return [
    ...(EngineMode === 'serverless' ? [capacity] : []),
    storage,
    ...(isStandard ? [requests] : []),
    ...(backupDays > 0 ? [backups] : []),
    ...(engine === 'Aurora MySQL' && EngineMode !== 'serverless'
      ? backtrack(properties, usage, anyEngine('backtrack'))
      : []),
    exports,
  ];
}

/** Change records that are kept: those of a statement, for the hours of the window. */
function backtrack(
  { BacktrackWindow = 0 }: Cluster,
  usage: Context['usage'],
  price: Price | MissingPrice,
): readonly Component[] {
  const window = usage('backtrack_window_hrs');
  if (BacktrackWindow === 0 && window.measured === undefined) return [];
  const hours =
    window.measured === undefined
      ? { ...window, measured: BacktrackWindow / SECONDS_PER_HOUR }
      : window;
  const from = [usage('average_statements_per_hr'), usage('change_records_per_statement'), hours];
  const quantity = computedUsage(from, (...measured) =>
    measured.reduce(times, decimal(HOURS_PER_MONTH)),
  );
  return [{ name: 'backtrack', price, quantity }];
}

function standbyComponents(
  properties: Cluster,
  engine: ListedEngine,
  { price, usage }: Context,
): readonly Component[] {
  const { Status, DBClusterInstanceClass, BackupRetentionPeriod = 0 } = properties;
  const deployment = 'Multi-AZ (readable standbys)';
  const hours: Component = {
    name: 'instance hours',
    price: price('instance', DBClusterInstanceClass, engine.engine, deployment),
    quantity: HOURS_PER_MONTH,
  };
  const backups: Component = {
    name: 'backups',
    price: price('backup'),
    quantity: usage('additional_backup_storage_gb'),
  };
  return [
    ...(Status === 'stopped' ? [] : [hours]),
    ...storageComponents(properties, { engine, deployment, price }),
    ...(BackupRetentionPeriod > 0 ? [backups] : []),
  ];
}
