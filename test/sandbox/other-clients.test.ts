import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PORT_CREDENTIALS, startEmbeddedPort } from '../../src/sandbox/port/embedded-port.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { smallSandbox } from './clients.ts';
import { signedRequest } from './signed-request.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await smallSandbox({
    estate: {
      seed: 'older',
      accounts: 1,
      usedRegions: 1,
      'AWS::SES::EmailIdentity': 3,
      'AWS::SES::ConfigurationSet': 2,
    },
  });
});
afterAll(() => sandbox.close());

/** A call as a client of another model signs it. */
async function called(
  method: string,
  path: string,
  { service, region, body }: { service: string; region: string; body?: string },
): Promise<{ status: number; text: string }> {
  const request = await signedRequest(`${sandbox.endpoint}${path}`, {
    method,
    service,
    region,
    ...(body !== undefined && { body }),
  });
  const response = await fetch(`${sandbox.endpoint}${path}`, request);
  return { status: response.status, text: await response.text() };
}

describe('the embedded AWS', () => {
  test("serves SES's older routes, page by page", async () => {
    const place = { service: 'ses', region: 'us-east-1' };

    const first = await called('GET', '/v2/email/identities?PageSize=2', place);
    const { EmailIdentities, NextToken } = JSON.parse(first.text) as {
      EmailIdentities: object[];
      NextToken: string;
    };
    const second = await called(
      'GET',
      `/v2/email/identities?PageSize=2&NextToken=${encodeURIComponent(NextToken)}`,
      place,
    );
    const sets = await called('GET', '/v2/email/configuration-sets', place);

    expect(EmailIdentities).toHaveLength(2);
    expect(JSON.parse(second.text)).toMatchObject({ EmailIdentities: [{}] });
    expect(JSON.parse(sets.text)).toMatchObject({
      ConfigurationSets: [expect.any(String), expect.any(String)],
    });
  });

  test('takes a signature with an empty region for one of us-east-1', async () => {
    const { status, text } = await called('POST', '/', {
      service: 'sts',
      region: '',
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    });

    expect(text).toContain(`<Account>${sandbox.managementAccountId}</Account>`);
    expect(status).toBe(200);
  });
});

describe('the embedded Port', () => {
  test('says which types it can create defaults for, and gives what was updated before a time', async () => {
    await using port = await startEmbeddedPort();
    const json = { 'content-type': 'application/json' };
    const call = async (method: string, path: string, body?: object): Promise<unknown> => {
      const response = await fetch(`${port.baseUrl}/v1${path}`, {
        method,
        headers: { ...json, ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return response.json();
    };
    const headers: Record<string, string> = { 'user-agent': 'port-ocean/aws-v3/1/mine/exporter' };
    const token = (await call('POST', '/auth/access_token', PORT_CREDENTIALS)) as {
      accessToken: string;
    };
    headers['authorization'] = `Bearer ${token.accessToken}`;
    await call('POST', '/blueprints', { identifier: 'queue', title: 'Queue' });
    await call('POST', '/blueprints/queue/entities?upsert=true', { identifier: 'a' });
    const ours = { datasource_prefix: 'port-ocean/aws-v3/', datasource_suffix: '/mine/exporter' };
    const found = (before: string): Promise<unknown> =>
      call('POST', '/blueprints/entities/datasource-entities', { ...ours, before });

    expect(await call('GET', '/integration/provision-enabled')).toEqual({
      ok: true,
      integrations: [],
    });
    expect(await found('2000-01-01T00:00:00Z')).toMatchObject({ entities: [] });
    expect(await found('2999-01-01T00:00:00Z')).toMatchObject({ entities: [{ identifier: 'a' }] });
    expect(await found('soon')).toMatchObject({ ok: false, error: 'invalid_request' });
  });
});
