import { datasourceEnds } from './datasource.ts';
import type { PortClient } from './port-client.ts';
import { OWNERSHIP_KEYS, ownershipOf, searchEntities } from './search-entities.ts';

/**
 * The owners of these entities; entities that Port does not have are missing from the result. If Port does
 * not return an entity's datasource, Port is asked to compare it.
 *
 * @param identifiers at most a hundred: they are in the body of one call
 */
export async function ownersOf(
  client: PortClient,
  blueprint: string,
  identifiers: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, 'own' | 'other'>> {
  const owners = new Map<string, 'own' | 'other'>();
  const untold: string[] = [];
  const query = { combinator: 'and', rules: [oneOf(identifiers)] };
  for await (const page of searchEntities(client, blueprint, query, OWNERSHIP_KEYS, signal)) {
    for (const entity of page) {
      const owner = ownershipOf(entity, client.integration);
      if (owner === 'untold') untold.push(entity.identifier);
      else owners.set(entity.identifier, owner);
    }
  }
  if (untold.length === 0) return owners;
  for (const identifier of untold) owners.set(identifier, 'other');
  const compared = { combinator: 'and', rules: [oneOf(untold), ...ownRules(client)] };
  for await (const page of searchEntities(client, blueprint, compared, ['identifier'], signal)) {
    for (const { identifier } of page) if (owners.has(identifier)) owners.set(identifier, 'own');
  }
  return owners;
}

function oneOf(identifiers: readonly string[]): object {
  return { property: '$identifier', operator: 'in', value: identifiers };
}

/**
 * Port's search has no patterns. Requiring a digit before our identifier, as at the end of versions,
 * distinguishes `1.2.3/my-aws-v3` from `1.2.3/team/my-aws-v3`.
 */
function ownRules({ integration }: PortClient): readonly object[] {
  const { prefix, suffix } = datasourceEnds(integration);
  const endings = Array.from({ length: 10 }, (_, digit) => ({
    property: '$datasource',
    operator: 'endsWith',
    value: `${digit}${suffix}`,
  }));
  return [
    { property: '$datasource', operator: 'beginsWith', value: prefix },
    { combinator: 'or', rules: endings },
  ];
}
