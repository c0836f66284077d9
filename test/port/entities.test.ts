import { describe, expect, test } from '@jest/globals';
import { BlueprintDirectory } from '../../src/port/blueprint-directory.ts';
import { deleteEntities } from '../../src/port/delete-entities.ts';
import { upsertEntities, type UpsertResult } from '../../src/port/entities.ts';
import type { PortClient } from '../../src/port/port-client.ts';
import { ownedBlueprints, ownedQuery, searchEntities } from '../../src/port/search-entities.ts';
import { ClientWorld, failureOf, names, NEVER, PortWorld } from './port-world.ts';
import { startScriptedPort } from './scripted-port.ts';

const EVENT = { type: 'resync', resyncId: 'r-1' } as const;
const SOME_MEND = expect.stringMatching(/\w+ \w+/) as unknown;

interface Given {
  readonly identifier: string;
  readonly properties?: object;
  readonly relations?: object;
}

function upsert(
  client: PortClient,
  blueprint: string,
  entities: readonly Given[],
  onBulkSize?: (size: number) => void,
): Promise<readonly UpsertResult[]> {
  const texts = entities.map((entity) => JSON.stringify(entity));
  const options = { merge: true, createMissingRelatedEntities: false, event: EVENT, signal: NEVER };
  return upsertEntities(client, blueprint, texts, options, onBulkSize);
}

function text(bytes: number): object {
  return { text: 'x'.repeat(bytes) };
}

describe('writing', () => {
  test('207: each error goes to the entity at its index, whatever stands around it', async () => {
    await using world = await PortWorld.open();
    world.port.catalog.upsert(
      'account',
      { identifier: 'a' },
      { merge: true, createMissing: false, datasource: '' },
    );
    const account = { account: 'a' };

    const results = await world.run(
      upsert(world.client, 'queue', [
        { identifier: 'one', relations: account },
        { identifier: 'a name', relations: account },
        { identifier: 'two', relations: { account: 'missing' } },
        { identifier: 'two', relations: account },
        { identifier: 'three', properties: { size: 'large' } },
        { identifier: 'four', properties: { colour: 'red' } },
        { identifier: 'one', properties: { size: 2 } },
      ]),
    );

    expect(results).toMatchObject([
      { status: 'written', isCreated: true },
      { status: 'failed', error: { status: 422, remedy: SOME_MEND } },
      { status: 'failed', error: { status: 404, portCode: 'not_found', remedy: SOME_MEND } },
      { status: 'written', isCreated: true },
      { status: 'failed', error: { status: 422, message: expect.stringContaining('"size"') } },
      { status: 'failed', error: { status: 422, message: expect.stringContaining('"colour"') } },
      { status: 'written', isCreated: false },
    ]);
    expect(world.stored('queue')).toEqual(['one', 'two']);
    expect(world.bulkCalls).toBe(1);
  });

  test('an entity that the answer does not name has failed; entities that were not sent are ignored', async () => {
    const answer = {
      ok: true,
      entities: [
        { index: 0, created: true },
        { index: 9, created: true },
      ],
      errors: [
        { index: 2, statusCode: 422, error: 'invalid_request', message: 'no' },
        { index: 7, statusCode: 500 },
      ],
    };
    await using port = await startScriptedPort(() => ({
      status: 207,
      text: JSON.stringify(answer),
    }));
    using world = new ClientWorld(port.baseUrl);

    const results = await world.run(
      upsert(world.client, 'queue', [
        { identifier: 'a' },
        { identifier: 'b' },
        { identifier: 'c' },
      ]),
    );

    expect(results).toMatchObject([
      { status: 'written' },
      { status: 'failed', error: { portCode: 'unanswered', remedy: SOME_MEND } },
      { status: 'failed', error: { status: 422 } },
    ]);
  });

  test('413: the call is halved until it fits; an entity that never fits is reported alone', async () => {
    await using world = await PortWorld.open();
    const entities = [
      ...names('small', 9).map((identifier) => ({ identifier, properties: text(200_000) })),
      { identifier: 'huge', properties: text(1_048_576) },
      ...names('other', 9).map((identifier) => ({ identifier, properties: text(200_000) })),
    ];

    const results = await world.run(upsert(world.client, 'bucket', entities));

    expect(results).toHaveLength(19);
    for (const [index, result] of results.entries()) {
      expect(result).toMatchObject(
        index === 9
          ? { status: 'failed', error: { status: 413, remedy: expect.stringContaining('1 MiB') } }
          : { status: 'written', isCreated: true },
      );
    }
    expect(world.stored('bucket')).toEqual([...names('other', 9), ...names('small', 9)]);
  });

  test('a call of more entities than Port takes is halved too', async () => {
    await using world = await PortWorld.open();
    const entities = names('bucket', 21).map((identifier) => ({ identifier })); // Port takes 20

    const results = await world.run(upsert(world.client, 'bucket', entities));

    expect(results.every(({ status }) => status === 'written')).toBe(true);
    expect(world.stored('bucket')).toEqual(names('bucket', 21));
    expect(world.bulkCalls).toBe(3);
  });

  test('404: without the blueprint every entity has the error, after one call', async () => {
    await using world = await PortWorld.open();
    const entities = names('x', 20).map((identifier) => ({ identifier }));

    const results = await world.run(upsert(world.client, 'unknown', entities));

    expect(results).toHaveLength(20);
    for (const result of results) {
      expect(result).toMatchObject({
        status: 'failed',
        error: { status: 404, message: expect.stringContaining('"unknown"'), remedy: SOME_MEND },
      });
    }
    expect(world.bulkCalls).toBe(1);
  });

  test('Port limits the size of a call', async () => {
    await using world = await PortWorld.open({ port: { maxBulkSize: 7 } });
    const sizes: number[] = [];

    await world.run(
      upsert(world.client, 'bucket', [{ identifier: 'a' }], (size) => sizes.push(size)),
    );

    expect(sizes).toEqual([7]);
  });

  test('names are escaped in the path, and owners are told by the user agent', async () => {
    await using world = await PortWorld.open();
    world.port.catalog.createBlueprint({ identifier: 'a/b c' });

    const results = await world.run(upsert(world.client, 'a/b c', [{ identifier: 'é=+/1' }]));

    expect(results).toEqual([{ status: 'written', isCreated: true }]);
    expect(world.port.catalog.entities('a/b c').get('é=+/1')?.datasource).toBe(
      'port-ocean/aws-v3/1.0.0/tests/exporter',
    );
  });
});

