import { describe, expect, test } from '@jest/globals';
import type { ExampleRow } from '../../../src/cost/models/cost-example.ts';
import { RdsDbClusterCost } from '../../../src/cost/models/rds/db-cluster.ts';
import { RdsDbInstanceCost } from '../../../src/cost/models/rds/db-instance.ts';
import { instanceRow, storageRow, usageRow } from '../../../src/cost/models/rds/example-rows.ts';
import { costsOf, rotations } from './price-rows.ts';

const POSTGRES = instanceRow({
  instanceType: 'db.r6gd.large',
  databaseEngine: 'PostgreSQL',
  usagetype: 'InstanceUsage:db.r6gd.large',
  operation: 'CreateDBInstance:0014',
  price: '0.2520000000',
});
const STANDARD = instanceRow({
  instanceType: 'db.r6gd.large',
  databaseEngine: 'Aurora PostgreSQL',
  usagetype: 'InstanceUsage:db.r6gd.large',
  operation: 'CreateDBInstance:0021',
  price: '0.3130000000',
});
const IO_OPTIMIZED = instanceRow({
  instanceType: 'db.r6gd.large',
  databaseEngine: 'Aurora PostgreSQL',
  usagetype: 'InstanceUsageIOOptimized:db.r6gd.large',
  operation: 'CreateDBInstance:0021',
  price: '0.4070000000',
});
const GP3 = storageRow('General Purpose-GP3', 'Single-AZ', 'RDS:GP3-Storage', '0.1150000000');

/** Both modes name the class's local disks as their storage. */
function withDisks(row: ExampleRow): ExampleRow {
  return { ...row, attributes: { ...row.attributes, storage: '1 x 118 NVMe SSD' } };
}

const instance = { DBInstanceClass: 'db.r6gd.large', DBInstanceStatus: 'available' };

test('trap 3: postgres has its own price with rows of Aurora PostgreSQL present', () => {
  const properties = {
    ...instance,
    Engine: 'postgres',
    LicenseModel: 'postgresql-license',
    MultiAZ: false,
    StorageType: 'gp3',
    AllocatedStorage: 100,
  };

  for (const rows of rotations([STANDARD, POSTGRES, IO_OPTIMIZED, GP3])) {
    expect(costsOf(RdsDbInstanceCost, { properties, rows })).toEqual({
      'instance hours': '183.96 USD',
      storage: '11.5 USD',
    });
  }
});

test('trap 4: Aurora Standard and I/O-Optimized of an NVMe class have prices of their own', () => {
  const properties = { ...instance, Engine: 'aurora-postgresql' };
  const ofMode = (StorageType: string): object => ({ ...properties, StorageType });

  for (const rows of rotations([POSTGRES, withDisks(IO_OPTIMIZED), withDisks(STANDARD)])) {
    expect(costsOf(RdsDbInstanceCost, { properties: { ...ofMode('aurora') }, rows })).toEqual({
      'instance hours': '228.49 USD',
    });
    expect(costsOf(RdsDbInstanceCost, { properties: { ...ofMode('aurora-iopt1') }, rows })).toEqual(
      { 'instance hours': '297.11 USD' },
    );
  }
});

describe('the mode of an instance of Aurora', () => {
  const properties = { ...instance, Engine: 'aurora-postgresql', DBClusterIdentifier: 'orders' };
  const rows = [STANDARD, IO_OPTIMIZED];

  test("is the cluster's where the instance does not tell", () => {
    const fast = { cluster: { StorageType: 'aurora-iopt1' } };

    expect(costsOf(RdsDbInstanceCost, { properties, rows, related: fast })).toEqual({
      'instance hours': '297.11 USD',
    });
    expect(costsOf(RdsDbInstanceCost, { properties, rows, related: { cluster: {} } })).toEqual({
      'instance hours': '228.49 USD',
    });
  });

  test('is not guessed where the cluster is unknown', () => {
    expect(costsOf(RdsDbInstanceCost, { properties, rows })).toEqual({
      'instance hours': 'no-property',
    });
  });

  test('is asked of the cluster by its ARN', () => {
    const DBInstanceArn = 'arn:aws-cn:rds:cn-north-1:210000000001:db:reader';

    expect(RdsDbInstanceCost.relatedArns({ ...properties, DBInstanceArn })).toEqual({
      cluster: 'arn:aws-cn:rds:cn-north-1:210000000001:cluster:orders',
    });
  });
});

test('trap 19: Aurora in China costs yuan, never dollars', () => {
  const rows = [
    usageRow('Database Storage', 'Any', 'CNN1-Aurora:StorageUsage', 'GB-Mo', '0.6700000000'),
    usageRow('System Operation', 'Any', 'CNN1-Aurora:StorageIOUsage', 'IOs', '0.0000013300'),
    usageRow('Storage Snapshot', 'Aurora MySQL', 'CNN1-Aurora:BackupUsage', 'GB-Mo', '0.18'),
  ];
  const usage: Readonly<Record<string, number>> = {
    storage_gb: 100,
    write_requests_per_sec: 10,
    read_requests_per_sec: 10,
    backup_snapshot_size_gb: 100,
  };

  const costs = costsOf(RdsDbClusterCost, {
    properties: { Engine: 'aurora-mysql', BackupRetentionPeriod: 5 },
    region: 'cn-north-1',
    currency: 'CNY',
    rows,
    usage: (name) => usage[name],
  });

  expect(costs).toEqual({
    storage: '67 CNY',
    'I/O requests': '69.9048 CNY',
    backups: '72 CNY',
    'snapshot export': 'no-price',
  });
});

