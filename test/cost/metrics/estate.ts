import type { StoredResource } from '../../../src/cost/resources/price-resources.ts';
import { Estate, type EstateKind } from '../../../src/sandbox/estate/estate.ts';
import { SIMULATED_KINDS } from '../../../src/sandbox/kinds/registry.generated.ts';
import { itemsIn } from '../../../src/sandbox/simulation/simulated-kind.ts';
import { arnOf, nameOf, tagsOf } from '../../../src/store/resource-facts.ts';
import { asRaw } from '../../helpers/expected.ts';

/** The sandbox's resources of these kinds in one account and region, as a store has them. */
export function storedEstate(
  region: string,
  counts: Readonly<Partial<Record<EstateKind, number>>>,
): readonly StoredResource[] {
  const today = new Date('2026-06-01T00:00:00Z');
  const estate = new Estate({
    ...{ seed: 'metrics', accounts: 1, regions: [region], usedRegions: 1, today, ...counts },
  });
  const account = estate.managementAccountId;
  return SIMULATED_KINDS.filter(({ kind }) => kind in counts).flatMap((simulated) => {
    const { kind } = simulated;
    return [...itemsIn(simulated, { estate, accountId: account, region })].map(({ item }) => {
      const [id = ''] = item.identifiers;
      const properties = asRaw(item.properties) as Readonly<Record<string, unknown>>;
      const tags = tagsOf(properties);
      const arn = arnOf({ kind, accountId: account, region }, properties, id) ?? null;
      const name = nameOf(kind, properties, tags) ?? null;
      return { kind, account, region, id, arn, name, tags, properties };
    });
  });
}
