import { describe, expect, test } from '@jest/globals';
import { BlueprintDirectory } from '../../src/port/blueprint-directory.ts';
import { deleteEntities } from '../../src/port/delete-entities.ts';
import { upsertEntities, type UpsertResult } from '../../src/port/entities.ts';
import { findIntegration, patchIntegration } from '../../src/port/integration.ts';
import { NOT_PORT } from '../../src/port/port-error.ts';
import { ClientWorld, failureOf, NEVER } from './port-world.ts';
import { startScriptedPort, type ScriptedAnswer, type ScriptedPort } from './scripted-port.ts';

const EVENT = { type: 'resync', resyncId: 'r-1' } as const;
const OURS = 'port-ocean/aws-v3/1.0.0/tests/exporter';
const html = (status: number): ScriptedAnswer => ({
  status,
  text: '<html><body>Not Found</body></html>',
  contentType: 'text/html',
});
const json = (content: object, status = 200): ScriptedAnswer => ({
  status,
  text: JSON.stringify(content),
});

/** Answers that confirm nothing, for any call. */
const WORTHLESS: readonly (readonly [string, ScriptedAnswer])[] = [
  ['a 404 page of a proxy', html(404)],
  ['a 200 page of a proxy', html(200)],
  ['a redirection', { ...html(302), text: '' }],
  ['JSON that says it is a page', { ...html(200), text: '{"ok":true}' }],
  ['no content', { text: '' }],
  ['an empty object', json({})],
  ['a list', { text: '[]' }],
  ['ok: false', json({ ok: false, error: 'failed', message: 'it did not work' })],
  ['a 404 from another server', json({ message: 'no Route matched with those values' }, 404)],
  ['a 404 for the route', json({ error: 'Not Found', message: 'no route', statusCode: 404 }, 404)],
  ['a 404 that only looks like it', json({ error: 'not_found' }, 404)],
];

async function upsert(port: ScriptedPort, count: number): Promise<readonly UpsertResult[]> {
  using world = new ClientWorld(port.baseUrl);
  const texts = Array.from({ length: count }, (_, n) => `{"identifier":"e${n}"}`);
  const options = { merge: true, createMissingRelatedEntities: false, event: EVENT, signal: NEVER };
  return await world.run(upsertEntities(world.client, 'queue', texts, options));
}

/** Deletes entities of ours in a Port that gives these answers to the deletion and to the search after it. */
async function deletion(
  answer: ScriptedAnswer,
  left: readonly string[],
  asked: readonly string[] = ['a', 'b'],
): Promise<object> {
  let isDeleted = false;
  await using port = await startScriptedPort(({ url = '' }) => {
    if (url.endsWith('/entities/search')) {
      const names = isDeleted ? left : asked;
      const entities = names.map((identifier) => ({ identifier, datasource: OURS }));
      return json({ ok: true, entities });
    }
    if (url.endsWith('/blueprints/queue')) return answer;
    isDeleted = true;
    return answer;
  });
  using world = new ClientWorld(port.baseUrl);
  const options = { withDependents: false, event: EVENT, signal: NEVER };
  const results = await world.run(deleteEntities(world.client, 'queue', asked, options));
  return Object.fromEntries([...results].map(([identifier, { status }]) => [identifier, status]));
}

describe('a write counts only if Port confirms it', () => {
  test.each(WORTHLESS)('%s', async (_, answer) => {
    await using port = await startScriptedPort(() => answer);

    const results = await upsert(port, 3);

    expect(results).toHaveLength(3);
    for (const result of results) {
      expect(result).toMatchObject({ status: 'failed', error: { code: 'port' } });
      expect(result).not.toMatchObject({ error: { portCode: 'no_answer' } });
    }
  });

  test('for that entity: not twice, not with an error, not partially', async () => {
    const entities = [
      { index: 0, created: true },
      { index: 1, created: true },
      { index: 1, created: false },
      { index: 2, created: true },
      { index: 3 },
      { index: 4.5, created: true },
      { index: -1, created: true },
      { index: 99, created: true },
      { index: '5', created: true },
      null,
    ];
    const errors = [{ index: 2, statusCode: 422 }, { index: 50 }, 'no'];
    await using port = await startScriptedPort(() => json({ ok: true, entities, errors }, 207));

    const results = await upsert(port, 7);

    expect(results.map(({ status }) => status)).toEqual([
      'written',
      ...Array.from({ length: 6 }, () => 'failed'),
    ]);
  });
});

