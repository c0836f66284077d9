import type { ExampleRow } from '../../models/cost-example.ts';
import { databaseRow } from '../example-rows.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS: readonly ExampleRow[] = [
  databaseRow('db.r6g.large', '0.25', { vcpu: 2, memory: '16 GiB' }),
  databaseRow('db.r6g.large', '0.5', { vcpu: 2, memory: '16 GiB', deployment: 'Multi-AZ' }),
  supportRow('EU-ExtendedSupport:Yr1-Yr2:PostgreSQL13', '0.12'),
  supportRow('EU-ExtendedSupport:Yr3:PostgreSQL11', '0.24'),
];

function supportRow(usagetype: string, price: string): ExampleRow {
  return {
    service: 'AmazonRDS',
    family: '',
    attributes: { usagetype },
    unit: 'vCPU-hour',
    price,
  };
}

const DATABASE = {
  ...{ DBInstanceIdentifier: 'shop', DBInstanceArn: 'arn:aws:rds:eu-west-1:210000000001:db:shop' },
  ...{ DBInstanceClass: 'db.r6g.large', DBInstanceStatus: 'available', MultiAZ: false },
  ...{ Engine: 'postgres', EngineVersion: '13.20' },
  EngineLifecycleSupport: 'open-source-rds-extended-support',
};

function database(more: object = {}): FindingExample['resource'] {
  return { id: 'shop', properties: { ...DATABASE, ...more } };
}

export const EXAMPLES: readonly FindingExample[] = [
  {
    // 2 vCPUs × 730 × 0.12
    title: 'a version whose standard support ended in this year',
    resource: database(),
    ...{ rows: ROWS, verdict: 'yes', saving: '175.2' },
  },
  {
    // 2 instances × 2 vCPUs × 730 × 0.24
    title: 'in the third year, with a standby that is charged as well',
    resource: database({ EngineVersion: '11.22', MultiAZ: true }),
    ...{ rows: ROWS, verdict: 'yes', saving: '700.8' },
  },
  {
    title: 'on the last day of standard support',
    resource: database(),
    now: '2026-02-28T23:59:59Z',
    ...{ rows: ROWS, verdict: 'no' },
  },
  {
    title: 'on the first day of extended support',
    resource: database(),
    now: '2026-03-01T00:00:00Z',
    ...{ rows: ROWS, verdict: 'yes', saving: '175.2' },
  },
  {
    title: 'a version whose extended support has no price',
    resource: database({ Engine: 'mysql', EngineVersion: '5.7.44' }),
    ...{ rows: ROWS, verdict: 'yes', saving: 'unknown' },
  },
  {
    title: 'Aurora MySQL 2, whose version begins with that of MySQL',
    resource: database({ Engine: 'aurora-mysql', EngineVersion: '5.7.mysql_aurora.2.12.5' }),
    ...{ rows: ROWS, verdict: 'yes', saving: 'unknown' },
  },
  {
    title: 'a version in standard support',
    resource: database({ EngineVersion: '16.4' }),
    ...{ rows: ROWS, verdict: 'no' },
  },
  {
    title: 'a version that is newer than all that are known',
    resource: database({ EngineVersion: '40.1' }),
    ...{ rows: ROWS, verdict: 'no' },
  },
  {
    title: 'its version was not read',
    resource: database({ EngineVersion: undefined }),
    ...{ rows: ROWS, verdict: 'unknown', reason: 'no-property' },
  },
  {
    title: 'AWS upgrades it instead',
    resource: database({ EngineLifecycleSupport: 'open-source-rds-extended-support-disabled' }),
    verdict: 'none',
  },
  {
    title: 'an engine without extended support',
    resource: database({ Engine: 'mariadb', EngineVersion: '10.4.34' }),
    verdict: 'none',
  },
  {
    title: 'stopped',
    resource: database({ DBInstanceStatus: 'stopped' }),
    verdict: 'none',
  },
];
