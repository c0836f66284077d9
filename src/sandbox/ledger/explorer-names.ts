import type { BilledProduct } from './billed-product.ts';
import type { Exact } from './exact.ts';

/** Names of services in Cost Explorer, where they differ from those of the price list. */
const NAMES: Readonly<Record<string, string>> = {
  AWSELB: 'Amazon Elastic Load Balancing',
  AmazonECS: 'Amazon Elastic Container Service',
  AmazonECR: 'Amazon EC2 Container Registry (ECR)',
  AmazonRDS: 'Amazon Relational Database Service',
  AmazonVPC: 'Amazon Virtual Private Cloud',
};
const COMPUTE = /(?:BoxUsage|SpotUsage|DedicatedUsage|HeavyUsage|HostUsage|CapacityBlockFee)/;

/** The value of the dimension SERVICE: Cost Explorer splits EC2 into two services, and has taxes as one. */
export function explorerService({ serviceCode, serviceName, usageType }: BilledProduct): string {
  if (usageType === '') return 'Tax';
  if (serviceCode === 'AmazonEC2') {
    return COMPUTE.test(usageType) ? 'Amazon Elastic Compute Cloud - Compute' : 'EC2 - Other';
  }
  return NAMES[serviceCode] ?? serviceName;
}

/** Units as Cost Explorer writes them. */
export function explorerUnit(unit: string): string {
  return unit.replace(/^GB-Mo$/, 'GB-Month').replace(/^hours?$/i, 'Hrs');
}

const GROUPS: readonly (readonly [pattern: RegExp, group: string])[] = [
  [/(?:BoxUsage|SpotUsage|DedicatedUsage):/, 'EC2: Running Hours'],
  [/EBS:VolumeUsage/, 'EC2: EBS - SSD(gp2)'],
  [/EBS:Snapshot/, 'EC2: EBS - Snapshots'],
  [/NatGateway-Hours/, 'EC2: NAT Gateway - Running Hours'],
  [/NatGateway-Bytes/, 'EC2: NAT Gateway - Data Processed'],
  [/^(?:\w+-)?(?:Multi-AZ|Instance)Usage:db/, 'RDS: Running Hours'],
];

/** Groups of usage types, as in the dimension USAGE_TYPE_GROUP; empty for the others. */
export function usageTypeGroup({ usageType, serviceCode }: BilledProduct): string {
  const known = GROUPS.find(([pattern]) => pattern.test(usageType))?.[1];
  if (known !== undefined) return known;
  if (serviceCode !== 'AmazonS3') return '';
  if (usageType.includes('TimedStorage')) return 'S3: Storage - Standard';
  return usageType.includes('Requests') ? 'S3: API Requests - Standard' : '';
}

/** The price that most of a product's usage has: its highest, since first tiers may be free. */
export function billedRate({ tiers }: BilledProduct): Exact {
  return tiers.reduce((most, { rate }) => (rate > most ? rate : most), 0n);
}
