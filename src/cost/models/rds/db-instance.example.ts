import type { CostExample, ExampleRow } from '../cost-example.ts';
import { BACKUP_ROW, instanceRow, storageRow, usageRow } from './example-rows.ts';

const MYSQL = { instanceType: 'db.m5.large', databaseEngine: 'MySQL' };
const SQL_SERVER = {
  instanceType: 'db.m5.xlarge',
  databaseEngine: 'SQL Server',
  databaseEdition: 'Standard',
};
const AURORA = { instanceType: 'db.r6g.large', databaseEngine: 'Aurora PostgreSQL' };

/** Prices of us-east-1, where most usage types have no prefix. */
const ROWS: readonly ExampleRow[] = [
  instanceRow({
    ...MYSQL,
    usagetype: 'InstanceUsage:db.m5.large',
    operation: 'CreateDBInstance:0002',
    price: '0.1710000000',
  }),
  instanceRow({
    ...MYSQL,
    deploymentOption: 'Multi-AZ',
    usagetype: 'Multi-AZUsage:db.m5.large',
    operation: 'CreateDBInstance:0002',
    price: '0.3420000000',
  }),
  instanceRow({
    ...SQL_SERVER,
    deploymentOption: 'Multi-AZ (SQL Server Mirror)',
    licenseModel: 'License included',
    usagetype: 'Multi-AZUsage:db.m5.xl',
    operation: 'CreateDBInstance:0012',
    price: '2.2080000000',
  }),
  instanceRow({
    ...AURORA,
    usagetype: 'InstanceUsage:db.r6g.large',
    operation: 'CreateDBInstance:0021',
    price: '0.2600000000',
  }),
  instanceRow({
    ...AURORA,
    usagetype: 'InstanceUsageIOOptimized:db.r6g.large',
    operation: 'CreateDBInstance:0021',
    price: '0.3380000000',
  }),
  usageRow('ServerlessV2', 'Aurora MySQL', 'Aurora:ServerlessV2Usage', 'ACU-Hr', '0.1200000000'),
  storageRow('General Purpose-GP3', 'Multi-AZ', 'RDS:Multi-AZ-GP3-Storage', '0.2300000000'),
  storageRow('General Purpose', 'Single-AZ', 'RDS:GP2-Storage', '0.1150000000'),
  storageRow('Magnetic', 'Single-AZ', 'RDS:StorageUsage', '0.1000000000'),
  storageRow(
    'Provisioned IOPS',
    'Multi-AZ (SQL Server Mirror)',
    'RDS:Mirror-PIOPS-Storage',
    '0.2500000000',
  ),
  usageRow('Provisioned IOPS', 'Any', 'RDS:Multi-AZ-GP3-PIOPS', 'IOPS-Mo', '0.0400000000'),
  usageRow('Provisioned IOPS', 'Any', 'RDS:Mirror-PIOPS', 'IOPS-Mo', '0.2000000000'),
  usageRow('Provisioned Throughput', 'MySQL', 'RDS:Multi-AZ-GP3-Throughput', 'MBPS-Mo', '0.16'),
  usageRow('System Operation', 'Any', 'RDS:StorageIOUsage', 'IOs', '0.0000001000'),
  BACKUP_ROW,
];

const LARGE_MYSQL = {
  instance_class: 'db.m5.large',
  engine: 'mysql',
  multi_az: true,
  storage_type: 'gp3',
  allocated_storage: 500,
  iops: 13_000,
  storage_throughput: 600,
  backup_retention_period: 7,
};

