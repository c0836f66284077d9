import { describe, expect, test } from '@jest/globals';
import { cloudControlKind } from '../../src/core/exporters/cloud-control.ts';
import { isAddition } from '../../src/core/exporters/ocean-kinds.ts';
import { loadKind, OBJECT_KINDS } from '../../src/core/exporters/registry.ts';
import type { Resource } from '../../src/core/exporters/resource.ts';
import { SIMULATED_KINDS } from '../../src/sandbox/kinds/registry.generated.ts';
import { itemsIn } from '../../src/sandbox/simulation/simulated-kind.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { openScopes, optionsOf, readAll } from './harness.ts';

const REGION = 'eu-west-1';
const COUNT = 4;

/** Types that CloudFormation does not have, or that Cloud Control cannot read. */
const NOT_IN_CLOUD_CONTROL = ['AWS::EC2::Snapshot'];

const additions = OBJECT_KINDS.filter(isAddition);

describe('an addition to Ocean’s kinds', () => {
  test.each(additions.filter((name) => !NOT_IN_CLOUD_CONTROL.includes(name)))(
    '%s gives all that Cloud Control gives, under the same names and with the same identifier',
    async (name) => {
      const kind = await loadKind(name);
      await using sandbox = await startSandbox({
        estate: {
          seed: 'both ways',
          accounts: 1,
          regions: [REGION],
          usedRegions: 1,
          ...Object.fromEntries(SIMULATED_KINDS.map((one) => [one.kind, COUNT])),
        },
      });
      const accountId = sandbox.managementAccountId;
      using scopes = openScopes(sandbox, { accountId, region: REGION });

      const own = await readAll(kind, scopes.request(optionsOf(kind)));
      const modelled = await readAll(cloudControlKind(name), scopes.request([]));

      expect(own.gaps).toEqual([]);
      expect(modelled.gaps).toEqual([]);
      expect(modelled.resources.length).toBeGreaterThanOrEqual(COUNT);
      const byIdentifier = new Map(own.resources.map((one) => [identifierOf(one), one]));
      expect([...byIdentifier.keys()].sort()).toEqual(modelled.resources.map(identifierOf).sort());
      for (const resource of modelled.resources) {
        const ours = byIdentifier.get(identifierOf(resource));
        expect(asSeen(ours)).toMatchObject({ ...(asSeen(resource) as object) });
      }
    },
  );

  test.each(additions)('%s: the simulated models name its primary identifier', async (name) => {
    const { primaryIdentifier } = await loadKind(name);
    expect(primaryIdentifier === undefined).toBe(NOT_IN_CLOUD_CONTROL.includes(name));
  });
});

describe('an option', () => {
  test.each(OBJECT_KINDS)('of %s adds the properties that it says, and no others', async (name) => {
    const kind = await loadKind(name);
    const simulated = SIMULATED_KINDS.find((one) => one.kind === name);
    if (!isAddition(name)) {
      // Ocean runs these only if a mapping names them; so does Longshore.
      expect(kind.actions.options.flatMap(({ adds }) => adds)).toEqual([]);
      return;
    }
    if (simulated === undefined) throw new Error(`the sandbox does not simulate ${name}`);
    await using sandbox = await startSandbox({
      estate: {
        seed: 'options',
        accounts: 1,
        regions: [REGION],
        usedRegions: 1,
        ...Object.fromEntries(SIMULATED_KINDS.map((one) => [one.kind, 1])),
      },
    });
    const accountId = sandbox.managementAccountId;
    using scopes = openScopes(sandbox, { accountId, region: REGION });
    const [example] = itemsIn(simulated, { estate: sandbox.estate, accountId, region: REGION });
    const bare = await propertiesWith([]);

    for (const option of kind.actions.options) {
      const added = [...(await propertiesWith([option.name]))].filter((one) => !bare.has(one));
      expect(added.sort()).toEqual([...option.adds].sort());
    }

    async function propertiesWith(include: readonly string[]): Promise<ReadonlySet<string>> {
      const identifiers = example?.item.identifiers ?? [];
      const { resources } = await kind.exporter.getResource(identifiers, scopes.request(include));
      return new Set(resources.flatMap(({ Properties }) => Object.keys(Properties)));
    }
  });
});

/** As a mapping sees it. Times are normalized, because the two ways write different numbers of digits. */
function asSeen(resource: Resource | undefined): unknown {
  return JSON.parse(JSON.stringify(resource), (_, value: unknown) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)
      ? new Date(value).toISOString()
      : value,
  );
}

function identifierOf({ __ExtraContext }: Resource): string {
  return String(__ExtraContext?.['Identifier']);
}
