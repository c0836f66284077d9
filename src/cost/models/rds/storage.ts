import type { MissingPrice, Price } from '../../prices/price.ts';
import type { Component } from '../cost-model.ts';
import { firstListed } from '../first-listed.ts';
import {
  listedDeployments,
  STORAGE_PREFIX,
  type Deployment,
  type ListedEngine,
} from './engines.ts';

/** The storage of a database, as the API of RDS names it. */
export interface DatabaseStorage {
  readonly StorageType?: string | undefined;
  /** GiB */
  readonly AllocatedStorage?: number | undefined;
  readonly Iops?: number | undefined;
  /** MiB/s */
  readonly StorageThroughput?: number | undefined;
}

/** Looks a price of storage up. */
type StoragePrice = (
  name: 'storage' | 'iops' | 'throughput',
  ...values: readonly (string | undefined)[]
) => Price | MissingPrice;

interface StoragePricing {
  readonly engine: ListedEngine;
  readonly deployment: Deployment;
  readonly price: StoragePrice;
}

/** IOPS and MiB/s that the price of gp3 includes. */
export interface Baseline {
  readonly iops: number;
  readonly throughput: number;
}

const GP3_BASELINE: Baseline = { iops: 3_000, throughput: 125 };
/** RDS spreads larger storage over four volumes. */
const GP3_LARGE_BASELINE: Baseline = { iops: 12_000, throughput: 500 };
/** Storage counts as large at this size, in GiB. That of SQL Server never does. */
const LARGE_FROM: Readonly<Record<string, number>> = {
  MySQL: 400,
  MariaDB: 400,
  PostgreSQL: 400,
  Oracle: 200,
};

const VOLUME_TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    gp2: 'General Purpose',
    gp3: 'General Purpose-GP3',
    io1: 'Provisioned IOPS',
    io2: 'Provisioned IOPS-IO2',
    standard: 'Magnetic',
  }),
);

/** What stands before `PIOPS` in the usage types. */
const IOPS_TYPES: Readonly<Record<string, string>> = { gp3: 'GP3-', io1: '', io2: 'IO2-' };

/**
 * What the storage of a database that is not Aurora's is charged for, besides requests to magnetic storage.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html
 */
export function storageComponents(
  { StorageType, AllocatedStorage, Iops, StorageThroughput }: DatabaseStorage,
  pricing: StoragePricing,
): readonly Component[] {
  const volumeType = StorageType === undefined ? undefined : VOLUME_TYPES.get(StorageType);
  const storage: Component = {
    name: 'storage',
    price: anyDeployment(pricing, 'storage', (deployment) => [deployment, volumeType]),
    quantity: AllocatedStorage,
  };
  const iops = (quantity: number | undefined): Component => ({
    name: 'IOPS',
    price: anyDeployment(pricing, 'iops', (deployment) => [
      `${STORAGE_PREFIX[deployment]}${IOPS_TYPES[StorageType ?? ''] ?? ''}PIOPS`,
    ]),
    quantity,
  });
  switch (StorageType) {
    case 'io1':
    case 'io2':
      return [storage, iops(Iops)];
    case 'gp3': {
      const included = gp3Baseline(pricing.engine, AllocatedStorage);
      const furtherIops = Math.max(0, (Iops ?? 0) - included.iops);
      const furtherThroughput = Math.max(0, (StorageThroughput ?? 0) - included.throughput);
      const throughput: Component = {
        name: 'throughput',
        price: anyDeployment(pricing, 'throughput', (deployment) => [
          `${STORAGE_PREFIX[deployment]}GP3-Throughput`,
        ]),
        quantity: furtherThroughput,
      };
      return [
        storage,
        ...(furtherIops > 0 ? [iops(furtherIops)] : []),
        ...(furtherThroughput > 0 ? [throughput] : []),
      ];
    }
    case undefined:
    default:
      return [storage];
  }
}

/** What the price of gp3 includes for storage of this size. @param size GiB */
export function gp3Baseline({ engine }: ListedEngine, size: number | undefined): Baseline {
  const from = LARGE_FROM[engine];
  return from !== undefined && size !== undefined && size >= from
    ? GP3_LARGE_BASELINE
    : GP3_BASELINE;
}

/** The price under the first deployment that the price list has. */
function anyDeployment(
  pricing: StoragePricing,
  name: Parameters<StoragePrice>[0],
  values: (deployment: Deployment) => readonly (string | undefined)[],
): Price | MissingPrice {
  const [first, ...others] = listedDeployments(pricing.engine, pricing.deployment);
  return firstListed(
    anyEngine(pricing, name, values(first)),
    ...others.map((deployment) => anyEngine(pricing, name, values(deployment))),
  );
}

/** The price of storage is the same for all engines: most rows are for any of them, some for one. */
function anyEngine(
  { engine: { engine }, price }: StoragePricing,
  name: Parameters<StoragePrice>[0],
  values: readonly (string | undefined)[],
): Price | MissingPrice {
  return firstListed(price(name, 'Any', ...values), price(name, engine, ...values));
}
