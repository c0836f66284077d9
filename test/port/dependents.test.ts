import { expect, test } from '@jest/globals';
import { deleteEntities } from '../../src/port/entities.ts';
import { ClientWorld, names, NEVER } from './port-world.ts';
import { startScriptedPort } from './scripted-port.ts';

/** Port's API reference has it among the errors of status 403. */
test.each([403, 422])(
  'what others depend on is kept alone, when Port says so with %d',
  async (status) => {
    const given = names('account', 20);
    const owned = ['account-0003', 'account-0017'];
    const refusal = { ok: false, error: 'has_dependents', message: 'it has dependent entities' };
    await using port = await startScriptedPort((_, body) =>
      owned.some((identifier) => body.includes(identifier))
        ? { status, text: JSON.stringify(refusal) }
        : { text: JSON.stringify({ ok: true }) },
    );
    using world = new ClientWorld(port.baseUrl);

    const errors = await world.run(
      deleteEntities(world.client, 'account', given, {
        withDependents: false,
        event: { type: 'resync', resyncId: 'r-1' },
        signal: NEVER,
      }),
    );

    expect([...errors.keys()].sort()).toEqual(owned);
    expect(errors.get('account-0003')?.remedy).toContain('deleteDependentEntities');
  },
);

test('what may be deleted with an entity is so only where Port refuses without', async () => {
  const given = names('account', 20);
  const owned = ['account-0003', 'account-0017'];
  const refusal = { ok: false, error: 'has_dependents', message: 'it has dependent entities' };
  const withDependents: string[] = [];
  await using port = await startScriptedPort(({ url = '' }, body) => {
    const isAllowed = url.includes('delete_dependents=true');
    if (isAllowed) withDependents.push(body);
    return !isAllowed && owned.some((identifier) => body.includes(identifier))
      ? { status: 422, text: JSON.stringify(refusal) }
      : { text: JSON.stringify({ ok: true }) };
  });
  using world = new ClientWorld(port.baseUrl);

  const errors = await world.run(
    deleteEntities(world.client, 'account', given, {
      withDependents: true,
      event: { type: 'resync', resyncId: 'r-1' },
      signal: NEVER,
    }),
  );

  expect([...errors]).toEqual([]);
  expect(withDependents.sort()).toEqual(owned.map((id) => JSON.stringify({ entities: [id] })));
});
