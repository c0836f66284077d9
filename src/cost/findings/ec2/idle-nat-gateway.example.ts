import type { ExampleRow } from '../../models/cost-example.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS: readonly ExampleRow[] = [
  {
    service: 'AmazonEC2',
    family: 'NAT Gateway',
    attributes: { usagetype: 'EU-NatGateway-Hours' },
    unit: 'Hrs',
    price: '0.0480000000',
  },
];

const GATEWAY = {
  NatGatewayId: 'nat-1',
  State: 'available',
  ConnectivityType: 'public',
  CreateTime: '2026-02-01T00:00:00.000Z',
  RouteTableIds: [] as readonly string[],
};

const QUIET = {
  bytesFromSource: { sum: 0 },
  bytesFromDestination: { sum: 0 },
  connections: { maximum: 0 },
};

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'no traffic, and no route to it',
    resource: { id: 'nat-1', properties: GATEWAY },
    usage: QUIET,
    rows: ROWS,
    verdict: 'yes',
    saving: '35.04',
  },
  {
    title: 'a standby: no traffic, but a route table names it',
    resource: { id: 'nat-1', properties: { ...GATEWAY, RouteTableIds: ['rtb-1'] } },
    usage: QUIET,
    rows: ROWS,
    verdict: 'unknown',
    reason: 'standby',
  },
  {
    title: 'no traffic, and its routes were not read',
    resource: { id: 'nat-1', properties: { ...GATEWAY, RouteTableIds: undefined } },
    usage: QUIET,
    verdict: 'unknown',
    reason: 'no-inventory',
  },
  {
    title: 'a few bytes in one direction',
    resource: { id: 'nat-1', properties: GATEWAY },
    usage: { ...QUIET, bytesFromDestination: { sum: 52 } },
    verdict: 'no',
  },
  {
    title: 'an open connection without traffic',
    resource: { id: 'nat-1', properties: GATEWAY },
    usage: { ...QUIET, connections: { maximum: 1 } },
    verdict: 'no',
  },
  {
    title: 'its usage was not read',
    resource: { id: 'nat-1', properties: GATEWAY },
    verdict: 'unknown',
    reason: 'no-usage',
  },
  {
    title: 'too few points',
    resource: { id: 'nat-1', properties: GATEWAY },
    usage: { ...QUIET, bytesFromSource: { sum: 0, points: 268 } },
    verdict: 'unknown',
    reason: 'few-points',
  },
  {
    title: 'younger than the window',
    resource: { id: 'nat-1', properties: { ...GATEWAY, CreateTime: '2026-11-06T00:00:01.000Z' } },
    usage: QUIET,
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'deleted',
    resource: { id: 'nat-1', properties: { ...GATEWAY, State: 'deleted' } },
    usage: QUIET,
    verdict: 'none',
  },
];
