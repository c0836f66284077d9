import type { ExampleRow } from '../../models/cost-example.ts';
import { BACKUP_ROW } from '../../models/rds/example-rows.ts';
import { databaseRow, databaseStorageRow } from '../example-rows.ts';
import type { FindingExample } from '../finding-example.ts';

function gp2Row(price: string): ExampleRow {
  return {
    service: 'AmazonRDS',
    family: 'Database Storage',
    attributes: {
      ...{ databaseEngine: 'Any', deploymentOption: 'Single-AZ', volumeType: 'General Purpose' },
      usagetype: 'EU-RDS:GP2-Storage',
    },
    unit: 'GB-Mo',
    price,
  };
}

function furtherRow(family: string, usagetype: string, unit: string, price: string): ExampleRow {
  const attributes = { databaseEngine: 'Any', usagetype };
  return { service: 'AmazonRDS', family, attributes, unit, price };
}

const COMMON: readonly ExampleRow[] = [
  databaseRow('db.r6g.large', '0.25', { vcpu: 2, memory: '16 GiB' }),
  databaseStorageRow('0.1'),
  furtherRow('Provisioned IOPS', 'EU-RDS:GP3-PIOPS', 'IOPS-Mo', '0.02'),
  furtherRow('Provisioned Throughput', 'EU-RDS:GP3-Throughput', 'MBPS-Mo', '0.08'),
];
const ROWS = [...COMMON, gp2Row('0.115')];

const DATABASE = {
  ...{ DBInstanceIdentifier: 'shop', DBInstanceArn: 'arn:aws:rds:eu-west-1:210000000001:db:shop' },
  ...{ DBInstanceClass: 'db.r6g.large', DBInstanceStatus: 'available', MultiAZ: false },
  ...{ Engine: 'postgres', StorageType: 'gp2', AllocatedStorage: 100 },
};

function database(more: object = {}): FindingExample['resource'] {
  return { id: 'shop', properties: { ...DATABASE, ...more } };
}

export const EXAMPLES: readonly FindingExample[] = [
  {
    // 100 × (0.115 − 0.1)
    title: 'where a GB of gp3 costs less',
    resource: database(),
    ...{ rows: ROWS, verdict: 'yes', saving: '1.5' },
  },
  {
    title: 'where a GB of both costs the same: nothing is saved',
    resource: database(),
    ...{ rows: [...COMMON, gp2Row('0.1')], verdict: 'no' },
  },
  {
    title: 'the same, with backups of unknown size: they are not changed',
    resource: database({ BackupRetentionPeriod: 7 }),
    ...{ rows: [...COMMON, gp2Row('0.1'), BACKUP_ROW], verdict: 'no' },
  },
  {
    // 680 × 0.015: 12,000 IOPS and 500 MiB/s are included
    title: 'four volumes of exactly 170 GiB, with as much as gp3 includes',
    resource: database({ AllocatedStorage: 680 }),
    ...{ rows: ROWS, verdict: 'yes', saving: '10.2' },
  },
  {
    // 684 × 0.015 − 500 × 0.08
    title: 'larger ones, whose further throughput costs more than gp3 saves',
    resource: database({ AllocatedStorage: 684 }),
    ...{ rows: ROWS, verdict: 'no' },
  },
  {
    // 200 × 0.015
    title: 'one volume of more than 170 GiB: gp3 has less throughput there, which the finding says',
    resource: database({ AllocatedStorage: 200 }),
    ...{ rows: ROWS, verdict: 'yes', saving: '3' },
  },
  {
    title: 'without a price of gp2',
    resource: database(),
    ...{ rows: COMMON, verdict: 'yes', saving: 'unknown' },
  },
  {
    title: 'gp3',
    resource: database({ StorageType: 'gp3' }),
    verdict: 'none',
  },
  {
    title: 'of a cluster, whose storage is the cluster’s',
    resource: database({ DBClusterIdentifier: 'main' }),
    verdict: 'none',
  },
  {
    title: 'stopped',
    resource: database({ DBInstanceStatus: 'stopped' }),
    verdict: 'none',
  },
];
