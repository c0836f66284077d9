import type { PriceRow } from '../price-row.ts';

const BALANCERS = [
  { family: 'Load Balancer-Application', operation: 'LoadBalancing:Application', hour: '0.0225', unit: '0.008' },
  { family: 'Load Balancer-Network', operation: 'LoadBalancing:Network', hour: '0.0225', unit: '0.006' },
  { family: 'Load Balancer-Gateway', operation: 'LoadBalancing:Gateway', hour: '0.0125', unit: '0.004' },
] as const; // prettier-ignore
const GROUP = 'ELB:Balancer';

/** The same rows are in AWSELB and in AmazonEC2. @see https://aws.amazon.com/elasticloadbalancing/pricing/ */
export function loadBalancerRows(): readonly PriceRow[] {
  return [
    ...trustStoreRows(),
    ...BALANCERS.flatMap(({ family, operation, hour, unit }): PriceRow[] => [
      {
        family,
        usage: 'LoadBalancerUsage',
        operation,
        unit: 'Hrs',
        price: hour,
        attributes: { group: GROUP, groupDescription: 'LoadBalancer hourly usage' },
      },
      {
        family,
        usage: 'LCUUsage',
        operation,
        unit: 'LCU-Hrs',
        price: unit,
        attributes: { group: 'ELB:Balancing', groupDescription: 'Used capacity units-hr' },
      },
    ]),
    ...heldCapacityRows(),
    {
      family: 'Load Balancer',
      usage: 'LoadBalancerUsage',
      operation: 'LoadBalancing',
      unit: 'Hrs',
      price: '0.025',
      attributes: { group: 'ELB:Balancer', groupDescription: 'Standard Elastic Load Balancer' },
    },
    {
      family: 'Load Balancer',
      usage: 'DataProcessing-Bytes',
      operation: 'LoadBalancing',
      unit: 'GB',
      price: '0.008',
      attributes: { group: 'ELB:Balancing', groupDescription: 'Data processed by a load balancer' },
    },
  ];
}

/** Rows whose usage types contain those of the balancers. */
function trustStoreRows(): PriceRow[] {
  const [{ family, operation }] = BALANCERS;
  return [
    {
      family,
      usage: 'TS-LoadBalancerUsage',
      operation,
      unit: 'Hrs',
      price: '0.0056',
      priceIn: { 'us-west-2': '0.0063', 'ap-northeast-1': '0.0054' },
      attributes: { group: GROUP, groupDescription: 'Trust store' },
    },
    {
      family,
      usage: 'Outposts-LoadBalancerUsage',
      operation,
      unit: 'Hrs',
      price: '0.0225',
      locationType: 'AWS Outposts',
      attributes: { group: GROUP },
    },
    {
      family,
      usage: 'Outposts-LCUUsage',
      operation,
      unit: 'LCU-Hrs',
      price: '0',
      locationType: 'AWS Outposts',
      attributes: { group: 'ELB:Balancing' },
    },
  ];
}

function heldCapacityRows(): PriceRow[] {
  return BALANCERS.flatMap(({ family, operation, unit }) =>
    ['ReservedLCUUsage', 'IdleProvisionedLBCapacity'].map((usage) => ({
      family,
      usage,
      operation,
      unit: 'LCU-Hrs',
      price: unit,
      attributes: { group: 'ELB:Balancing', groupDescription: 'Reserved capacity units-hr' },
    })),
  );
}
