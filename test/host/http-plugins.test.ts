import { expect, test } from '@jest/globals';
import { z } from 'zod';
import type { HttpPlugin } from '../../src/host/http/plugin.ts';
import { createServer } from '../../src/host/http/server.ts';
import { docsPlugin } from '../../src/host/http/plugins/docs.ts';
import { ask, type Answer } from './http.ts';

/** A feature with a hook, a key of its own, and a route that shows what is shared. */
const costs: HttpPlugin = {
  name: 'costs',
  securitySchemes: { costsKey: { type: 'apiKey', in: 'header', name: 'x-costs' } },
  register(app, { hasToken, bodyOf, now }) {
    app.addHook('onSend', async (_, reply) => {
      reply.header('x-feature', 'costs');
    });
    app.post(
      '/costs',
      {
        schema: {
          summary: 'What things cost',
          security: [{ costsKey: [] }],
          body: z.object({ month: z.string() }),
          response: { 200: z.object({ body: z.string(), isKnown: z.boolean(), at: z.number() }) },
        },
      },
      (request) => ({ body: bodyOf(request), isKnown: hasToken(request), at: now() }),
    );
  },
};
const page: HttpPlugin = {
  name: 'page',
  register(app) {
    app.get('/page', () => 'a page');
  },
};

/** A server of these features, and what asks it over HTTP. */
async function serverOf(
  plugins: readonly HttpPlugin[],
  log: unknown[][] = [],
): Promise<{ ask(path: string, init?: RequestInit): Promise<Answer> } & AsyncDisposable> {
  const logger = { error: (...given: unknown[]) => void log.push(given) };
  const options = { version: '1.2.3', apiToken: 'token', now: () => 7, logger };
  const app = await createServer({ ...options, plugins });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    ask: (path, init) => ask(`${url}${path}`, init),
    [Symbol.asyncDispose]: () => app.close(),
  };
}

test('a feature has the access check, the body as it was sent and the clock; its hooks are its own', async () => {
  await using server = await serverOf([costs, page]);
  const headers = { authorization: 'Bearer token', 'content-type': 'application/json' };
  const body = '{ "month": "2026-01" }';

  const answer = await server.ask('/costs', { method: 'POST', headers, body });
  const neighbour = await server.ask('/page');

  expect(answer.json).toEqual({ body, isKnown: true, at: 7 });
  expect(answer.headers.get('x-feature')).toBe('costs');
  expect(neighbour.text).toBe('a page');
  expect(neighbour.headers.get('x-feature')).toBeNull();
});

test('what a feature declares is checked, and is in the document', async () => {
  await using server = await serverOf([docsPlugin(), costs]);

  const headers = { 'content-type': 'application/json' };
  const refused = await server.ask('/costs', { method: 'POST', headers, body: '{"month":1}' });
  const document = await server.ask('/docs/json');

  expect(refused.status).toBe(400);
  expect(document.json).toMatchObject({
    paths: { '/costs': { post: { security: [{ costsKey: [] }] } } },
    components: {
      securitySchemes: { token: { type: 'http' }, costsKey: { type: 'apiKey', name: 'x-costs' } },
    },
  });
});

test('a feature that cannot be added is an error of the start', async () => {
  const broken: HttpPlugin = {
    name: 'broken',
    register: () => Promise.reject(new Error('no room')),
  };

  await expect(serverOf([page, broken])).rejects.toThrow('no room');
});

test('what a feature fails at is in the log, and not in the answer', async () => {
  const failing: HttpPlugin = {
    name: 'failing',
    register(app) {
      app.get('/failing/:id', () => {
        throw new Error('the disk is full');
      });
    },
  };
  const log: unknown[][] = [];
  await using server = await serverOf([failing], log);

  const answer = await server.ask('/failing/7?token=secret');
  await server.ask('/nowhere');

  expect(answer.status).toBe(500);
  expect(answer.json).toEqual({ error: 'internal error: see the log of the host' });
  const fields = { method: 'GET', route: '/failing/:id', status: 500, problem: 'the disk is full' };
  expect(log).toEqual([[fields, 'HTTP request failed']]);
});
