import { expect, test } from '@jest/globals';
import SwaggerParser from '@apidevtools/swagger-parser';
import type { OpenAPI } from 'openapi-types';
import { openServer } from './server-world.ts';

/** Everything that the host serves, by OpenAPI's names. */
const ROUTES = [
  'get /health/live',
  'get /health/ready',
  'get /live-events',
  'get /metrics',
  'get /runs',
  'get /runs/{id}',
  'post /integration/webhook',
  'post /query',
  'post /resync',
  'post /runs/{id}/accept-removals',
  'post /webhook',
];

/** What is wrong with a document; empty for nothing. */
async function problemsOf(document: string): Promise<string> {
  return SwaggerParser.validate(JSON.parse(document) as OpenAPI.Document).then(
    () => '',
    (error: unknown) => String(error),
  );
}

test('the document is valid OpenAPI, and lists every route', async () => {
  await using server = await openServer();

  const answer = await server.ask('/docs/json');

  const document = answer.json as { openapi: string; paths: Record<string, object> };
  const listed = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${path}`),
  );
  expect(answer.status).toBe(200);
  expect(document.openapi).toBe('3.1.0');
  expect(listed.sort()).toEqual(ROUTES);
  expect(document).toMatchObject({ info: { title: 'Longshore', version: '1.2.3' } });
  expect(await problemsOf(answer.text)).toBe('');
});

test('the validator does find problems', async () => {
  expect(await problemsOf('{"openapi":"3.1.0","info":{},"paths":{}}')).toMatch(/title/);
});

test('what is listed is served, and nothing else', async () => {
  await using server = await openServer();

  const served = server.app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .filter((line) => line.trim() !== '');
  const topLevel = served
    .filter((line) => !/^\s/.test(line) && !line.startsWith('│'))
    .map((line) => /(\/[^ ]*|\*)/.exec(line)?.[1] ?? '')
    .map((path) => path.split('/')[1]);

  for (const route of ROUTES) {
    const [method = '', url = ''] = route.split(' ');
    const path = url.replace('{id}', ':id');
    const isServed = server.app.hasRoute({ method: method.toUpperCase(), url: path });
    expect([route, isServed]).toEqual([route, true]);
  }
  expect(new Set(topLevel)).toEqual(
    new Set(['docs', ...ROUTES.map((route) => route.split('/')[1] ?? '')]),
  );
});

test('who may call is part of the document', async () => {
  await using server = await openServer();

  const { json } = await server.ask('/docs/json');

  const document = json as {
    paths: Record<string, Record<string, { security?: object[]; responses: object }>>;
    components: { securitySchemes: object };
  };

  expect(document.components.securitySchemes).toEqual({
    token: { type: 'http', scheme: 'bearer' },
    liveEventsKey: { type: 'apiKey', in: 'header', name: 'x-port-aws-ocean-api-key' },
  });
  expect(document.paths['/resync']?.['post']).toMatchObject({ security: [{ token: [] }] });
  expect(document.paths['/webhook']?.['post']).toMatchObject({ security: [{ liveEventsKey: [] }] });
  expect(Object.keys(document.paths['/webhook']?.['post']?.responses ?? {})).toEqual(
    expect.arrayContaining(['202', '400', '401', '404', '503']),
  );
});

test('/docs shows it to people', async () => {
  await using server = await openServer();

  const page = await server.ask('/docs');

  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toMatch('text/html');
  expect(page.text).toMatch(/swagger-ui/i);
});
