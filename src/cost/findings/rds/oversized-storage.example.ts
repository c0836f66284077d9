import { databaseRow, databaseStorageRow } from '../example-rows.ts';
import type { FindingExample } from '../finding-example.ts';

const GIB = 2 ** 30;
const ROWS = [
  databaseRow('db.r6g.large', '0.25', { vcpu: 2, memory: '16 GiB' }),
  databaseStorageRow('0.1'),
];
const DATABASE = {
  ...{ DBInstanceIdentifier: 'shop', DBInstanceArn: 'arn:aws:rds:eu-west-1:210000000001:db:shop' },
  ...{ DBInstanceClass: 'db.r6g.large', Engine: 'postgres', DBInstanceStatus: 'available' },
  ...{ MultiAZ: false, InstanceCreateTime: '2026-01-01T00:00:00.000Z' },
  ...{ StorageType: 'gp3', AllocatedStorage: 350, Iops: 3_000, StorageThroughput: 125 },
};
const resource = { id: 'shop', properties: DATABASE };

export const EXAMPLES: readonly FindingExample[] = [
  {
    // 140 GiB used: 200 GiB in place of 350
    title: 'exactly 60 % are free at all times',
    ...{ resource, rows: ROWS, usage: { freeStorage: { minimum: 210 * GIB } } },
    verdict: 'yes',
    saving: '15',
  },
  {
    title: 'less than 60 % are free',
    ...{ resource, rows: ROWS, usage: { freeStorage: { minimum: 209 * GIB } }, verdict: 'no' },
  },
  { title: 'its usage was not read', resource, verdict: 'unknown', reason: 'no-usage' },
  {
    title: 'Aurora, whose storage is the cluster’s',
    resource: {
      id: 'shop',
      properties: { ...DATABASE, Engine: 'aurora-postgresql', DBClusterIdentifier: 'main' },
    },
    usage: { freeStorage: { minimum: 210 * GIB } },
    verdict: 'none',
  },
  {
    // 133 GiB used: 190 GiB in place of 350
    title: 'more than 60 % are free',
    ...{ resource, rows: ROWS, usage: { freeStorage: { minimum: 217 * GIB } } },
    verdict: 'yes',
    saving: '16',
  },
  {
    title: 'too few points',
    ...{ resource, rows: ROWS, usage: { freeStorage: { minimum: 210 * GIB, points: 268 } } },
    verdict: 'unknown',
    reason: 'few-points',
  },
  {
    title: 'younger than the window',
    resource: {
      id: 'shop',
      properties: { ...DATABASE, InstanceCreateTime: '2026-11-10T00:00:00.000Z' },
    },
    ...{ rows: ROWS, usage: { freeStorage: { minimum: 210 * GIB } } },
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'stopped',
    resource: { id: 'shop', properties: { ...DATABASE, DBInstanceStatus: 'stopped' } },
    ...{ rows: ROWS, usage: { freeStorage: { minimum: 210 * GIB } } },
    verdict: 'none',
  },
];
