import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runQuery } from '../../src/store/clickhouse/clickhouse-query.ts';
import { ClickHouseServer } from '../../src/store/clickhouse/clickhouse-server.ts';
import { CatalogWorld, IN_USE } from '../helpers/catalog-world.ts';
import type { CommandResult } from '../helpers/command.ts';

const PASSWORD = 'n0t-the-right-one';
const KINDS = ['--kinds', 'AWS::SQS::Queue'];
const CLOSED_PORT = 'http://127.0.0.1:1';
const COMMANDS: readonly (readonly string[])[] = [
  ['query', 'select 1'],
  ['query', '--tables'],
  ['diff'],
  ['resync', '--sink', 'store', ...KINDS],
  ['resync', '--sink', 'store', '--dry-run', ...KINDS],
];

let world: CatalogWorld;
beforeAll(async () => {
  world = await CatalogWorld.create({
    estate: { ...IN_USE, seed: 'down', accounts: 1, 'AWS::SQS::Queue': 2 },
    kinds: ['AWS::SQS::Queue'],
  });
});
afterAll(() => world[Symbol.asyncDispose]());

/** Something that answers HTTP, for as long as the test runs. */
async function listening(answer: RequestListener): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function envOf(url: string): Readonly<Record<string, string>> {
  return {
    LONGSHORE_STORE: 'clickhouse',
    LONGSHORE_CLICKHOUSE_URL: url,
    LONGSHORE_CLICKHOUSE_PASSWORD: PASSWORD,
  };
}

async function fails(args: readonly string[], url: string): Promise<CommandResult> {
  const begun = performance.now();
  const result = await world.run(args, { env: envOf(url) });
  expect(performance.now() - begun).toBeLessThan(5_000);
  expect([result.exitCode, result.stdout]).toEqual([1, '']);
  const errors = result.stderr.split('\n').filter((line) => line.startsWith('longshore: '));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain(`the store at ${url}/longshore `);
  expect(result.stderr).toMatch(/\n {2}fix: check the /);
  expect(result.stderr).not.toContain(PASSWORD);
  expect(result.stderr).not.toMatch(/^\s+at |@clickhouse/m);
  return result;
}

describe('a ClickHouse that cannot be used is one clear error', () => {
  test.each(COMMANDS.map((args) => [args.join(' '), args] as const))(
    '%s, when nothing listens',
    async (_, args) => {
      expect((await fails(args, CLOSED_PORT)).stderr).toMatch(/does not answer: .*ECONNREFUSED/);
    },
  );

  test.each(COMMANDS.map((args) => [args.join(' '), args] as const))(
    '%s, when the password is wrong',
    async (_, args) => {
      await using strict = await listening((request, response) => {
        request.resume();
        response.writeHead(403, { 'x-clickhouse-exception-code': '516' });
        response.end(
          'Code: 516. DB::Exception: default: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)',
        );
      });

      expect((await fails(args, strict.url)).stderr).toMatch(/rejected the login: .*\(code 516\)/);
    },
  );

  test('query, when something else answers', async () => {
    await using page = await listening((request, response) => {
      request.resume();
      response.writeHead(404, { 'content-type': 'text/html' }).end('<html>\n  Not here\n</html>');
    });

    await fails(['query', 'select 1'], page.url);
  });
});

test('Port gets everything when the store beside it cannot be reached; the run is incomplete', async () => {
  const { exitCode, stderr } = await world.sync([], { env: envOf(CLOSED_PORT) });

  expect(exitCode).toBe(3);
  expect(world.countOf('sqsQueue')).toBe(2);
  expect(stderr).toMatch(/"store failed".*/);
  expect(stderr).toMatch(/the store at http:\/\/127\.0\.0\.1:1\/longshore does not answer/);
  expect(stderr).not.toContain(PASSWORD);
});

describe('serve', () => {
  test('starts without its store, says so once, and syncs Port', async () => {
    const env = { ...envOf(CLOSED_PORT), OCEAN__EVENT_LISTENER__TYPE: 'ONCE' };

    const { exitCode, stderr } = await world.run(['serve', '--config', world.config], { env });

    expect(exitCode).toBe(3);
    expect(world.countOf('sqsQueue')).toBe(2);
    expect(stderr.match(/the store could not be opened/g)).toHaveLength(1);
    expect(stderr).toMatch(/the store at http:\/\/127\.0\.0\.1:1\/longshore does not answer/);
    expect(stderr).not.toContain(PASSWORD);
  });
});

/** What ClickHouse answers to `explain ast` of a SELECT. */
const AST = 'SelectWithUnionQuery (children 1)\n ExpressionList (children 1)\n';

test('a query may compute in silence for longer than any request of the store takes', async () => {
  await using slow = await listening((request, response) => {
    void (async () => {
      const sent = await buffer(request);
      const isZipped = request.headers['content-encoding'] === 'gzip';
      const sql = (isZipped ? gunzipSync(sent) : sent).toString();
      if (sql.startsWith('explain')) return response.end(AST);
      await sleep(1_000);
      return response.end('["one"]\n["UInt8"]\n[1]\n');
    })();
  });
  await using server = new ClickHouseServer({ url: slow.url, requestTimeoutMs: 200 });
  const limits = { timeoutMs: 30_000, rows: 10 };

  const { rows } = await runQuery(server, 'select 1 as one', limits, new AbortController().signal);

  expect((await rows().next()).value).toEqual([[1]]);
});

test('a server that has gone costs its patience once, not for each request', async () => {
  let hangs = false;
  await using server = await listening((request, response) => {
    request.resume();
    if (!hangs) response.end();
  });
  const times = { connectTimeoutMs: 100, requestTimeoutMs: 400, retryForMs: 600 };
  await using client = new ClickHouseServer({ url: server.url, ...times });
  await client.command('select 1');
  hangs = true;
  const took = async (): Promise<number> => {
    const begun = performance.now();
    await expect(client.command('select 1')).rejects.toThrow(/does not answer: no answer in time/);
    return performance.now() - begun;
  };

  expect(await took()).toBeGreaterThan(700); // tried twice
  expect(await took()).toBeLessThan(600); // once, and not for long
  hangs = false;
  await client.command('select 1');
  hangs = true;
  expect(await took()).toBeGreaterThan(700); // it had answered
});