describe('a deletion counts only if Port confirms it', () => {
  test.each(WORTHLESS)('%s', async (_, answer) => {
    expect(await deletion(answer, ['a', 'b'])).toEqual({ a: 'refused', b: 'refused' });
  });

  test('for that entity', async () => {
    const answer = json({ ok: true, deletedEntities: ['a'] });

    expect(await deletion(answer, ['b'])).toEqual({ a: 'deleted', b: 'refused' });
  });

  test('or when a later search no longer finds it', async () => {
    const answer = json({ ok: true, deletedEntities: [] });

    expect(await deletion(answer, [])).toEqual({ a: 'deleted', b: 'deleted' });
    expect(await deletion(answer, ['a'])).toEqual({ a: 'refused', b: 'deleted' });
  });

  test('whether it names entities or shows them', async () => {
    const answer = json({ ok: true, deletedEntities: [{ identifier: 'a' }, { identifier: 'b' }] });

    expect(await deletion(answer, ['a', 'b'])).toEqual({ a: 'deleted', b: 'deleted' });
  });

  test('not_found is accepted when Port also reports the blueprint as missing', async () => {
    const gone = json({ ok: false, error: 'not_found', message: 'no blueprint' }, 404);

    expect(await deletion(gone, ['a', 'b'])).toEqual({ a: 'absent', b: 'absent' });
  });
});

describe('a Port whose search proves nothing', () => {
  test.each(WORTHLESS)('nothing is deleted after %s', async (_, answer) => {
    const calls: string[] = [];
    await using port = await startScriptedPort(({ url = '' }) => {
      calls.push(url);
      return answer;
    });
    using world = new ClientWorld(port.baseUrl);
    const options = { withDependents: true, event: EVENT, signal: NEVER };

    const results = await world.run(deleteEntities(world.client, 'queue', ['a'], options));

    expect(results.get('a')?.status).toBe('refused');
    expect(calls.filter((url) => url.includes('/bulk/entities/delete'))).toEqual([]);
  });
});

describe('unreadable does not mean missing', () => {
  test.each(WORTHLESS)('a blueprint: %s', async (_, answer) => {
    await using port = await startScriptedPort(() => answer);
    using world = new ClientWorld(port.baseUrl);
    const directory = new BlueprintDirectory(world.client, NEVER);

    const failures = await world.run(
      Promise.all([
        failureOf(directory.find('queue')),
        failureOf(directory.dependentsFirst(['queue'])),
      ]),
    );

    for (const failure of failures) expect(failure).toMatchObject({ code: 'port' });
  });

  test('a blueprint: the answer is about another one', async () => {
    await using port = await startScriptedPort(() =>
      json({ ok: true, blueprint: { identifier: 'x' } }),
    );
    using world = new ClientWorld(port.baseUrl);
    const directory = new BlueprintDirectory(world.client, NEVER);

    expect(await world.run(failureOf(directory.find('queue')))).toMatchObject({ code: 'port' });
  });

  test.each(WORTHLESS.filter(([name]) => !name.startsWith('JSON')))(
    'the integration: %s',
    async (_, answer) => {
      await using port = await startScriptedPort(() => answer);
      using world = new ClientWorld(port.baseUrl);

      const found = await world.run(failureOf(findIntegration(world.client, NEVER)));
      const patched = await world.run(
        failureOf(patchIntegration(world.client, { config: {} }, NEVER)),
      );

      expect([found, patched]).toMatchObject([{ code: 'port' }, { code: 'port' }]);
    },
  );

  test('an answer that is not from Port is reported as such, with what to check', async () => {
    await using port = await startScriptedPort(() => html(404));
    using world = new ClientWorld(port.baseUrl);

    const failure = await world.run(failureOf(findIntegration(world.client, NEVER)));

    expect(failure).toMatchObject({
      status: 404,
      portCode: NOT_PORT,
      remedy: expect.stringContaining('proxies') as unknown,
    });
  });
});
