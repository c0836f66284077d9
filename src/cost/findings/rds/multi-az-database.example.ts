import { databaseRow, databaseStorageRow } from '../example-rows.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS = [
  databaseRow('db.r6g.large', '0.25', { vcpu: 2, memory: '16 GiB' }),
  databaseRow('db.r6g.large', '0.5', { vcpu: 2, memory: '16 GiB', deployment: 'Multi-AZ' }),
  databaseStorageRow('0.127'),
  databaseStorageRow('0.254', 'Multi-AZ'),
];
const DATABASE = {
  ...{ DBInstanceIdentifier: 'shop', DBInstanceArn: 'arn:aws:rds:eu-west-1:210000000001:db:shop' },
  ...{ DBInstanceClass: 'db.r6g.large', Engine: 'postgres', DBInstanceStatus: 'available' },
  ...{
    MultiAZ: true,
    StorageType: 'gp3',
    AllocatedStorage: 100,
    Iops: 3_000,
    StorageThroughput: 125,
  },
};

export const EXAMPLES: readonly FindingExample[] = [
  {
    // 730 × 0.25 + 100 × 0.127
    title: 'a tag says that it is for development',
    resource: { id: 'shop', tags: { environment: 'dev' }, properties: DATABASE },
    ...{ rows: ROWS, verdict: 'yes', saving: '195.2' },
  },
  {
    title: 'its name says that it is for tests',
    resource: { id: 'shop-test', name: 'shop-test', properties: DATABASE },
    ...{ rows: ROWS, verdict: 'yes', saving: '195.2' },
  },
  {
    title: 'other names, by the setting',
    resource: { id: 'shop', tags: { environment: 'dev' }, properties: DATABASE },
    ...{ settings: { LONGSHORE_NON_PRODUCTION_NAMES: ['lab'] }, verdict: 'no' },
  },
  {
    title: 'for production',
    resource: { id: 'shop-test', tags: { environment: 'production' }, properties: DATABASE },
    ...{ rows: ROWS, verdict: 'no' },
  },
  {
    title: 'in one zone',
    resource: {
      id: 'shop',
      tags: { environment: 'dev' },
      properties: { ...DATABASE, MultiAZ: false },
    },
    verdict: 'none',
  },
  {
    title: 'stopped',
    resource: {
      id: 'shop',
      tags: { environment: 'dev' },
      properties: { ...DATABASE, DBInstanceStatus: 'stopped' },
    },
    verdict: 'none',
  },
];
