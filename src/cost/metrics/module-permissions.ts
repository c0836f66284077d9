import type { Kind } from '../../core/exporters/kind.ts';
import { PRICE_PERMISSIONS } from '../prices/permissions.ts';
import type { MetricsModule } from './metrics-module.ts';
import { kindsOf } from './metrics-modules.ts';

/** The IAM actions that modules need, sorted. */
export interface ModulePermissions {
  /** In each account: to list the resources. */
  readonly resources: readonly string[];
  /** In the account that asks for prices. */
  readonly prices: readonly string[];
  /** In each account, for what AWS charges for. */
  readonly paid: readonly string[];
}

/**
 * What the reads of modules need, besides the discovery of accounts and regions.
 *
 * @param kinds all kinds of the modules
 * @param hasCapacityBlocks prices of capacity blocks are read
 */
export function modulePermissions(
  modules: readonly MetricsModule[],
  kinds: readonly Kind[],
  hasCapacityBlocks: boolean,
): ModulePermissions {
  const read = kindsOf(modules);
  const [spot, list] = PRICE_PERMISSIONS.free;
  const [bill, reservations] = PRICE_PERMISSIONS.paid;
  const hasPrices = modules.some(({ models, rates }) => models.length + rates.length > 0);
  const hasRates = modules.some(({ paid }) => paid === 's3-rates');
  const hasBlocks = hasCapacityBlocks && modules.some(({ paid }) => paid === 'capacity-blocks');
  return {
    resources: sorted(
      kinds
        .filter(({ kind }) => read.includes(kind))
        .flatMap(({ list: { permissions }, actions }) => [
          ...permissions,
          ...actions.defaults.flatMap((action) => action.permissions),
        ]),
    ),
    prices: sorted([
      ...(hasPrices ? [list] : []),
      ...(read.includes('AWS::EC2::Instance') ? [spot] : []),
    ]),
    paid: sorted([...(hasRates || hasBlocks ? [bill] : []), ...(hasBlocks ? [reservations] : [])]),
  };
}

function sorted(actions: readonly string[]): readonly string[] {
  return [...new Set(actions)].sort();
}
