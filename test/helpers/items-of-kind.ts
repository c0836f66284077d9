import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import type { Estate, EstateKind } from '../../src/sandbox/estate/estate.ts';
import { canonical } from './expected.ts';

/** The raw items that an estate's resources of a regional kind should give, sorted. */
export function itemsOfKind(
  estate: Estate,
  kind: ObjectKind,
  counted: EstateKind,
  propertiesOf: (accountId: string, region: string, index: number) => object,
): readonly string[] {
  const items: string[] = [];
  for (const accountId of estate.accountIds) {
    for (const region of estate.usedRegions) {
      const count = estate.countOf(counted, accountId, region);
      for (let index = 0; index < count; index += 1) {
        const item = {
          Type: kind,
          Properties: propertiesOf(accountId, region, index),
          __ExtraContext: { AccountId: accountId, Region: region },
        };
        items.push(canonical(item));
      }
    }
  }
  return items.sort();
}
