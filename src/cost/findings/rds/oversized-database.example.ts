import { databaseRow } from '../example-rows.ts';
import type { FindingExample } from '../finding-example.ts';

const GIB = 2 ** 30;
const ROWS = [
  databaseRow('db.r6g.large', '0.25', { vcpu: 2, memory: '16 GiB' }),
  databaseRow('db.r6g.xlarge', '0.5', { vcpu: 4, memory: '32 GiB' }),
];
const DATABASE = {
  ...{ DBInstanceIdentifier: 'shop', DBInstanceArn: 'arn:aws:rds:eu-west-1:210000000001:db:shop' },
  ...{ DBInstanceClass: 'db.r6g.xlarge', Engine: 'postgres', DBInstanceStatus: 'available' },
  ...{ MultiAZ: false, InstanceCreateTime: '2026-01-01T00:00:00.000Z' },
};
const resource = { id: 'shop', properties: DATABASE };
const CPU = { average: 10, p95: 20, p99: 40 };

export const EXAMPLES: readonly FindingExample[] = [
  {
    // 12.8 of 16 GiB are 80 %
    title: 'a smaller class holds CPU and memory at exactly 80 %',
    ...{ resource, rows: ROWS, usage: { cpu: CPU, freeMemory: { minimum: 19.2 * GIB } } },
    verdict: 'yes',
    saving: '182.5',
  },
  {
    title: 'it uses more memory than the smaller class would hold',
    ...{ resource, rows: ROWS, usage: { cpu: CPU, freeMemory: { minimum: 19.1 * GIB } } },
    verdict: 'no',
  },
  {
    title: 'more CPU than the smaller class would hold',
    ...{
      resource,
      rows: ROWS,
      usage: { cpu: { ...CPU, p99: 40.1 }, freeMemory: { minimum: 30 * GIB } },
    },
    verdict: 'no',
  },
  {
    title: 'its memory was not read',
    ...{ resource, rows: ROWS, usage: { cpu: CPU }, verdict: 'unknown', reason: 'no-usage' },
  },
  {
    title: 'serverless',
    resource: { id: 'shop', properties: { ...DATABASE, DBInstanceClass: 'db.serverless' } },
    verdict: 'none',
  },
  {
    title: 'average CPU just below the threshold',
    ...{
      resource,
      rows: ROWS,
      usage: { cpu: { ...CPU, average: 19.9 }, freeMemory: { minimum: 30 * GIB } },
    },
    verdict: 'yes',
    saving: '182.5',
  },
  {
    title: 'average CPU at the threshold',
    ...{
      resource,
      rows: ROWS,
      usage: { cpu: { ...CPU, average: 20 }, freeMemory: { minimum: 30 * GIB } },
    },
    verdict: 'no',
  },
  {
    title: 'the 95th percentile at the threshold',
    ...{
      resource,
      rows: ROWS,
      usage: { cpu: { ...CPU, p95: 40 }, freeMemory: { minimum: 30 * GIB } },
    },
    verdict: 'no',
  },
  {
    title: 'too few points',
    ...{
      resource,
      rows: ROWS,
      usage: { cpu: { ...CPU, points: 268 }, freeMemory: { minimum: 30 * GIB } },
    },
    verdict: 'unknown',
    reason: 'few-points',
  },
  {
    title: 'younger than the window',
    resource: {
      id: 'shop',
      properties: { ...DATABASE, InstanceCreateTime: '2026-11-10T00:00:00.000Z' },
    },
    ...{ rows: ROWS, usage: { cpu: CPU, freeMemory: { minimum: 30 * GIB } } },
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'stopped',
    resource: { id: 'shop', properties: { ...DATABASE, DBInstanceStatus: 'stopped' } },
    ...{ rows: ROWS, usage: { cpu: CPU, freeMemory: { minimum: 30 * GIB } } },
    verdict: 'none',
  },
];
