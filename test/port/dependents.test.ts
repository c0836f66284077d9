import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { deleteEntities } from '../../src/port/delete-entities.ts';
import { ClientWorld, names, NEVER } from './port-world.ts';
import { startScriptedPort } from './scripted-port.ts';

/** A Port that has these entities, all of them ours, and deletes what it does not refuse. */
function scriptedDeletion(
  refuses: (url: string, identifiers: readonly string[]) => boolean,
  status: number,
): ReturnType<typeof startScriptedPort> {
  return startScriptedPort(({ url = '' }, body) => {
    if (url.endsWith('/entities/search')) {
      const { query } = Search.parse(JSON.parse(body));
      const datasource = 'port-ocean/aws-v3/1.0.0/tests/exporter';
      const entities = query.rules[0].value.map((identifier) => ({ identifier, datasource }));
      return { text: JSON.stringify({ ok: true, entities }) };
    }
    const { entities } = Deletion.parse(JSON.parse(body));
    return refuses(url, entities)
      ? {
          status,
          text: JSON.stringify({
            ok: false,
            error: 'has_dependents',
            message: 'it has dependents',
          }),
        }
      : { text: JSON.stringify({ ok: true, deletedEntities: entities }) };
  });
}

const Search = z.object({
  query: z.object({ rules: z.tuple([z.object({ value: z.array(z.string()) })]) }),
});
const Deletion = z.object({ entities: z.array(z.string()) });

/** Port's API reference has it among the errors of status 403. */
test.each([403, 422])(
  'what others depend on is kept alone, when Port says so with %d',
  async (status) => {
    const given = names('account', 20);
    const owned = ['account-0003', 'account-0017'];
    const isOwned = (identifier: string): boolean => owned.includes(identifier);
    await using port = await scriptedDeletion((_, ids) => ids.some(isOwned), status);
    using world = new ClientWorld(port.baseUrl);

    const results = await world.run(
      deleteEntities(world.client, 'account', given, {
        withDependents: false,
        event: { type: 'resync', resyncId: 'r-1' },
        signal: NEVER,
      }),
    );

    for (const identifier of given) {
      const remedy = expect.stringContaining('deleteDependentEntities') as unknown;
      expect(results.get(identifier)).toMatchObject(
        isOwned(identifier) ? { status: 'refused', error: { remedy } } : { status: 'deleted' },
      );
    }
  },
);

test('what may be deleted with an entity is so only where Port refuses without', async () => {
  const given = names('account', 20);
  const owned = ['account-0003', 'account-0017'];
  const withDependents: string[] = [];
  await using port = await scriptedDeletion((url, ids) => {
    const isAllowed = url.includes('delete_dependents=true');
    if (isAllowed) withDependents.push(...ids);
    return !isAllowed && ids.some((identifier) => owned.includes(identifier));
  }, 422);
  using world = new ClientWorld(port.baseUrl);

  const results = await world.run(
    deleteEntities(world.client, 'account', given, {
      withDependents: true,
      event: { type: 'resync', resyncId: 'r-1' },
      signal: NEVER,
    }),
  );

  expect(results).toEqual(new Map(given.map((id) => [id, { status: 'deleted' }])));
  expect(withDependents.sort()).toEqual(owned);
});
