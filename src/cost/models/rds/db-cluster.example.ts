import type { CostExample, ExampleRow } from '../cost-example.ts';
import { BACKUP_ROW, instanceRow, storageRow, usageRow } from './example-rows.ts';

const STANDBYS = 'Multi-AZ (readable standbys)';
const MYSQL = 'Aurora MySQL';

/** Prices of us-east-1. */
const ROWS: readonly ExampleRow[] = [
  usageRow('Database Storage', 'Any', 'Aurora:StorageUsage', 'GB-Mo', '0.1000000000'),
  usageRow(
    'Database Storage',
    'Aurora PostgreSQL',
    'Aurora:IO-OptimizedStorageUsage',
    'GB-Mo',
    '0.2250000000',
  ),
  usageRow('System Operation', 'Any', 'Aurora:StorageIOUsage', 'IOs', '0.0000002000'),
  usageRow('System Operation', MYSQL, 'Aurora:BacktrackUsage', 'CR-Hr', '0.0000000120'),
  usageRow('System Operation', MYSQL, 'Aurora:SnapshotExportToS3', 'GB', '0.0100000000'),
  usageRow(
    'System Operation',
    'Aurora PostgreSQL',
    'Aurora:SnapshotExportToS3',
    'GB',
    '0.0100000000',
  ),
  usageRow('Storage Snapshot', MYSQL, 'Aurora:BackupUsage', 'GB-Mo', '0.0210000000'),
  usageRow('Serverless', MYSQL, 'Aurora:ServerlessUsage', 'ACU-Hr', '0.0600000000'),
  instanceRow({
    instanceType: 'db.m6gd.large',
    databaseEngine: 'PostgreSQL',
    deploymentOption: STANDBYS,
    usagetype: 'Multi-AZClusterUsage:db.m6gd.large',
    operation: 'CreateDBInstance:0014',
    price: '0.5220000000',
  }),
  storageRow('General Purpose-GP3', STANDBYS, 'RDS:Multi-AZCluster-GP3-Storage', '0.3450000000'),
  usageRow('Provisioned IOPS', 'Any', 'RDS:Multi-AZCluster-GP3-PIOPS', 'IOPS-Mo', '0.0600000000'),
  usageRow(
    'Provisioned Throughput',
    'Any',
    'RDS:Multi-AZCluster-GP3-Throughput',
    'MBPS-Mo',
    '0.2400000000',
  ),
  BACKUP_ROW,
];

const CLUSTER = { DBClusterIdentifier: 'orders', Status: 'available' };

export const EXAMPLES: readonly CostExample[] = [
  {
    title: 'Aurora Standard with measured storage, I/O, backups and backtrack',
    region: 'us-east-1',
    properties: {
      ...CLUSTER,
      Engine: 'aurora-mysql',
      EngineMode: 'provisioned',
      BackupRetentionPeriod: 5,
    },
    usage: {
      storage_gb: 100,
      write_requests_per_sec: 10,
      read_requests_per_sec: 10,
      backup_snapshot_size_gb: 100,
      average_statements_per_hr: 10_000_000,
      change_records_per_statement: '0.38',
      backtrack_window_hrs: 24,
      snapshot_export_size_gb: 200,
    },
    rows: ROWS,
    monthly: {
      storage: '10',
      'I/O requests': '10.512',
      backups: '8.4',
      backtrack: '798.912',
      'snapshot export': '2',
    },
    plan: {
      terraform: {
        type: 'aws_rds_cluster',
        values: { engine: 'aurora-mysql', backup_retention_period: 5 },
      },
      pulumi: {
        type: 'aws:rds/cluster:Cluster',
        values: { engine: 'aurora-mysql', backupRetentionPeriod: 5 },
      },
    },
  },
  {
    title: 'Aurora Standard without usage, where backtrack keeps an hour',
    region: 'us-east-1',
    properties: { ...CLUSTER, Engine: 'aurora-mysql', BacktrackWindow: 3_600 },
    rows: ROWS,
    monthly: {},
    unpriced: {
      storage: 'usage',
      'I/O requests': 'usage',
      backtrack: 'usage',
      'snapshot export': 'usage',
    },
  },
  {
    title: 'I/O-Optimized, which pays no requests',
    region: 'us-east-1',
    properties: { ...CLUSTER, Engine: 'aurora-postgresql', StorageType: 'aurora-iopt1' },
    usage: { storage_gb: 100, write_requests_per_sec: 10, read_requests_per_sec: 10 },
    rows: ROWS,
    monthly: { storage: '22.5' },
    unpriced: { 'snapshot export': 'usage' },
  },
  {
    title: 'Aurora Serverless v1',
    region: 'us-east-1',
    properties: { ...CLUSTER, Engine: 'aurora-mysql', EngineMode: 'serverless' },
    usage: { capacity_units_per_hr: 1_000, storage_gb: 100 },
    rows: ROWS,
    monthly: { 'capacity units': '43800', storage: '10' },
    unpriced: { 'I/O requests': 'usage', 'snapshot export': 'usage' },
  },
  {
    title: 'PostgreSQL with two readable standbys, which the cluster pays for',
    region: 'us-east-1',
    properties: {
      ...CLUSTER,
      Engine: 'postgres',
      DBClusterInstanceClass: 'db.m6gd.large',
      StorageType: 'gp3',
      AllocatedStorage: 100,
      Iops: 4_000,
      StorageThroughput: 225,
      BackupRetentionPeriod: 1,
    },
    rows: ROWS,
    monthly: { 'instance hours': '381.06', storage: '34.5', IOPS: '60', throughput: '24' },
    unpriced: { backups: 'usage' },
    plan: {
      terraform: {
        type: 'aws_rds_cluster',
        values: {
          engine: 'postgres',
          db_cluster_instance_class: 'db.m6gd.large',
          storage_type: 'gp3',
          allocated_storage: 100,
          iops: 4_000,
          storage_throughput: 225,
          backup_retention_period: 1,
        },
      },
      pulumi: {
        type: 'aws:rds/cluster:Cluster',
        values: {
          engine: 'postgres',
          dbClusterInstanceClass: 'db.m6gd.large',
          storageType: 'gp3',
          allocatedStorage: 100,
          iops: 4_000,
          storageThroughput: 225,
          backupRetentionPeriod: 1,
        },
      },
    },
  },
];