describe('deleting', () => {
  test('entities that others depend on are kept, with the reason; the others are deleted', async () => {
    await using world = await PortWorld.open();
    const accounts = names('account', 30);
    await world.run(
      upsert(
        world.client,
        'account',
        accounts.slice(0, 20).map((identifier) => ({ identifier })),
      ),
    );
    await world.run(
      upsert(
        world.client,
        'account',
        accounts.slice(20).map((identifier) => ({ identifier })),
      ),
    );
    const owned = ['account-0003', 'account-0017'];
    await world.run(
      upsert(
        world.client,
        'queue',
        owned.map((account) => ({ identifier: account, relations: { account } })),
      ),
    );

    const results = await world.run(
      deleteEntities(world.client, 'account', accounts, {
        withDependents: false,
        event: EVENT,
        signal: NEVER,
      }),
    );

    expect([...results.keys()].sort()).toEqual(accounts);
    for (const [identifier, result] of results) {
      const isHeld = owned.includes(identifier);
      const error = {
        portCode: 'has_dependents',
        remedy: expect.stringContaining('deleteDependentEntities') as unknown,
      };
      expect(result).toMatchObject(isHeld ? { status: 'refused', error } : { status: 'deleted' });
    }
    expect(world.stored('account')).toEqual(owned);
    expect(world.stored('queue')).toEqual(owned);
  });

  test('deleted entities, and all entities of a deleted blueprint, are absent', async () => {
    await using world = await PortWorld.open();
    const options = { withDependents: false, event: EVENT, signal: NEVER };

    const ofEntity = await world.run(deleteEntities(world.client, 'queue', ['gone'], options));
    const ofBlueprint = await world.run(deleteEntities(world.client, 'unknown', ['gone'], options));

    const absent = new Map([['gone', { status: 'absent' }]]);
    expect([ofEntity, ofBlueprint]).toEqual([absent, absent]);
  });
});

