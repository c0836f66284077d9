import type { ExampleRow } from '../models/cost-example.ts';

/** The on-demand price of an instance type in eu-west-1, under Linux. */
export function instanceRow(type: string, price: string, vcpu: number, memory: string): ExampleRow {
  return {
    service: 'AmazonEC2',
    family: 'Compute Instance',
    attributes: {
      ...{ instanceType: type, operation: 'RunInstances', tenancy: 'Shared' },
      ...{ capacitystatus: 'Used', marketoption: 'OnDemand' },
      ...{ licenseModel: 'No License required', usagetype: `EU-BoxUsage:${type}` },
      ...{ vcpu: String(vcpu), memory },
    },
    unit: 'Hrs',
    price,
  };
}

/** The price of a GB of a volume type in eu-west-1. */
export function volumeRow(type: string, price: string): ExampleRow {
  const usagetype = `EU-EBS:VolumeUsage.${type}`;
  return {
    service: 'AmazonEC2',
    family: 'Storage',
    attributes: { volumeApiName: type, usagetype },
    unit: 'GB-Mo',
    price,
  };
}

/** The price of a PostgreSQL database class in eu-west-1. */
export function databaseRow(
  type: string,
  price: string,
  { vcpu, memory, deployment = 'Single-AZ' }: { vcpu: number; memory: string; deployment?: string },
): ExampleRow {
  const use = deployment === 'Multi-AZ' ? 'Multi-AZUsage' : 'InstanceUsage';
  return {
    service: 'AmazonRDS',
    family: 'Database Instance',
    attributes: {
      ...{ instanceType: type, databaseEngine: 'PostgreSQL', deploymentOption: deployment },
      ...{ locationType: 'AWS Region', licenseModel: 'No license required' },
      ...{ usagetype: `EU-${use}:${type}`, vcpu: String(vcpu), memory },
    },
    unit: 'Hrs',
    price,
  };
}

/** The price of a GB of gp3 storage of a database in eu-west-1. */
export function databaseStorageRow(price: string, deployment = 'Single-AZ'): ExampleRow {
  const prefix = deployment === 'Multi-AZ' ? 'Multi-AZ-' : '';
  return {
    service: 'AmazonRDS',
    family: 'Database Storage',
    attributes: {
      ...{ databaseEngine: 'Any', deploymentOption: deployment, volumeType: 'General Purpose-GP3' },
      usagetype: `EU-RDS:${prefix}GP3-Storage`,
    },
    unit: 'GB-Mo',
    price,
  };
}
