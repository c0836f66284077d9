import { describe, expect, test } from '@jest/globals';
import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import { loadKind, OBJECT_KINDS } from '../../src/core/exporters/registry.ts';
import { ESTATE_KINDS } from '../../src/sandbox/estate/estate.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { placesIn, type SimulatedKind } from '../../src/sandbox/simulation/simulated-kind.ts';
import { ESTATE, expectWhole, itemsOf, REGION } from '../helpers/kind-world.ts';
import type { ReadResult } from '../helpers/read-aws.ts';
import { readEstate } from '../helpers/read-estate.ts';
import { itemsOfEstate, simulationOf } from './worked-example.ts';

const PARENTS = 7;
/** A parent with resources in the first account, which the tests damage. */
const LOST = 5;
const OF_EACH_PARENT = 3;
/** Parents whose resources are listed in parallel. */
const AT_ONCE = 16;
/** Every record of a history. */
const ALL = { since: '9999d', maxPerParent: 1_000 };

/** A kind whose resources are children or parts of a parent. */
interface Below {
  readonly name: ObjectKind;
  readonly parentName: ObjectKind;
  readonly parent: SimulatedKind;
  /** The call that lists one parent's resources: `ecs:ListServices`. */
  readonly listing: string;
}

const BELOW = OBJECT_KINDS.flatMap(belowParent);

function belowParent(name: ObjectKind): Below[] {
  const simulated = simulationOf(name);
  const isPart = 'partOf' in simulated;
  if (isPart && simulated.toldBy === undefined) return []; // the list call returns all
  const parent = isPart ? simulated.partOf : simulated.parent;
  if (parent === undefined) return [];
  const parentName = OBJECT_KINDS.find((kind) => kind === parent.kind);
  const [listing] =
    Object.entries(isPart ? parent.calls : simulated.calls).find(([call, { most }]) =>
      isPart ? call.endsWith(`:${simulated.toldBy ?? ''}`) : most !== undefined,
    ) ?? [];
  if (parentName === undefined || listing === undefined) throw new Error(`what lists ${name}?`);
  return [{ name, parentName, parent, listing }];
}

test('there are kinds with parents, and kinds that are parts', () => {
  const names = BELOW.map(({ name }) => name);

  expect(names).toEqual(expect.arrayContaining(['AWS::ECS::Service', 'AWS::CodePipeline::Stage']));
});

describe.each(BELOW)('$name, below its parents', ({ name, parentName, parent, listing }) => {
  const simulated = simulationOf(name);
  const operation = listing.replace(/^.*:/, '');

  function open(parents = PARENTS, accounts: number = ESTATE.accounts): Promise<Sandbox> {
    const counts = Object.fromEntries(ESTATE_KINDS.map((kind) => [kind, OF_EACH_PARENT]));
    const estate = { ...counts, ...ESTATE, accounts, [parentName]: parents };
    return startSandbox({ estate, maxPageSize: 5 });
  }

  async function read(
    sandbox: Sandbox,
    kinds: readonly ObjectKind[],
    everything = true,
  ): Promise<ReadResult> {
    const { hasHistory } = await loadKind(name);
    const selector = { ...(hasHistory && { window: ALL }) };
    return readEstate(sandbox, { kinds, everything, selector, retry: { maxAttempts: 2 } });
  }

  function lostIn({ estate, managementAccountId: accountId }: Sandbox): {
    readonly account: string;
    readonly resource: string;
  } {
    const place = [...placesIn(parent, { estate, accountId, region: REGION })][LOST];
    const [resource] = place === undefined ? [] : Object.values(parent.at(place).names);
    if (resource === undefined) throw new Error(`${parentName} has no number ${LOST}`);
    return { account: accountId, resource };
  }

  /** The expected resources of all parents except the lost one. */
  function itemsOfOthers({ estate, managementAccountId }: Sandbox): readonly string[] {
    const all = itemsOfEstate(simulated, estate);
    const others = itemsOfEstate(simulated, estate, (place) => {
      const { n } = 'partOf' in simulated ? place : place.parent;
      return place.accountId !== managementAccountId || n !== LOST;
    });
    expect(others.length).toBeLessThan(all.length);
    return others;
  }

  test('parents are listed once for all kinds that need them', async () => {
    await using alone = await open();
    await using beside = await open();

    const parents = await read(alone, [parentName], false);
    const both = await read(beside, [parentName, name], false);

    const callsOf = (sandbox: Sandbox): readonly (number | undefined)[] =>
      Object.keys(parent.calls).map((call) => sandbox.calls()[call]);
    expect(parents.resources).toHaveLength(2 * PARENTS);
    expect(both.of(parentName)).toHaveLength(2 * PARENTS);
    expect(both.of(name).length).toBeGreaterThan(2 * PARENTS);
    expect(callsOf(beside)).toEqual(callsOf(alone));
  });

  test('a parent deleted after the list call removes only its own resources', async () => {
    await using sandbox = await open();
    sandbox.setFaults([{ type: 'gone', ...lostIn(sandbox) }]);

    const result = await read(sandbox, [name]);

    expectWhole(result, itemsOfOthers(sandbox));
  });

  test('a denied parent affects its own resources, and leaves the scope incomplete', async () => {
    await using sandbox = await open();
    const { account, resource } = lostIn(sandbox);
    sandbox.setFaults([{ type: 'deny', operation, account, resource }]);

    const result = await read(sandbox, [name]);

    expect(itemsOf(result)).toEqual(itemsOfOthers(sandbox));
    expect(result.gaps).toEqual([]);
    const ofAccount = result.resources.filter(
      ({ __ExtraContext }) => __ExtraContext?.['AccountId'] === account,
    );
    expect(result.notComplete()).toMatchObject([
      { kind: name, accountId: account, outcome: 'denied', resources: ofAccount.length },
    ]);
    expect(result.notComplete()[0]?.error).toMatchObject({
      message: expect.stringMatching(/\(1 not read, \d+ read\)$/) as unknown,
      remedy: expect.stringContaining(listing) as unknown,
    });
  });

  test('when every parent is denied, only a few are requested', async () => {
    await using sandbox = await open(3 * AT_ONCE, 1);
    sandbox.setFaults([{ type: 'deny', operation }]);

    const { resources, notComplete } = await read(sandbox, [name]);

    expect(resources).toEqual([]);
    expect(notComplete().map(({ outcome }) => outcome)).toEqual(['denied']);
    expect(sandbox.calls()[listing]).toBeLessThan(2 * AT_ONCE);
  });

  test('throttling is not specific to one parent: it ends the scope', async () => {
    await using sandbox = await open();
    const { account, resource } = lostIn(sandbox);
    sandbox.setFaults([{ type: 'throttle', operation, account, resource }]);

    const { notComplete } = await read(sandbox, [name]);

    expect(notComplete()).toMatchObject([{ kind: name, accountId: account, outcome: 'throttled' }]);
  });
});
