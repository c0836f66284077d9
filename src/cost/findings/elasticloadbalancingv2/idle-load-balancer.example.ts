import type { ExampleRow } from '../../models/cost-example.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS: readonly ExampleRow[] = ['Application', 'Network'].map((type) => ({
  service: 'AWSELB',
  family: `Load Balancer-${type}`,
  attributes: {
    usagetype: 'EU-LoadBalancerUsage',
    operation: `LoadBalancing:${type}`,
    locationType: 'AWS Region',
  },
  unit: 'Hrs',
  price: '0.0252000000',
}));

const GROUPS = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const BASE = 'arn:aws:elasticloadbalancing:eu-west-1:210000000001:loadbalancer';
const BALANCER = {
  LoadBalancerArn: `${BASE}/app/web/50dc6c495c0c9188`,
  LoadBalancerName: 'web',
  Type: 'application',
  Scheme: 'internal',
  State: { Code: 'active' },
  CreatedTime: '2026-02-01T00:00:00.000Z',
};
const NETWORK = {
  ...BALANCER,
  LoadBalancerArn: `${BASE}/net/orders/50dc6c495c0c9188`,
  Type: 'network',
};

const NONE = { sum: 0, points: 0, known: 336 };
const QUIET = { requests: NONE, processedBytes: NONE };
const QUIET_NETWORK = { networkProcessedBytes: { sum: 0 }, networkFlows: { maximum: 0 } };

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'application, without requests',
    resource: { properties: BALANCER },
    usage: QUIET,
    rows: ROWS,
    verdict: 'yes',
    saving: '18.396',
  },
  {
    title: 'application, without targets and requests',
    resource: { properties: BALANCER },
    usage: QUIET,
    related: { groups: [{ properties: { Targets: [] } }] },
    rows: ROWS,
    verdict: 'yes',
    saving: '18.396',
  },
  {
    title: 'application, without targets: its listeners redirect',
    resource: { properties: BALANCER },
    usage: { ...QUIET, requests: { sum: 9_000 } },
    related: { groups: [] },
    verdict: 'no',
  },
  {
    title: 'application, with one request',
    resource: { properties: BALANCER },
    usage: { ...QUIET, requests: { sum: 1, points: 1, known: 336 } },
    unread: [GROUPS],
    verdict: 'no',
  },
  {
    title: 'application, with connections that were opened before the window',
    resource: { properties: BALANCER },
    usage: { ...QUIET, processedBytes: { sum: 40_000 } },
    verdict: 'no',
  },
  {
    title: 'network, without flows, whose target groups were not read',
    resource: { properties: NETWORK },
    usage: QUIET_NETWORK,
    unread: [GROUPS],
    rows: ROWS,
    verdict: 'yes',
    saving: '18.396',
  },
  {
    title: 'network, with one flow',
    resource: { properties: NETWORK },
    usage: { ...QUIET_NETWORK, networkFlows: { maximum: 1 } },
    verdict: 'no',
  },
  {
    title: 'its usage was not read',
    resource: { properties: BALANCER },
    verdict: 'unknown',
    reason: 'no-usage',
  },
  {
    title: 'network, with too few points',
    resource: { properties: NETWORK },
    usage: { ...QUIET_NETWORK, networkFlows: { maximum: 0, points: 268 } },
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
  {
    title: 'gateway, whose traffic is not read',
    resource: { properties: { ...BALANCER, Type: 'gateway' } },
    verdict: 'unknown',
    reason: 'no-metric',
  },
  {
    title: 'being created',
    resource: { properties: { ...BALANCER, State: { Code: 'provisioning' } } },
    verdict: 'none',
  },
];