test('rows of extended support, RDS Custom and Outposts do not disturb', () => {
  const EDITION = {
    instanceType: 'db.m5.xlarge',
    databaseEngine: 'Oracle',
    databaseEdition: 'Enterprise',
    licenseModel: 'Bring your own license',
    usagetype: 'InstanceUsage:db.m5.xl',
  };
  const rows = [
    POSTGRES,
    instanceRow({
      instanceType: 'db.r6gd.large',
      databaseEngine: 'PostgreSQL',
      usagetype: 'ExtendedSupport:Yr1-Yr2:PostgreSQL11',
      operation: 'CreateDBInstance:0014',
      price: '0.1000000000',
    }),
    {
      ...POSTGRES,
      attributes: { ...POSTGRES.attributes, locationType: 'AWS Outposts' },
      price: '0.1000000000',
    },
    instanceRow({ ...EDITION, operation: 'CreateDBInstance:0005', price: '0.3420000000' }),
    instanceRow({ ...EDITION, operation: 'CreateDBInstance:0410', price: '0.4000000000' }),
  ];
  const oracle = {
    DBInstanceClass: 'db.m5.xlarge',
    Engine: 'oracle-ee',
    LicenseModel: 'bring-your-own-license',
  };

  const costs = rotations(rows).map((order) => [
    costsOf(RdsDbInstanceCost, { properties: { ...instance, Engine: 'postgres' }, rows: order }),
    costsOf(RdsDbInstanceCost, { properties: oracle, rows: order }),
  ]);

  for (const [ofPostgres, ofOracle] of costs) {
    expect(ofPostgres?.['instance hours']).toBe('183.96 USD');
    expect(ofOracle?.['instance hours']).toBe('249.66 USD');
  }
});

test('two rows for one price give none', () => {
  const rows = [POSTGRES, { ...POSTGRES, price: '0.3000000000' }];
  const properties = { ...instance, Engine: 'postgres' };

  expect(costsOf(RdsDbInstanceCost, { properties, rows })['instance hours']).toBe(
    'ambiguous-price',
  );
});

describe('what a database in a state pays for', () => {
  const properties = { ...instance, Engine: 'postgres', StorageType: 'gp3', AllocatedStorage: 100 };

  test.each([
    ['available', ['instance hours', 'storage']],
    ['storage-full', ['instance hours', 'storage']],
    ['stopped', ['storage']],
    ['stopping', ['storage']],
    ['creating', []],
    ['deleting', []],
    ['incompatible-network', []],
  ])('%s: %j', (DBInstanceStatus, names) => {
    const costs = costsOf(RdsDbInstanceCost, {
      properties: { ...properties, DBInstanceStatus },
      rows: [POSTGRES, GP3],
    });

    expect(Object.keys(costs)).toEqual(names);
  });

  test("a stopped instance of Aurora pays nothing: its storage is the cluster's", () => {
    const stopped = { ...instance, Engine: 'aurora-mysql', DBInstanceStatus: 'stopped' };

    expect(costsOf(RdsDbInstanceCost, { properties: stopped, rows: [STANDARD] })).toEqual({});
  });
});

describe('the IOPS and the throughput that gp3 includes', () => {
  const rows = [
    usageRow('Provisioned IOPS', 'Any', 'RDS:GP3-PIOPS', 'IOPS-Mo', '0.0200000000'),
    usageRow('Provisioned Throughput', 'Any', 'RDS:GP3-Throughput', 'MBPS-Mo', '0.0800000000'),
  ];

  test.each([
    ['postgres', 399, { IOPS: '180 USD', throughput: '30 USD' }],
    ['postgres', 400, {}],
    ['oracle-ee', 199, { IOPS: '180 USD', throughput: '30 USD' }],
    ['oracle-ee', 200, {}],
    ['sqlserver-se', 1_000, { IOPS: '180 USD', throughput: '30 USD' }],
  ])('%s with %i GiB', (Engine, AllocatedStorage, further) => {
    const { IOPS, throughput } = costsOf(RdsDbInstanceCost, {
      properties: {
        Engine,
        AllocatedStorage,
        StorageType: 'gp3',
        Iops: 12_000,
        StorageThroughput: 500,
      },
      rows,
    });

    expect({ ...(IOPS && { IOPS }), ...(throughput && { throughput }) }).toEqual(further);
  });
});

test('an unknown engine, edition or storage type has no price', () => {
  const rows = [POSTGRES, GP3];

  expect(costsOf(RdsDbInstanceCost, { properties: instance, rows })).toEqual({
    'instance hours': 'no-model',
  });
  expect(
    costsOf(RdsDbInstanceCost, {
      properties: { ...instance, Engine: 'oracle-se2', StorageType: 'gp9', AllocatedStorage: 1 },
      rows,
    }),
  ).toEqual({ 'instance hours': 'no-property', storage: 'no-property' });
  expect(costsOf(RdsDbInstanceCost, { properties: { Engine: 'constructor' }, rows })).toEqual({
    'instance hours': 'no-model',
  });
  expect(costsOf(RdsDbClusterCost, { properties: { Engine: 'docdb' }, rows })).toEqual({
    storage: 'no-model',
  });
});
