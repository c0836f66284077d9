import { databaseRow } from '../example-rows.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS = [databaseRow('db.r6g.large', '0.25', { vcpu: 2, memory: '16 GiB' })];
const DATABASE = {
  ...{ DBInstanceIdentifier: 'shop', DBInstanceArn: 'arn:aws:rds:eu-west-1:210000000001:db:shop' },
  ...{ DBInstanceClass: 'db.r6g.large', Engine: 'postgres', DBInstanceStatus: 'available' },
  ...{ MultiAZ: false, InstanceCreateTime: '2026-01-01T00:00:00.000Z' },
};
const resource = { id: 'shop', properties: DATABASE };

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'no connection in the window',
    ...{ resource, rows: ROWS, usage: { connections: { maximum: 0 } } },
    verdict: 'yes',
    saving: '182.5',
  },
  {
    title: 'one connection',
    ...{ resource, rows: ROWS, usage: { connections: { maximum: 1 } }, verdict: 'no' },
  },
  { title: 'its usage was not read', resource, verdict: 'unknown', reason: 'no-usage' },
  {
    title: 'younger than the window',
    resource: {
      id: 'shop',
      properties: { ...DATABASE, InstanceCreateTime: '2026-11-10T00:00:00.000Z' },
    },
    usage: { connections: { maximum: 0 } },
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'a replica, which waits for its turn',
    resource: {
      id: 'shop',
      properties: { ...DATABASE, ReadReplicaSourceDBInstanceIdentifier: 'main' },
    },
    usage: { connections: { maximum: 0 } },
    verdict: 'none',
  },
  {
    title: 'stopped',
    resource: { id: 'shop', properties: { ...DATABASE, DBInstanceStatus: 'stopped' } },
    verdict: 'none',
  },
  {
    title: 'too few points',
    ...{ resource, rows: ROWS, usage: { connections: { maximum: 0, points: 268 } } },
    verdict: 'unknown',
    reason: 'few-points',
  },
];
