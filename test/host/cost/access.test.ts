import { request } from 'node:http';
import SwaggerParser from '@apidevtools/swagger-parser';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { OpenAPI } from 'openapi-types';
import { ask } from '../http.ts';
import { API, ApiWorld } from './api-world.ts';

const ROUTES = [
  'get /api/v1/aws/anomalies',
  'get /api/v1/aws/budgets',
  'get /api/v1/aws/commitments',
  'get /api/v1/aws/costs',
  'get /api/v1/aws/costs/containers',
  'get /api/v1/aws/costs/ec2',
  'get /api/v1/aws/costs/lambda',
  'get /api/v1/aws/costs/rds',
  'get /api/v1/aws/costs/resources/{arn}',
  'get /api/v1/aws/costs/s3',
  'get /api/v1/aws/forecast',
  'get /api/v1/aws/jobs/{job_id}',
  'get /api/v1/aws/opportunities',
  'get /api/v1/aws/opportunities/{id}',
  'get /api/v1/aws/trends',
  'patch /api/v1/aws/opportunities/{id}',
  'post /api/v1/aws/analysis',
  'post /api/v1/aws/collect',
  'post /api/v1/aws/refresh',
  'post /api/v1/aws/test-connection',
];

let world: ApiWorld;
let open: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.create();
  open = await ApiWorld.create({ LONGSHORE_COST_API_ANONYMOUS: 'true' });
  await world.start();
  await open.start();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await open[Symbol.asyncDispose]();
});

/** A request with any headers: `fetch` sets some of its own. @returns the status */
function statusOf(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

test.each(ROUTES)('%s needs the token', async (route) => {
  const [method = '', path = ''] = route.split(' ');
  const url = `${world.url}${path.replace(/\{\w+\}/, 'one')}`;
  const init = { method: method.toUpperCase() };
  const missing = await ask(url, init);
  const wrong = await ask(url, { ...init, headers: { authorization: 'Bearer guessed' } });

  for (const { status, headers, json } of [missing, wrong]) {
    expect([status, headers.get('content-type')]).toEqual([401, 'application/problem+json']);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(json).toMatchObject({
      status: 401,
      detail: expect.stringContaining('LONGSHORE_API_TOKEN'),
    });
  }
});

test('without a token, programs on this machine may call where the setting says so', async () => {
  const url = `${open.url}${API}/costs`;

  expect(await statusOf(url, {})).toBe(200);
  expect(await statusOf(url.replace('127.0.0.1', 'localhost'), {})).toBe(200);
});

test.each([
  ['a proxy', { 'x-forwarded-for': '203.0.113.7' }],
  ['a proxy of RFC 7239', { forwarded: 'for=203.0.113.7' }],
  ['a web page', { origin: 'https://attacker.example' }],
  ['a web page without an origin', { 'sec-fetch-site': 'cross-site' }],
  ['a name that leads here', { host: 'rebound.example:8000' }],
])('not through %s', async (_, headers) => {
  expect(await statusOf(`${open.url}${API}/costs`, headers)).toBe(401);
});

test('the document is valid OpenAPI 3.1, with every endpoint and its problems', async () => {
  const { json, text } = await ask(`${world.url}/docs/json`);
  const { openapi, paths } = json as {
    openapi: string;
    paths: Record<string, Record<string, { responses: object; security?: object }>>;
  };
  const listed = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${path}`),
  );

  await SwaggerParser.validate(JSON.parse(text) as OpenAPI.Document);
  expect([openapi, listed.sort()]).toEqual(['3.1.0', ROUTES]);
  expect(paths['/api/v1/aws/collect']?.['post']).toMatchObject({
    requestBody: { required: false },
  });
  expect(paths['/api/v1/aws/costs']?.['get']).toMatchObject({
    security: [{ token: [] }],
    responses: {
      200: { content: { 'application/json': {}, 'text/csv': {} } },
      400: { content: { 'application/problem+json': {} } },
      429: {},
    },
  });
});
