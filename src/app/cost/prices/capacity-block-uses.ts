import { z } from 'zod';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';
import type { CapacityBlockUse, UsedBlock } from './block-rates.ts';

const BlockRow = z.tuple([z.string(), z.string(), z.string()]);
const BLOCK_INSTANCES = `select distinct account, region, json_text(properties, '$.CapacityReservationId')
  from resources where kind = 'AWS::EC2::Instance'
    and json_text(properties, '$.InstanceLifecycle') = 'capacity-block'
    and coalesce(json_text(properties, '$.CapacityReservationId'), '') <> '' order by 1, 2, 3`;

/** The capacity blocks that instances run in, by account. */
export async function capacityBlockUses(
  store: Pick<Store, 'query'>,
  signal: AbortSignal,
): Promise<readonly CapacityBlockUse[]> {
  const uses = new Map<string, UsedBlock[]>();
  for (const row of await allRows(store, BLOCK_INSTANCES, signal)) {
    const [account, region, id] = BlockRow.parse(row);
    uses.set(account, [...(uses.get(account) ?? []), { region, id }]);
  }
  return [...uses].map(([account, blocks]) => ({ account, blocks }));
}