describe('reading', () => {
  test('every page is read, and each entity comes once', async () => {
    await using world = await PortWorld.open();
    const all = names('bucket', 2_500);
    for (const identifier of all) {
      world.port.catalog.upsert(
        'bucket',
        { identifier, properties: { text: 't', size: 1 } },
        { merge: true, createMissing: false, datasource: 'port-ocean/aws-v3/0.9/tests/exporter' },
      );
    }
    const { client } = world;
    const include = ['identifier', 'properties.size'];
    const found: unknown[] = [];

    const reading = async (): Promise<void> => {
      for await (const page of searchEntities(
        client,
        'bucket',
        ownedQuery(client),
        include,
        NEVER,
      )) {
        found.push(...page);
      }
    };
    await world.run(reading());

    expect(found).toEqual(
      all.map((identifier) => ({ identifier, properties: { size: 1 }, relations: {} })),
    );
  });

  test('ours are the entities that any version of this integration wrote, and no others', async () => {
    await using world = await PortWorld.open();
    const owners = {
      region: 'port-ocean/aws-v3/9.9/tests/exporter',
      account: 'port-ocean/aws-v3/9.9/other-tests/exporter',
      queue: 'port-ocean/gcp/1.0.0/tests/exporter',
      bucket: 'a user at a keyboard',
    };
    for (const [blueprint, datasource] of Object.entries(owners)) {
      world.port.catalog.upsert(
        blueprint,
        { identifier: 'x', ...(blueprint === 'queue' && { relations: { account: 'x' } }) },
        { merge: true, createMissing: false, datasource },
      );
    }

    const blueprints = await world.run(ownedBlueprints(world.client, NEVER));

    expect([...blueprints]).toEqual(['region']);
  });
});

describe('blueprints', () => {
  test('stand before those that they relate to, however they are given', async () => {
    await using world = await PortWorld.open();
    const given = [
      ['region', 'account', 'queue'],
      ['queue', 'region', 'account'],
      ['account', 'queue', 'region'],
    ];

    for (const identifiers of given) {
      const directory = new BlueprintDirectory(world.client, NEVER);
      const ordered = await world.run(directory.dependentsFirst(identifiers));
      expect(ordered).toEqual(['queue', 'account', 'region']);
    }
  });

  test('with circular relations are all included, once; unknown ones are left out', async () => {
    await using world = await PortWorld.open();
    const { catalog } = world.port;
    catalog.patchBlueprint('region', { relations: { biggest: { target: 'queue' } } });
    const directory = new BlueprintDirectory(world.client, NEVER);

    const ordered = await world.run(directory.dependentsFirst(['region', 'queue', 'account']));
    const fewer = await world.run(directory.dependentsFirst(['queue', 'unknown', 'region']));

    expect([...ordered].sort()).toEqual(['account', 'queue', 'region']);
    expect([...fewer].sort()).toEqual(['queue', 'region', 'unknown']);
  });

  test('are asked for once in a run, those that do not exist too', async () => {
    await using world = await PortWorld.open();
    const directory = new BlueprintDirectory(world.client, NEVER);

    const found = await world.run(
      Promise.all(['queue', 'unknown', 'queue', 'unknown'].map((name) => directory.find(name))),
    );

    expect(found.map((blueprint) => blueprint?.identifier)).toEqual([
      'queue',
      undefined,
      'queue',
      undefined,
    ]);
    expect(world.port.calls()['GET /v1/blueprints/:id']).toBe(2);
  });

  test('that Port refuses to return are an error, not missing', async () => {
    await using world = await PortWorld.open();
    world.port.setFaults([{ call: /^GET .*queue$/, type: 'status', status: 403 }]);
    const directory = new BlueprintDirectory(world.client, NEVER);

    const failure = await world.run(failureOf(directory.find('queue')));

    expect(failure).toMatchObject({ status: 403, remedy: SOME_MEND });
  });
});
