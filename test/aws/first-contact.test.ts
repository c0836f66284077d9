import { createServer } from 'node:net';
import { once } from 'node:events';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ConnectionError } from '../../src/lib/network/connection-error.ts';
import { FirstContact } from '../../src/lib/network/first-contact.ts';
import { expectClearError } from '../helpers/clear-error.ts';
import { longshore } from '../helpers/command.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIASANDBOXMANAGEMENT', AWS_SECRET_ACCESS_KEY: 'sandbox' };
const PORT = { OCEAN__PORT__CLIENT_ID: 'client-id', OCEAN__PORT__CLIENT_SECRET: 'client-secret' };

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

beforeAll(async () => {
  const env = { ...KEYS, AWS_ENDPOINT_URL: 'http://nowhere.invalid' };
  await longshore(['resync', '--output', '-'], { env }); // loads every kind, so that loading is not measured
});

describe('a closed port: a command ends within seconds, and names the address', () => {
  test.each([
    ['AWS_ENDPOINT_URL', ['resync', '--output', '-']],
    ['AWS_ENDPOINT_URL_STS', ['resync', '--output', '-']],
    ['AWS_ENDPOINT_URL', ['get', 'AWS::SQS::Queue', 'https://sqs/1/q']],
    ['OCEAN__PORT__BASE_URL', ['resync', '--sink', 'port']],
    ['OCEAN__PORT__BASE_URL', ['plan']],
  ])('%s, %j', async (variable, args) => {
    const address = `http://127.0.0.1:${await closedPort()}`;
    const startedAt = Date.now();

    const result = await longshore(args, { env: { ...KEYS, ...PORT, [variable]: address } });

    expectClearError(
      result,
      1,
      `cannot reach ${address}: connection refused (ECONNREFUSED)`,
      `correct ${variable}, which sets this address`,
    );
    expect(result.stderr).toContain('(ECONNREFUSED); retrying');
    expect(Date.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('before the first answer', () => {
  const refused = failureOf(true);

  function failureOf(isTransient: boolean): ConnectionError {
    const options = { code: 'ECONNREFUSED', remedy: undefined, cause: undefined };
    return new ConnectionError('cannot reach it', { ...options, isTransient });
  }

  test('a command retries for two seconds, with one message', () => {
    const warnings: string[] = [];
    const options = { failsFast: true, warn: (message: string) => warnings.push(message) };
    const contact = new FirstContact(options, () => 1_500);

    expect(contact.mayRetry(refused, 0, 100)).toBe(true);
    expect(contact.mayRetry(refused, 0, 400)).toBe(true);
    expect(contact.mayRetry(refused, 0, 600)).toBe(false);
    expect(contact.mayRetry(failureOf(false), 1_500, 0)).toBe(false);
    expect(contact.mayRetry(new Error('HTTP 503'), 0, 600)).toBe(true);
    expect(warnings).toEqual(['cannot reach it; retrying']);
  });

  test('a host warns, and keeps retrying', () => {
    const warnings: string[] = [];
    const contact = new FirstContact({ warn: (message) => warnings.push(message) }, () => 60_000);

    expect(contact.mayRetry(refused, 0, 9_000)).toBe(true);
    expect(contact.mayRetry(refused, 0, 9_000)).toBe(true);
    expect(warnings).toEqual(['cannot reach it; retrying']);
  });

  test('afterwards, calls are retried as usual, without messages', () => {
    const warnings: string[] = [];
    const options = { failsFast: true, warn: (message: string) => warnings.push(message) };
    const contact = new FirstContact(options, () => 60_000);

    contact.made();

    expect(contact.mayRetry(refused, 0, 9_000)).toBe(true);
    expect(warnings).toEqual([]);
  });
});
