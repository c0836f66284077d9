import type { PriceNeed } from '../../prices/price-need.ts';

const SERVICE = 'AmazonRDS';

/** Each engine, edition and license has a number. Others are of RDS Custom and of Outposts. */
const LICENSED_OPERATIONS = ['0005', '0010', '0011', '0012', '0015', '0019', '0020'].map(
  (number) => `CreateDBInstance:${number}`,
);

/** Hours of MySQL, MariaDB and PostgreSQL. A usage type shortens the class, so the attributes tell which it is. */
export const INSTANCE: PriceNeed = {
  service: SERVICE,
  family: 'Database Instance',
  usageType: /^(Instance|Multi-AZ|Multi-AZCluster)Usage:db\.[\w.-]+$/,
  where: {
    locationType: 'AWS Region',
    databaseEngine: ['MySQL', 'MariaDB', 'PostgreSQL'],
    licenseModel: 'No license required',
  },
  key: ['instanceType', 'databaseEngine', 'deploymentOption'],
  keep: ['vcpu', 'memory'],
  unit: 'Hrs',
};

/** Hours of Oracle and SQL Server. */
export const LICENSED_INSTANCE: PriceNeed = {
  ...INSTANCE,
  usageType: /^(Instance|Multi-AZ|Mirror)Usage:db\.[\w.-]+$/,
  where: {
    locationType: 'AWS Region',
    databaseEngine: ['Oracle', 'SQL Server'],
    operation: LICENSED_OPERATIONS,
  },
  key: ['instanceType', 'databaseEngine', 'databaseEdition', 'licenseModel', 'deploymentOption'],
};

const AURORA = ['Aurora MySQL', 'Aurora PostgreSQL'];

/** Hours of Aurora Standard. Only the usage type tells them from those of I/O-Optimized. */
export const AURORA_INSTANCE: PriceNeed = {
  ...INSTANCE,
  usageType: /^InstanceUsage:db\.[\w.-]+$/,
  where: { locationType: 'AWS Region', databaseEngine: AURORA },
  key: ['instanceType', 'databaseEngine'],
};

export const IO_OPTIMIZED_INSTANCE: PriceNeed = {
  ...AURORA_INSTANCE,
  usageType: /^InstanceUsageIOOptimized:db\.[\w.-]+$/,
};

/** Capacity of Aurora Serverless v2. */
export const SERVERLESS_V2: PriceNeed = {
  service: SERVICE,
  family: 'ServerlessV2',
  usageType: ['Aurora:ServerlessV2Usage', 'Aurora:ServerlessV2IOOptimizedUsage'],
  where: { databaseEngine: AURORA },
  key: ['usagetype', 'databaseEngine'],
  unit: 'ACU-Hours',
};

/** By engine, or `Any` of them. */
export const STORAGE: PriceNeed = {
  service: SERVICE,
  family: 'Database Storage',
  usageType:
    /^RDS:((Multi-AZ|Multi-AZCluster|Mirror)-)?(GP2-Storage|GP3-Storage|PIOPS-Storage|PIOPS-Storage-IO2|IO2-PIOPS-Storage|StorageUsage)$/,
  key: ['databaseEngine', 'deploymentOption', 'volumeType'],
  unit: 'GB-Mo',
};

export const IOPS: PriceNeed = {
  service: SERVICE,
  family: 'Provisioned IOPS',
  usageType: /^RDS:((Multi-AZ|Multi-AZCluster|Mirror)-)?(GP3-|IO2-)?PIOPS$/,
  key: ['databaseEngine', 'usagetype'],
  unit: 'IOPS-Mo',
};

export const THROUGHPUT: PriceNeed = {
  service: SERVICE,
  family: 'Provisioned Throughput',
  usageType: /^RDS:((Multi-AZ|Multi-AZCluster|Mirror)-)?GP3-Throughput$/,
  key: ['databaseEngine', 'usagetype'],
  unit: 'MiBps-Mo',
};

/** Requests to magnetic storage. */
export const REQUESTS: PriceNeed = {
  service: SERVICE,
  family: 'System Operation',
  usageType: 'RDS:StorageIOUsage',
  key: ['databaseEngine'],
  unit: 'IOs',
};

/** Backups beyond the size of the database. Other rows of this usage type have an operation. */
export const BACKUP: PriceNeed = {
  service: SERVICE,
  family: 'Storage Snapshot',
  usageType: 'RDS:ChargedBackupUsage',
  where: { databaseEngine: 'Any', operation: '', engineCode: /^\d+$/ },
  key: [],
  unit: 'GB-Mo',
};

export const AURORA_STORAGE: PriceNeed = {
  service: SERVICE,
  family: 'Database Storage',
  usageType: ['Aurora:StorageUsage', 'Aurora:IO-OptimizedStorageUsage'],
  key: ['usagetype', 'databaseEngine'],
  unit: 'GB-Mo',
};

export const AURORA_REQUESTS: PriceNeed = {
  service: SERVICE,
  family: 'System Operation',
  usageType: 'Aurora:StorageIOUsage',
  key: ['databaseEngine'],
  unit: 'IOs',
};

export const AURORA_BACKUP: PriceNeed = {
  service: SERVICE,
  family: 'Storage Snapshot',
  usageType: 'Aurora:BackupUsage',
  key: ['databaseEngine'],
  unit: 'GB-Mo',
};

/** Change records that are kept, by the hour. */
export const BACKTRACK: PriceNeed = {
  service: SERVICE,
  family: 'System Operation',
  usageType: 'Aurora:BacktrackUsage',
  key: ['databaseEngine'],
  unit: 'ChangeRecord-Hours',
};

export const SNAPSHOT_EXPORT: PriceNeed = {
  service: SERVICE,
  family: 'System Operation',
  usageType: 'Aurora:SnapshotExportToS3',
  key: ['databaseEngine'],
  unit: 'GB',
};

/** Aurora Serverless v1. */
export const SERVERLESS_V1: PriceNeed = {
  service: SERVICE,
  family: 'Serverless',
  usageType: 'Aurora:ServerlessUsage',
  where: { databaseEngine: AURORA },
  key: ['databaseEngine'],
  unit: 'ACU-Hours',
};

/** An addition for each vCPU of a version past its standard support. AWS lists it without a family. */
export const EXTENDED_SUPPORT: PriceNeed = {
  service: SERVICE,
  family: '',
  usageType: /^ExtendedSupport:(Yr1-Yr2|Yr3):(Aurora)?(MySQL|PostgreSQL)[\d.]+$/,
  key: ['usagetype'],
  unit: 'vCPU-Hours',
};
