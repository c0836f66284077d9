import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { decimal, times, type DecimalLike } from '../../money/decimal.ts';
import { isMissing, type MissingPrice, type Price } from '../../prices/price.ts';
import type { Component } from '../cost-model.ts';
import { withoutModel } from '../without-model.ts';
import { extendedSupportUsage, type EngineRelease } from './standard-support.ts';

/** A database of which every vCPU may be charged once more. */
interface SupportedDatabase extends EngineRelease {
  readonly MultiAZ?: boolean | undefined;
}

interface SupportPricing {
  /** The hours of the instance: their price knows the vCPUs of its class. */
  readonly hours: Component;
  /** Capacity units have no vCPUs. */
  readonly isServerless: boolean;
  readonly price: (name: 'extendedSupport', usageType: string) => Price | MissingPrice;
  /** The time of the prices, in milliseconds since the Unix epoch. */
  readonly pricedAt: number | undefined;
}

export const EXTENDED_SUPPORT_NAME = 'extended support';

/**
 * What a version past its standard support costs in addition: nothing for most. The standby of a Multi-AZ deployment is
 * charged as well.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support-charges.html
 */
export function extendedSupport(
  database: SupportedDatabase,
  { hours, isServerless, price, pricedAt }: SupportPricing,
): readonly Component[] {
  const usage = pricedAt === undefined ? undefined : extendedSupportUsage(database, pricedAt);
  if (usage === undefined) return [];
  if (isServerless) {
    const detail = 'no cost model of the extended support of capacity units';
    return [withoutModel(EXTENDED_SUPPORT_NAME, detail, 'ACU-Hours')];
  }
  const instances = database.MultiAZ === true ? 2 : 1;
  return [
    {
      name: EXTENDED_SUPPORT_NAME,
      price: price('extendedSupport', usage),
      quantity: vcpuHours(hours, instances),
    },
  ];
}

function vcpuHours({ price }: Component, instances: number): DecimalLike | undefined {
  const vcpus = isMissing(price) ? undefined : price.attributes['vcpu'];
  return vcpus === undefined
    ? undefined
    : times(times(decimal(vcpus), decimal(instances)), decimal(HOURS_PER_MONTH));
}
