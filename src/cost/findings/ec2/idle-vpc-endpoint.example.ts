import type { ExampleRow } from '../../models/cost-example.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS: readonly ExampleRow[] = [
  {
    service: 'AmazonVPC',
    family: 'VpcEndpoint',
    attributes: { usagetype: 'EU-VpcEndpoint-Hours' },
    unit: 'Hrs',
    price: '0.0110000000',
  },
];

const ENDPOINT = {
  VpcEndpointId: 'vpce-1',
  VpcEndpointType: 'Interface',
  ServiceName: 'com.amazonaws.eu-west-1.kms',
  State: 'available',
  NetworkInterfaceIds: ['eni-1', 'eni-2'],
  CreationTimestamp: 'Mon Mar 02 08:00:00 UTC 2026',
};

const QUIET = { bytes: { sum: 0, points: 0, known: 336 } };

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'no traffic in two zones',
    resource: { id: 'vpce-1', properties: ENDPOINT },
    usage: QUIET,
    rows: ROWS,
    verdict: 'yes',
    saving: '16.06',
  },
  {
    title: 'some bytes in one hour',
    resource: { id: 'vpce-1', properties: ENDPOINT },
    usage: { bytes: { sum: 900, points: 1, known: 336 } },
    verdict: 'no',
  },
  {
    title: 'its usage was not read',
    resource: { id: 'vpce-1', properties: ENDPOINT },
    verdict: 'unknown',
    reason: 'no-usage',
  },
  {
    title: 'CloudWatch was asked for a part of the window only',
    resource: { id: 'vpce-1', properties: ENDPOINT },
    usage: { bytes: { sum: 0, points: 0, known: 268 } },
    verdict: 'unknown',
    reason: 'few-points',
  },
  {
    title: 'younger than the window',
    resource: {
      id: 'vpce-1',
      properties: { ...ENDPOINT, CreationTimestamp: 'Fri Nov 06 00:00:01 UTC 2026' },
    },
    usage: QUIET,
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'a gateway endpoint, which is free',
    resource: { id: 'vpce-1', properties: { ...ENDPOINT, VpcEndpointType: 'Gateway' } },
    usage: QUIET,
    verdict: 'none',
  },
  {
    title: 'one that another AWS service manages',
    resource: { id: 'vpce-1', properties: { ...ENDPOINT, RequesterManaged: true } },
    usage: QUIET,
    verdict: 'none',
  },
];
