import { z } from 'zod';
import type { SpotUse } from '../../../cost/prices/spot-history.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';

const SpotRow = z.tuple([z.string(), z.string(), z.string()]);
const SPOT_INSTANCES = `select distinct region, json_text(properties, '$.InstanceType'),
    coalesce(json_text(properties, '$.PlatformDetails'), 'Linux/UNIX')
  from resources where kind = 'AWS::EC2::Instance' and json_text(properties, '$.InstanceLifecycle') = 'spot'
    and json_text(properties, '$.InstanceType') is not null`;

/** The instance types that run on spot, by region. */
export async function spotUses(
  store: Pick<Store, 'query'>,
  signal: AbortSignal,
): Promise<readonly SpotUse[]> {
  const uses = new Map<string, { types: Set<string>; products: Set<string> }>();
  for (const row of await allRows(store, SPOT_INSTANCES, signal)) {
    const [region, type, product] = SpotRow.parse(row);
    const use = uses.get(region) ?? { types: new Set(), products: new Set() };
    use.types.add(type);
    use.products.add(product);
    uses.set(region, use);
  }
  return [...uses].map(([region, { types, products }]) => ({
    region,
    types: [...types],
    products: [...products],
  }));
}
