import { expect, test } from '@jest/globals';
import type { MappingSummary } from '../../src/mapping/mapped.ts';
import { compareWithPort } from '../../src/catalog/compare/compare-with-port.ts';
import { WriterWorld } from '../catalog/writer-world.ts';
import { NEVER, PortWorld } from './port-world.ts';

const KEYS = { title: false, icon: false, team: false, properties: [], relations: [] };
const MAPPING: MappingSummary = {
  kind: 'AWS::S3::Bucket',
  identity: 'buckets',
  block: 0,
  blueprint: 'bucket',
  keys: KEYS,
  findsBySearch: false,
  place: 'resources[0]',
};

test('an entity that another integration has taken over is forgotten, and stays in Port', async () => {
  await using world = await PortWorld.open();
  await using state = await WriterWorld.open(world.client);
  const changes = ['kept', 'taken'].map((name) => state.change('bucket', name));
  await world.run(state.write(changes));
  world.port.catalog.upsert(
    'bucket',
    { identifier: 'taken' },
    {
      merge: true,
      createMissing: false,
      datasource: 'port-ocean/aws-v3/1.0.0/team/tests/exporter', // contains ours
    },
  );

  await world.run(
    compareWithPort({
      client: world.client,
      store: state.store,
      mappings: [MAPPING],
      now: () => 1,
      signal: NEVER,
    }),
  );

  expect((await state.store.find('bucket', 'taken')).records).toEqual([]);
  expect((await state.store.find('bucket', 'kept')).records).toHaveLength(1);
  expect(world.stored('bucket')).toEqual(['kept', 'taken']);
});

test.each([
  ['404 of a proxy', { status: 404 }],
  ['403', { status: 403 }],
])('a blueprint that cannot be read ends the comparison: %s', async (_, fault) => {
  await using world = await PortWorld.open();
  await using state = await WriterWorld.open(world.client);
  const change = state.change('bucket', 'kept');
  await world.run(state.write([change]));
  world.port.setFaults([{ call: /^GET .*bucket$/, type: 'status', ...fault }]);

  const comparison = compareWithPort({
    client: world.client,
    store: state.store,
    mappings: [MAPPING],
    now: () => 1,
    signal: NEVER,
  });

  await expect(world.run(comparison)).rejects.toMatchObject({ code: 'port' });
  expect(await state.known(change)).toBe('written');
});
