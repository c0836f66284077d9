import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remedyFor } from '../../src/aws/remedy.ts';
import { deniedPermission } from '../../src/aws/errors.ts';
import { ResourceNotFoundError, type GoneAnswer } from '../../src/core/exporters/exporter.ts';
import type { Kind } from '../../src/core/exporters/kind.ts';
import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import { loadKind, OBJECT_KINDS } from '../../src/core/exporters/registry.ts';
import { ESTATE_KINDS, type EstateKind } from '../../src/sandbox/estate/estate.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { itemsIn, type SimulatedItem } from '../../src/sandbox/simulation/simulated-kind.ts';
import { asRaw, canonical } from '../helpers/expected.ts';
import { listAll, openScopes, optionsOf, type Listed, type OpenScopes } from './harness.ts';
import { discoveredAccount, fetchedProperties, simulationOf } from './worked-example.ts';

const COUNT = 5;
const REGION = 'eu-west-1';
/** Kinds whose resources the sandbox cannot delete one by one. */
const LASTING = new Set<string>(['AWS::Account::Info', 'AWS::Organizations::Account']);

let vanished: readonly EstateKind[] = [];
let sandbox: Sandbox;
let scopes: OpenScopes;

beforeAll(async () => {
  sandbox = await startSandbox({
    estate: {
      seed: 'gone',
      accounts: 2,
      suspendedEvery: 0,
      regions: [REGION],
      usedRegions: 1,
      'AWS::ECS::Service': 3,
      ...Object.fromEntries(ESTATE_KINDS.map((kind) => [kind, COUNT])),
      shrinkBy: (kind) => (vanished.includes(kind) ? 2 : 0),
    },
  });
  const { estate, managementAccountId: accountId } = sandbox;
  const account = discoveredAccount(estate, accountId);
  scopes = openScopes(sandbox, { accountId, region: REGION, account });
});

afterAll(async () => {
  scopes[Symbol.dispose]();
  await sandbox.close();
});

/** A terminated instance is still described and listed for an hour, but counts as deleted. */
function statusOf({ resource: { Properties } }: Listed): GoneAnswer['status'] {
  return JSON.stringify(Properties['State'] ?? '').includes('terminated') ? 'gone' : 'exists';
}

/** The expected items of a kind's resources, by the identifiers that fetch them. */
function itemsOf(name: ObjectKind): ReadonlyMap<string, SimulatedItem> {
  const { estate, managementAccountId: accountId } = sandbox;
  const items = [...itemsIn(simulationOf(name), { estate, accountId, region: REGION })];
  return new Map(items.map(({ item }) => [canonical(item.identifiers), item]));
}

describe.each(OBJECT_KINDS)('%s, asked for one by one', (name) => {
  let kind: Kind;
  let listed: readonly Listed[];

  beforeAll(async () => {
    vanished = [];
    sandbox.setFaults([]);
    kind = await loadKind(name);
    listed = await listAll(kind, scopes.request(optionsOf(kind)));
  });

  function confirm(): Promise<readonly GoneAnswer[]> {
    const identifiers = listed.map((one) => one.identifiers);
    return kind.exporter.confirmGone(identifiers, scopes.request([]));
  }

  test('the identifiers of a listed resource fetch the same resource', async () => {
    const items = itemsOf(name);
    expect(listed.length).toBeGreaterThan(0);
    for (const { identifiers, resource } of listed) {
      expect(identifiers).toHaveLength(kind.identifiers.length);
      const request = scopes.request(optionsOf(kind));
      const { resources } = await kind.exporter.getResource(identifiers, request);
      expect(resources).toHaveLength(1);
      expect(resources[0]?.__ExtraContext).toEqual(resource.__ExtraContext);
      const item = items.get(canonical(identifiers));
      if (item === undefined) throw new Error(`no item of ${canonical(identifiers)}`);
      expect(resources.map(({ Properties }) => asRaw(Properties))).toEqual([
        fetchedProperties(item),
      ]);
    }
  });

  test('exists while it is listed', async () => {
    expect(await confirm()).toEqual(listed.map((one) => ({ status: statusOf(one) })));
  });

  test('is confirmed deleted after its deletion, and its neighbors are not', async () => {
    if (LASTING.has(name)) return;
    vanished = ESTATE_KINDS;
    const left = await listAll(kind, scopes.request([]));
    const names = new Set(left.map(({ identifiers }) => canonical(identifiers)));

    const answers = await confirm();

    vanished = [];
    expect(left.length).toBeLessThan(listed.length);
    expect(answers).toEqual(
      listed.map((one) => ({
        status: names.has(canonical(one.identifiers)) ? statusOf(one) : 'gone',
      })),
    );
  });

  test('is not found by a single fetch after its deletion', async () => {
    if (LASTING.has(name)) return;
    vanished = ESTATE_KINDS;
    const left = await listAll(kind, scopes.request([]));
    const names = new Set(left.map(({ identifiers }) => canonical(identifiers)));
    const lost = listed.filter(({ identifiers }) => !names.has(canonical(identifiers)));

    const fetched = await Promise.allSettled(
      lost.map(({ identifiers }) => kind.exporter.getResource(identifiers, scopes.request([]))),
    );

    vanished = [];
    expect(lost).not.toEqual([]);
    expect(fetched).toEqual(
      lost.map(() => ({
        status: 'rejected',
        reason: expect.any(ResourceNotFoundError),
      })),
    );
  });

  test('is not confirmed deleted when AWS denies access: the permission is named', async () => {
    if (kind.list.operation === undefined) return; // a kind without calls is never denied
    sandbox.setFaults([{ type: 'deny' }]);

    const answers = await confirm();

    sandbox.setFaults([]);
    expect(answers).toHaveLength(listed.length);
    for (const answer of answers) {
      if (answer.status !== 'unknown') throw new Error(`denied, but ${answer.status}`);
      const { failure, permissions } = answer;
      // The response to a denied HEAD has no body with the permission: then all permissions for the check are
      // listed.
      const denied = deniedPermission(failure.message) ?? permissions.join(', ');
      expect(failure.class).toBe('denied');
      expect(permissions).toEqual(expect.arrayContaining(denied.split(', ')));
      expect(permissions).not.toEqual([]);
      expect(remedyFor(failure, permissions)).toBe(
        `allow ${denied} for the role that reads this account`,
      );
    }
  });

  test.each(['server-error', 'throttle', 'reset', 'expired'] as const)(
    'is not said to be gone by a %s',
    async (type) => {
      if (kind.list.operation === undefined) return;
      sandbox.setFaults([{ type }]);

      const answers = await confirm();

      sandbox.setFaults([]);
      expect(answers.map(({ status }) => status)).toEqual(listed.map(() => 'unknown'));
    },
  );
});
