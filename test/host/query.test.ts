import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Store } from '../../src/store/store.ts';
import { DuckDbStore } from '../../src/store/duckdb/duckdb-store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import type { Answer } from './http.ts';
import { API_TOKEN, openServer, temporaryFolder } from './server-world.ts';

const ENDLESS = 'select count(*) from range(100000000000) a, range(1000) b';
const LIMITS = { timeoutMs: 1_000, rows: 1_000 };
type Server = Awaited<ReturnType<typeof openServer>>;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let store: Store;
let server: Server;

beforeAll(async () => {
  folder = await temporaryFolder();
  const file = path.join(folder.path, 'store.duckdb');
  const limits = { memoryMb: 128, threads: 1, spillMb: 64 };
  store = await DuckDbStore.open({ file, readOnly: false, ...limits });
  server = await openServer({ query: { open: () => Promise.resolve(store), limits: LIMITS } });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function ask(
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  to: Server = server,
): Promise<Answer> {
  return to.ask('/query', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${API_TOKEN}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
  });
}

test('an answer has columns with types, rows, and says when rows are left out', async () => {
  const all = await ask({ sql: "select 1 as one, 'a' as letter, null as nothing" });
  const cut = await ask({ sql: 'select * from range(5000)' });
  const fewer = await ask({ sql: 'select * from range(5)', rows: 2 });
  const none = await ask({ sql: 'select kind from resources' });

  expect(all.status).toBe(200);
  expect(all.json).toEqual({
    columns: [
      { name: 'one', type: 'INTEGER' },
      { name: 'letter', type: 'VARCHAR' },
      { name: 'nothing', type: 'INTEGER' },
    ],
    rows: [[1, 'a', null]],
    isCut: false,
  });
  expect(cut.json).toMatchObject({ isCut: true });
  expect((cut.json as { rows: unknown[] }).rows).toHaveLength(1_000);
  expect(fewer.json).toMatchObject({ rows: [[0], [1]], isCut: true });
  expect(none.json).toMatchObject({ rows: [], isCut: false });
});

test.each([
  ['application/x-ndjson', '{"a":1,"b":"x,y"}\n'],
  ['text/csv', 'a,b\r\n1,"x,y"\r\n'],
  ['text/html, text/csv;q=0.9', 'a,b\r\n1,"x,y"\r\n'],
  ['constructor', '{"columns":'],
])('Accept: %s', async (accept, text) => {
  const answer = await ask({ sql: "select 1 as a, 'x,y' as b" }, { accept });

  expect(answer.status).toBe(200);
  expect(answer.text.startsWith(text)).toBe(true);
});

test.each([
  ['not SQL', { sql: 'selec 1' }, 400, { problem: 'query' }],
  ['a write', { sql: 'drop table resource_rows' }, 400, { problem: 'query' }],
  ['a file', { sql: "select * from read_csv('/etc/passwd')" }, 400, { problem: 'query' }],
  ['an error in a row', { sql: "select error('no') from range(3)" }, 400, { problem: 'query' }],
  ['too long', { sql: ENDLESS }, 422, { problem: 'limit' }],
  ['no SQL', { query: 'select 1' }, 400, {}],
  ['a limit that is none', { sql: 'select 1', rows: 0 }, 400, {}],
  ['SQL without end', { sql: `select '${'x'.repeat(70_000)}'` }, 400, {}],
  ['a body without end', { sql: `select '${'x'.repeat(200_000)}'` }, 413, {}],
])('%s is refused', async (_, body, status, problem) => {
  const answer = await ask(body);

  expect(answer.json).toMatchObject(problem);
  expect(answer.text).toMatch(/^\{"error":"./);
  expect(answer.status).toBe(status);
});

test('a longer time limit than the setting has no effect, a shorter one has', async () => {
  const startedAt = Date.now();
  const longer = await ask({ sql: ENDLESS, timeoutSeconds: 60 });
  const shorter = await ask({ sql: ENDLESS, timeoutSeconds: 0.2 });

  expect([longer.status, shorter.status]).toEqual([422, 422]);
  expect((shorter.json as { error: string }).error).toMatch(/longer than 0\.2 s/);
  expect(Date.now() - startedAt).toBeLessThan(5_000);
});

test('callers need the token, and a store', async () => {
  await using without = await openServer();

  const stranger = await ask({ sql: 'select 1' }, { authorization: 'Bearer guessed' });
  const off = await ask({ sql: 'select 1' }, {}, without);

  expect([stranger.status, off.status]).toEqual([401, 404]);
  expect(off.json).toEqual({ error: 'there is no store: set LONGSHORE_STORE' });
});

test('a store that cannot be opened is the host’s problem, not the caller’s', async () => {
  const failure = new StoreError('unreachable', 'no answer', { remedy: 'start it' });
  await using broken = await openServer({
    query: { open: () => Promise.reject(failure), limits: LIMITS },
  });

  const answer = await ask({ sql: 'select 1' }, {}, broken);

  expect(answer.status).toBe(503);
  expect(answer.json).toEqual({ error: 'no answer', problem: 'unreachable', remedy: 'start it' });
});

test('only so many queries run at once; a client that goes away makes room', async () => {
  const leave = new AbortController();
  const headers = { authorization: `Bearer ${API_TOKEN}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ sql: ENDLESS });
  const waiting = Array.from({ length: 4 }, () =>
    server
      .ask('/query', { method: 'POST', headers, body, signal: leave.signal })
      .catch(() => undefined),
  );

  let fifth = await ask({ sql: 'select 1' });
  for (let tries = 0; tries < 50 && fifth.status !== 503; tries += 1) {
    fifth = await ask({ sql: 'select 1' });
  }
  leave.abort();
  await Promise.all(waiting);
  let after = await ask({ sql: 'select 1' });
  for (let tries = 0; tries < 50 && after.status === 503; tries += 1) {
    after = await ask({ sql: 'select 1' });
  }

  expect([fifth.status, fifth.headers.get('retry-after')]).toEqual([503, '5']);
  expect(after.status).toBe(200);
});

test('large values reach a slow reader whole', async () => {
  const text = randomBytes(100_000).toString('hex');

  const answer = await ask({ sql: `select repeat('${text.slice(0, 1_000)}', 200) from range(50)` });

  const { rows } = answer.json as { rows: string[][] };
  expect(rows).toHaveLength(50);
  expect(rows.every(([value]) => value?.length === 200_000)).toBe(true);
});
