import type { ExampleRow } from '../../models/cost-example.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS: readonly ExampleRow[] = [
  {
    service: 'AWSELB',
    family: 'Load Balancer',
    attributes: { usagetype: 'EU-LoadBalancerUsage', operation: 'LoadBalancing' },
    unit: 'Hrs',
    price: '0.0280000000',
  },
];

const BALANCER = {
  LoadBalancerName: 'legacy',
  Scheme: 'internal',
  CreatedTime: '2021-02-01T00:00:00.000Z',
  Instances: ['i-1'],
};

const NONE = { sum: 0, points: 0, known: 336 };
const QUIET = { requests: NONE, processedBytes: NONE };

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'no requests',
    resource: { properties: BALANCER },
    usage: QUIET,
    rows: ROWS,
    verdict: 'yes',
    saving: '20.44',
  },
  {
    title: 'no instances and no requests',
    resource: { properties: { ...BALANCER, Instances: [] } },
    usage: QUIET,
    rows: ROWS,
    verdict: 'yes',
    saving: '20.44',
  },
  {
    title: 'no instances, but requests: an Auto Scaling group may be at zero',
    resource: { properties: { ...BALANCER, Instances: [] } },
    usage: { ...QUIET, requests: { sum: 1, points: 1, known: 336 } },
    verdict: 'no',
  },
  {
    title: 'its usage was not read',
    resource: { properties: BALANCER },
    verdict: 'unknown',
    reason: 'no-usage',
  },
  {
    title: 'CloudWatch was asked for a part of the window only',
    resource: { properties: BALANCER },
    usage: { ...QUIET, requests: { ...NONE, known: 268 } },
    verdict: 'unknown',
    reason: 'few-points',
  },
  {
    title: 'younger than the window',
    resource: { properties: { ...BALANCER, CreatedTime: '2026-11-06T00:00:01.000Z' } },
    usage: QUIET,
    verdict: 'unknown',
    reason: 'too-young',
  },
];
