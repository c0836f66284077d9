import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectClearError } from '../helpers/clear-error.ts';
import { longshore, spawnLongshore, type CommandResult } from '../helpers/command.ts';
import { ProxyWorld } from './proxy-world.ts';

let world: ProxyWorld;
let bundle: string;

beforeAll(async () => {
  world = await ProxyWorld.open();
  bundle = await world.file('ca.pem', world.certificates.ca);
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const READ = ['resync', '--kinds', 'AWS::SQS::Queue', '--regions', 'us-east-1', '--output', '-'];

function read(env: Readonly<Record<string, string>>): Promise<CommandResult> {
  return longshore(READ, { env: { ...world.environment(), ...env } });
}

describe('through a proxy, with a CA bundle', () => {
  test('AWS is read and Port written', async () => {
    await using proxy = await world.startProxy();
    const HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
    const env = { ...world.environment(), HTTPS_PROXY, AWS_CA_BUNDLE: bundle };

    const result = await longshore(['resync', '--sink', 'port', '--kinds', 'AWS::SQS::Queue'], {
      env,
    });

    expect(result.exitCode).toBe(0);
    expect(new Set(proxy.tunnels)).toEqual(
      new Set([
        'sts.us-east-1.amazonaws.com:443',
        'account.us-east-1.amazonaws.com:443',
        'sqs.us-east-1.amazonaws.com:443',
        'api.getport.io:443',
      ]),
    );
  });

  test('that asks for user and password', async () => {
    await using proxy = await world.startProxy({ user: 'me', password: 'p@ss%word' });
    const address = `127.0.0.1:${proxy.port}`;

    const right = await read({
      HTTPS_PROXY: `http://me:p%40ss%25word@${address}`,
      AWS_CA_BUNDLE: bundle,
    });
    const wrong = await read({ HTTPS_PROXY: `http://me:hush-hush@${address}` });
    const none = await read({ https_proxy: address });

    expect(right.exitCode).toBe(0);
    expectClearError(
      wrong,
      1,
      `through the proxy http://${address}: it answered CONNECT with 407`,
      'correct the user and password in HTTPS_PROXY',
    );
    expect(wrong.stderr).not.toContain('hush');
    expectClearError(none, 1, '407', 'put user and password into https_proxy');
  });

  test('that is reached with TLS itself', async () => {
    const { ca, server } = world.proxyCertificates;
    await using proxy = await world.startProxy({ tls: server });
    const HTTPS_PROXY = `https://localhost:${proxy.port}`;
    const both = await world.file('both.pem', `${world.certificates.ca}\n${ca}`);

    const trusted = await read({ HTTPS_PROXY, AWS_CA_BUNDLE: both });
    const unknown = await read({ HTTPS_PROXY, AWS_CA_BUNDLE: bundle });

    expect(trusted.exitCode).toBe(0);
    expectClearError(unknown, 1, HTTPS_PROXY, 'the authority that signed the proxy’s certificate');
  });

  test('the STS of the SDK’s credential providers is asked', async () => {
    await using proxy = await world.startProxy();
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, ...env } = world.environment();
    const role = world.sandbox.roleArn(world.sandbox.managementAccountId);
    const config = await world.file(
      'config',
      `[profile role]\nrole_arn = ${role}\nsource_profile = keys\nregion = us-east-1\n` +
        `[profile keys]\naws_access_key_id = ${id ?? ''}\naws_secret_access_key = ${secret ?? ''}\n`,
    );

    const result = await longshore(READ, {
      env: {
        ...env,
        AWS_PROFILE: 'role',
        AWS_CONFIG_FILE: config,
        HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
        AWS_CA_BUNDLE: bundle,
      },
    });

    expect(result.exitCode).toBe(0);
    expect(world.sandbox.calls()).toMatchObject({ 'sts:AssumeRole': 1 });
  });

  test('NODE_EXTRA_CA_CERTS counts beside AWS_CA_BUNDLE', async () => {
    await using proxy = await world.startProxy();

    const result = await spawnLongshore(READ, {
      env: {
        ...world.environment(),
        HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
        NODE_EXTRA_CA_CERTS: bundle,
        AWS_CA_BUNDLE: await world.file('other.pem', world.proxyCertificates.ca),
      },
    });

    expect(result.exitCode).toBe(0);
  });

  test('an endpoint without TLS is tunnelled too', async () => {
    await using proxy = await world.startProxy();

    const result = await read({
      AWS_ENDPOINT_URL: 'http://aws.example:8080',
      HTTP_PROXY: `http://127.0.0.1:${proxy.port}`,
    });

    expect(result.exitCode).toBe(0);
    expect(new Set(proxy.tunnels)).toEqual(new Set(['aws.example:8080']));
  });

  test('a loopback endpoint is reached without it', async () => {
    const result = await read({
      ...world.sandbox.environment,
      HTTP_PROXY: 'http://127.0.0.1:1',
      HTTPS_PROXY: 'http://127.0.0.1:1',
    });

    expect(result.exitCode).toBe(0);
  });
});

describe('in seconds, one clear error for', () => {
  test('a proxy that refuses', async () => {
    await using proxy = await world.startProxy({ refusal: 403 });
    const HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;

    expectClearError(
      await read({ HTTPS_PROXY }),
      1,
      `cannot reach https://sts.us-east-1.amazonaws.com through the proxy ${HTTPS_PROXY}: it answered CONNECT with 403 (forbidden)`,
      'have the proxy allow CONNECT to sts.us-east-1.amazonaws.com, or add sts.us-east-1.amazonaws.com to NO_PROXY',
    );
    expectClearError(
      await longshore(['resync', '--sink', 'port'], {
        env: { ...world.environment(), HTTPS_PROXY },
      }),
      1,
      `cannot reach https://api.getport.io through the proxy ${HTTPS_PROXY}: it answered CONNECT with 403 (forbidden)`,
      'have the proxy allow CONNECT to api.getport.io, or add api.getport.io to NO_PROXY',
    );
  });

  test('a proxy that is down', async () => {
    const startedAt = Date.now();

    const result = await read({ HTTPS_PROXY: 'http://me:hush-hush@127.0.0.1:1' });

    expectClearError(
      result,
      1,
      'through the proxy http://127.0.0.1:1: connection refused (ECONNREFUSED)',
      'correct HTTPS_PROXY, or add sts.us-east-1.amazonaws.com to NO_PROXY to connect directly',
    );
    expect(result.stderr).toContain('; retrying');
    expect(result.stderr).not.toContain('hush');
    expect(Date.now() - startedAt).toBeLessThan(4_000);
  });

  test('TLS that is inspected with an unknown authority', async () => {
    await using proxy = await world.startProxy();
    const HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;

    expectClearError(
      await read({ HTTPS_PROXY }),
      1,
      `cannot trust https://sts.us-east-1.amazonaws.com through the proxy ${HTTPS_PROXY}: `,
      'AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS',
    );
    expectClearError(
      await longshore(['resync', '--sink', 'port'], {
        env: { ...world.environment(), HTTPS_PROXY },
      }),
      1,
      `cannot trust https://api.getport.io through the proxy ${HTTPS_PROXY}: `,
      'AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS',
    );
  });

  test.each([
    ['missing', undefined, 'the file does not exist'],
    ['empty', '', 'has no certificate'],
    ['cut off', '-----BEGIN CERTIFICATE-----\nMIIB', 'is cut off'],
    [
      'damaged',
      '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
      'certificate 1 in',
    ],
  ])('a CA bundle that is %s', async (name, content, problem) => {
    const file =
      content === undefined ? '/nonexistent/ca.pem' : await world.file(`${name}.pem`, content);

    const result = await read({ AWS_CA_BUNDLE: file });

    expectClearError(result, 2, 'AWS_CA_BUNDLE: ', problem, file, 'or unset it');
  });
});
