import { z } from 'zod';
import type { SpotUse } from '../../../cost/prices/spot-history.ts';
import { GROUP_TAG } from '../../../cost/findings/ec2/group-tags.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';

const SpotRow = z.tuple([z.string(), z.string(), z.string()]);
const INSTANCES = `select distinct region, json_text(properties, '$.InstanceType'),
    coalesce(json_text(properties, '$.PlatformDetails'), 'Linux/UNIX')
  from resources where kind = 'AWS::EC2::Instance' and json_text(properties, '$.InstanceType') is not null`;
const ON_SPOT = "json_text(properties, '$.InstanceLifecycle') = 'spot'";
const ON_DEMAND = `json_text(properties, '$.InstanceLifecycle') is null
  and json_text(properties, '$.State.Name') = 'running'`;

/** The instance types that run on spot, by region. */
export async function spotUses(
  store: Pick<Store, 'query'>,
  signal: AbortSignal,
): Promise<readonly SpotUse[]> {
  return usesWhere(store, ON_SPOT, signal);
}

/**
 * The instance types that run on spot, or on demand where they may be interrupted: the saving of a change to spot needs
 * the price of spot.
 *
 * @param tags those of instances that may be interrupted, as KEY=VALUE; instances of an Auto Scaling group need none
 */
export async function possibleSpotUses(
  store: Pick<Store, 'query'>,
  tags: readonly string[],
  signal: AbortSignal,
): Promise<readonly SpotUse[]> {
  const isAllowed = [[GROUP_TAG], ...tags.map(partsOf)].map((parts) =>
    parts
      .map((part) => `position(${sqlText(JSON.stringify(part))} in properties) > 0`)
      .join(' and '),
  );
  const where = `(${ON_SPOT} or (${ON_DEMAND} and (${isAllowed.join(' or ')})))`;
  return usesWhere(store, where, signal);
}

/** The key and the value of a tag. */
function partsOf(tag: string): readonly string[] {
  const end = tag.indexOf('=');
  return end < 0 ? [tag] : [tag.slice(0, end), tag.slice(end + 1)];
}

async function usesWhere(
  store: Pick<Store, 'query'>,
  where: string,
  signal: AbortSignal,
): Promise<readonly SpotUse[]> {
  const uses = new Map<string, { types: Set<string>; products: Set<string> }>();
  for (const row of await allRows(store, `${INSTANCES} and ${where}`, signal)) {
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