export const EXAMPLES: readonly CostExample[] = [
  {
    title: 'Multi-AZ MySQL with more IOPS and throughput than large gp3 includes',
    region: 'us-east-1',
    properties: {
      DBInstanceIdentifier: 'orders',
      DBInstanceClass: 'db.m5.large',
      DBInstanceStatus: 'available',
      Engine: 'mysql',
      LicenseModel: 'general-public-license',
      MultiAZ: true,
      StorageType: 'gp3',
      AllocatedStorage: 500,
      Iops: 13_000,
      StorageThroughput: 600,
      BackupRetentionPeriod: 7,
    },
    rows: ROWS,
    monthly: { 'instance hours': '249.66', storage: '115', IOPS: '40', throughput: '16' },
    unpriced: { backups: 'usage' },
    plan: {
      terraform: { type: 'aws_db_instance', values: LARGE_MYSQL },
      pulumi: {
        type: 'aws:rds/instance:Instance',
        values: {
          instanceClass: 'db.m5.large',
          engine: 'mysql',
          multiAz: true,
          storageType: 'gp3',
          allocatedStorage: 500,
          iops: 13_000,
          storageThroughput: 600,
          backupRetentionPeriod: 7,
        },
      },
    },
  },
  {
    title: 'a stopped instance, which pays for its storage alone',
    region: 'us-east-1',
    properties: {
      DBInstanceIdentifier: 'archive',
      DBInstanceClass: 'db.m5.large',
      DBInstanceStatus: 'stopped',
      Engine: 'mysql',
      StorageType: 'gp2',
      AllocatedStorage: 200,
      BackupRetentionPeriod: 1,
    },
    usage: { additional_backup_storage_gb: 40 },
    rows: ROWS,
    monthly: { storage: '23', backups: '3.8' },
  },
  {
    title: 'mirrored SQL Server Standard with provisioned IOPS',
    region: 'us-east-1',
    properties: {
      DBInstanceIdentifier: 'erp',
      DBInstanceClass: 'db.m5.xlarge',
      Engine: 'sqlserver-se',
      LicenseModel: 'license-included',
      MultiAZ: true,
      StorageType: 'io1',
      AllocatedStorage: 200,
      Iops: 2_000,
    },
    rows: ROWS,
    monthly: { 'instance hours': '1611.84', storage: '50', IOPS: '400' },
  },
  {
    title: 'magnetic storage, whose requests are measured',
    region: 'us-east-1',
    properties: {
      DBInstanceIdentifier: 'old',
      DBInstanceClass: 'db.m5.large',
      Engine: 'mysql',
      MultiAZ: false,
      StorageType: 'standard',
      AllocatedStorage: 100,
    },
    usage: { monthly_standard_io_requests: 20_000_000 },
    rows: ROWS,
    monthly: { 'instance hours': '124.83', storage: '10', 'I/O requests': '2' },
  },
  {
    title: 'an instance of an I/O-Optimized cluster of Aurora',
    region: 'us-east-1',
    properties: {
      DBInstanceIdentifier: 'reader',
      DBInstanceClass: 'db.r6g.large',
      DBClusterIdentifier: 'fast',
      Engine: 'aurora-postgresql',
    },
    related: { cluster: { StorageType: 'aurora-iopt1' } },
    rows: ROWS,
    monthly: { 'instance hours': '246.74' },
    plan: {
      terraform: {
        type: 'aws_rds_cluster_instance',
        values: {
          instance_class: 'db.r6g.large',
          cluster_identifier: 'fast',
          engine: 'aurora-postgresql',
        },
      },
      pulumi: {
        type: 'aws:rds/clusterInstance:ClusterInstance',
        values: {
          instanceClass: 'db.r6g.large',
          clusterIdentifier: 'fast',
          engine: 'aurora-postgresql',
        },
      },
    },
  },
  {
    title: "an instance of Aurora Standard, whose storage is its cluster's",
    region: 'us-east-1',
    properties: {
      DBInstanceIdentifier: 'writer',
      DBInstanceClass: 'db.r6g.large',
      DBClusterIdentifier: 'plain',
      Engine: 'aurora-postgresql',
      StorageType: 'aurora',
      AllocatedStorage: 1,
    },
    rows: ROWS,
    monthly: { 'instance hours': '189.8' },
  },
  {
    title: 'Aurora Serverless v2, by the capacity that it used',
    region: 'us-east-1',
    properties: {
      DBInstanceIdentifier: 'elastic',
      DBInstanceClass: 'db.serverless',
      DBClusterIdentifier: 'serverless',
      Engine: 'aurora-mysql',
      StorageType: 'aurora',
    },
    usage: { capacity_units_per_hr: '2.5' },
    rows: ROWS,
    monthly: { 'capacity units': '219' },
  },
  {
    title: 'an instance of a Multi-AZ cluster, which the cluster pays for',
    region: 'us-east-1',
    properties: {
      DBInstanceIdentifier: 'standby',
      DBInstanceClass: 'db.m5.large',
      DBClusterIdentifier: 'standbys',
      Engine: 'mysql',
      StorageType: 'gp3',
      AllocatedStorage: 100,
    },
    rows: ROWS,
    monthly: {},
  },
  {
    title: 'on an Outpost, as its subnet tells',
    region: 'us-east-1',
    properties: {
      DBInstanceIdentifier: 'factory',
      DBInstanceClass: 'db.m5.large',
      Engine: 'mysql',
      StorageType: 'gp2',
      AllocatedStorage: 100,
      DBSubnetGroup: {
        DBSubnetGroupName: 'outpost',
        Subnets: [
          {
            SubnetIdentifier: 'subnet-1',
            SubnetOutpost: { Arn: 'arn:aws:outposts:us-east-1:210000000000:outpost/op-1' },
          },
        ],
      },
    },
    rows: ROWS,
    monthly: {},
    unpriced: { 'instance hours': 'no-model' },
  },
  {
    title: 'on an Outpost, where its backups stay',
    region: 'us-east-1',
    properties: {
      DBInstanceIdentifier: 'factory',
      DBInstanceClass: 'db.m5.large',
      Engine: 'mysql',
      StorageType: 'gp2',
      AllocatedStorage: 100,
      BackupTarget: 'outposts',
    },
    rows: ROWS,
    monthly: {},
    unpriced: { 'instance hours': 'no-model' },
    plan: {
      terraform: {
        type: 'aws_db_instance',
        values: { instance_class: 'db.m5.large', engine: 'mysql', backup_target: 'outposts' },
      },
      pulumi: {
        type: 'aws:rds/instance:Instance',
        values: { instanceClass: 'db.m5.large', engine: 'mysql', backupTarget: 'outposts' },
      },
    },
  },
  {
    title: 'in a Local Zone, which has prices of its own',
    region: 'us-east-1',
    properties: {
      DBInstanceIdentifier: 'near',
      DBInstanceClass: 'db.m5.large',
      Engine: 'mysql',
      StorageType: 'gp2',
      AllocatedStorage: 100,
      AvailabilityZone: 'us-east-1-bos-1a',
    },
    rows: ROWS,
    monthly: {},
    unpriced: { 'instance hours': 'no-model' },
  },
  {
    title: 'a DocumentDB instance, which the API of RDS lists too',
    region: 'us-east-1',
    properties: {
      DBInstanceIdentifier: 'documents',
      DBInstanceClass: 'db.r6g.large',
      Engine: 'docdb',
    },
    rows: ROWS,
    monthly: {},
    unpriced: { 'instance hours': 'no-model' },
  },
];
