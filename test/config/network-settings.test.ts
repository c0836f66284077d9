import { describe, expect, test } from '@jest/globals';
import { secretsOf } from '../../src/app/secrets.ts';
import { settingOrigins } from '../../src/config/setting-origins.ts';
import { loadSettings, type Settings } from '../../src/config/settings.ts';
import { configurationError } from './errors.ts';

function network(env: Readonly<Record<string, string>>): Settings['network'] {
  return loadSettings({ env }).network;
}

describe('a proxy', () => {
  test.each([
    ['http://proxy.example:3128', 'http://proxy.example:3128'],
    ['http://proxy.example:3128/', 'http://proxy.example:3128'],
    ['https://proxy.example', 'https://proxy.example'],
    ['proxy.example:3128', 'http://proxy.example:3128'],
    ['http://[::1]:3128', 'http://[::1]:3128'],
  ])('may be written %s', (text, url) => {
    expect(network({ HTTPS_PROXY: text }).httpsProxy).toMatchObject({
      url,
      authorization: undefined,
      source: 'HTTPS_PROXY',
    });
  });

  test('in lower case comes first', () => {
    const env = { https_proxy: 'http://one.example', HTTPS_PROXY: 'http://two.example' };

    expect(network(env).httpsProxy).toMatchObject({
      url: 'http://one.example',
      source: 'https_proxy',
    });
  });

  test('has its user and password apart from its address', () => {
    const { httpProxy } = network({ HTTP_PROXY: 'http://me:p%40ss%25word@proxy.example:3128' });

    expect(httpProxy).toMatchObject({
      url: 'http://proxy.example:3128',
      authorization: `Basic ${Buffer.from('me:p@ss%word').toString('base64')}`,
    });
  });

  test.each([
    ['socks5://proxy.example:1080', 'SOCKS proxies are not supported'],
    ['ftp://proxy.example', 'must begin with http:// or https://'],
    ['http://', 'must be the URL of a proxy, like http://proxy.example:3128'],
    ['http://me:hush-hush@', 'must be the URL of a proxy'],
    ['http://proxy.example:99999', 'must be the URL of a proxy'],
    ['http://proxy.example/path', 'without a path'],
    ['http://me:100%hush@proxy.example', 'write it as %25'],
  ])('cannot be %s', async (text, problem) => {
    const { message } = await configurationError(() =>
      loadSettings({ env: { HTTPS_PROXY: text } }),
    );

    expect(message).toContain('HTTPS_PROXY: ');
    expect(message).toContain(problem);
    expect(message).not.toContain('hush');
  });

  test('gives away its password in no form', () => {
    const env = { HTTPS_PROXY: 'http://me:p%40ssword@proxy.example:3128' };
    const secrets = secretsOf(loadSettings({ env }));

    expect(secrets).toEqual(
      expect.arrayContaining([
        env.HTTPS_PROXY,
        'p@ssword',
        'p%40ssword',
        Buffer.from('me:p@ssword').toString('base64'),
      ]),
    );
    expect(settingOrigins({ env }).find(({ name }) => name === 'httpsProxy')).toMatchObject({
      value: 'http://***@proxy.example:3128',
      isSecret: true,
    });
  });
});

test('the endpoints of the SDK are known by variable, the most specific first', () => {
  const { endpointVariables } = network({
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9/',
    AWS_ENDPOINT_URL_SQS: 'no url',
  });

  expect([...endpointVariables]).toEqual([
    ['http://127.0.0.1:9', 'AWS_ENDPOINT_URL_STS'],
    ['http://127.0.0.1:4566', 'AWS_ENDPOINT_URL'],
  ]);
});
