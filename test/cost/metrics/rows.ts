import type { PriceRow } from '../../helpers/price-rows.ts';

/** A row of an instance type: Linux, shared, on demand, unless it says otherwise. */
export function instanceRow(
  type: string,
  price: string,
  attributes: Readonly<Record<string, string>> = {},
): PriceRow {
  return {
    family: type.endsWith('.metal') ? 'Compute Instance (bare metal)' : 'Compute Instance',
    price,
    attributes: {
      instanceType: type,
      usagetype: `BoxUsage:${type}`,
      operation: 'RunInstances',
      tenancy: 'Shared',
      capacitystatus: 'Used',
      marketoption: 'OnDemand',
      licenseModel: 'No License required',
      instanceFamily: 'General purpose',
      vcpu: '2',
      memory: '8 GiB',
      ...attributes,
    },
  };
}

export function natRow(usagetype: string, price: string): PriceRow {
  const unit = usagetype.endsWith('Bytes') ? 'GB' : 'Hrs';
  return { family: 'NAT Gateway', unit, price, attributes: { usagetype } };
}

export function loadBalancerRow(
  type: 'Application' | 'Network',
  usagetype: string,
  price: string,
  attributes: Readonly<Record<string, string>> = {},
): PriceRow {
  return {
    service: 'AWSELB',
    family: `Load Balancer-${type}`,
    unit: usagetype.includes('LCU') ? 'LCU-Hrs' : 'Hrs',
    price,
    attributes: { usagetype, operation: `LoadBalancing:${type}`, ...attributes },
  };
}

export function databaseRow(
  usagetype: string,
  price: string,
  attributes: Readonly<Record<string, string>>,
): PriceRow {
  return {
    service: 'AmazonRDS',
    family: 'Database Instance',
    price,
    attributes: {
      usagetype,
      licenseModel: 'No license required',
      deploymentOption: 'Single-AZ',
      ...attributes,
    },
  };
}

/** The rows in every order that starts with another of them. */
export function rotations(rows: readonly PriceRow[]): readonly (readonly PriceRow[])[] {
  return rows.map((_, start) => [...rows.slice(start), ...rows.slice(0, start)]);
}
