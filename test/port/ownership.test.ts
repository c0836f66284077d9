import { describe, expect, test } from '@jest/globals';
import { deleteEntities } from '../../src/port/delete-entities.ts';
import { ownedBlueprints } from '../../src/port/search-entities.ts';
import { NEVER, PortWorld } from './port-world.ts';

/** Who wrote which bucket. The client is `tests` of type `aws-v3`. */
const DATASOURCES = {
  ours: 'port-ocean/aws-v3/1.0.0/tests/exporter',
  older: 'port-ocean/aws-v3/0.9.12/tests/exporter',
  team: 'port-ocean/aws-v3/1.0.0/team/tests/exporter',
  longer: 'port-ocean/aws-v3/1.0.0/my-tests/exporter',
  gitops: 'port-ocean/aws-v3/1.0.0/tests/gitops',
  gcp: 'port-ocean/gcp/1.0.0/tests/exporter',
  wrapped: 'proxy port-ocean/aws-v3/1.0.0/tests/exporter',
  person: 'a user at a keyboard',
} as const;
const OWN = ['older', 'ours'];
const OPTIONS = { withDependents: false, event: { type: 'resync' }, signal: NEVER } as const;

async function worldOfMany(tellsDatasource: boolean): Promise<PortWorld> {
  const world = await PortWorld.open({ port: { tellsDatasource } });
  for (const [identifier, datasource] of Object.entries(DATASOURCES)) {
    world.port.catalog.upsert(
      'bucket',
      { identifier },
      { merge: true, createMissing: false, datasource },
    );
  }
  return world;
}

describe.each([
  ['that tells the datasource', true],
  ['that only compares it', false],
])('a Port %s', (_, tellsDatasource) => {
  test('entities of others are not deleted, whatever their datasource contains', async () => {
    await using world = await worldOfMany(tellsDatasource);
    const asked = [...Object.keys(DATASOURCES), 'missing'];

    const results = await world.run(deleteEntities(world.client, 'bucket', asked, OPTIONS));

    expect(Object.fromEntries(results)).toEqual({
      ...Object.fromEntries(asked.map((identifier) => [identifier, { status: 'not-ours' }])),
      ours: { status: 'deleted' },
      older: { status: 'deleted' },
      missing: { status: 'absent' },
    });
    expect(world.stored('bucket')).toEqual(
      Object.keys(DATASOURCES)
        .filter((identifier) => !OWN.includes(identifier))
        .sort(),
    );
  });
});

test('an entity that another integration takes over between two writes is no longer ours', async () => {
  await using world = await worldOfMany(true);
  const datasource = DATASOURCES.team;
  world.port.catalog.upsert(
    'bucket',
    { identifier: 'ours' },
    { merge: true, createMissing: false, datasource },
  );

  const results = await world.run(deleteEntities(world.client, 'bucket', ['ours'], OPTIONS));

  expect(results).toEqual(new Map([['ours', { status: 'not-ours' }]]));
  expect(world.stored('bucket')).toContain('ours');
});

test('250 identifiers cost one search and one deletion for each hundred', async () => {
  await using world = await PortWorld.open();
  const all = Array.from({ length: 250 }, (_, n) => `b-${n}`);
  for (const identifier of all) {
    world.port.catalog.upsert(
      'bucket',
      { identifier },
      { merge: true, createMissing: false, datasource: DATASOURCES.ours },
    );
  }

  const results = await world.run(deleteEntities(world.client, 'bucket', all, OPTIONS));

  expect([...results.values()].every(({ status }) => status === 'deleted')).toBe(true);
  expect(world.port.calls()).toMatchObject({
    'POST /v1/blueprints/:id/entities/search': 3,
    'POST /v1/blueprints/:id/bulk/entities/delete': 3,
  });
});

test('only blueprints with entities of ours are found', async () => {
  await using world = await worldOfMany(true);
  world.port.catalog.upsert(
    'region',
    { identifier: 'x' },
    { merge: true, createMissing: false, datasource: DATASOURCES.longer },
  );

  expect([...(await world.run(ownedBlueprints(world.client, NEVER)))]).toEqual(['bucket']);
});
