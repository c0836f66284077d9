import type { ExampleRow } from '../cost-example.ts';

/** What tells the hours of one database from those of another. */
interface InstanceRow {
  readonly usagetype: string;
  readonly instanceType: string;
  readonly databaseEngine: string;
  readonly price: string;
  readonly operation: string;
  readonly databaseEdition?: string;
  /** @default Single-AZ */
  readonly deploymentOption?: string;
  /** @default No license required */
  readonly licenseModel?: string;
  readonly vcpu?: string;
}

/** A row for the hours of a database, as the price list has it. */
export function instanceRow({ price, ...attributes }: InstanceRow): ExampleRow {
  return {
    service: 'AmazonRDS',
    family: 'Database Instance',
    attributes: {
      locationType: 'AWS Region',
      deploymentOption: 'Single-AZ',
      licenseModel: 'No license required',
      ...attributes,
    },
    unit: 'Hrs',
    price,
  };
}

/** A row for storage of any engine. */
export function storageRow(
  volumeType: string,
  deploymentOption: string,
  usagetype: string,
  price: string,
): ExampleRow {
  return {
    service: 'AmazonRDS',
    family: 'Database Storage',
    attributes: { databaseEngine: 'Any', deploymentOption, volumeType, usagetype },
    unit: 'GB-Mo',
    price,
  };
}

/** A row that an engine and a usage type tell from others. */
export function usageRow(
  family: string,
  databaseEngine: string,
  usagetype: string,
  unit: string,
  price: string,
): ExampleRow {
  return {
    service: 'AmazonRDS',
    family,
    attributes: { databaseEngine, usagetype },
    unit,
    price,
  };
}

/** Backups beyond the size of the database. */
export const BACKUP_ROW: ExampleRow = {
  service: 'AmazonRDS',
  family: 'Storage Snapshot',
  attributes: {
    databaseEngine: 'Any',
    engineCode: '2',
    operation: '',
    usagetype: 'RDS:ChargedBackupUsage',
  },
  unit: 'GB-Mo',
  price: '0.0950000000',
};

/** The extended support of a version, for a vCPU. */
export function supportRow(usagetype: string, price: string): ExampleRow {
  return {
    service: 'AmazonRDS',
    family: '',
    attributes: { usagetype },
    unit: 'vCPU-hour',
    price,
  };
}
