import { describe, expect, test } from '@jest/globals';
import { proxyFor, type Network } from '../../src/lib/network/network.ts';

const PROXY = { url: 'http://proxy.example:3128', authorization: undefined, source: 'HTTPS_PROXY' };
const OTHER = { ...PROXY, url: 'http://other.example:3128' };

function isProxied(address: string, noProxy: string): boolean {
  return proxyFor(new URL(address), { httpsProxy: PROXY, httpProxy: PROXY, noProxy }) === PROXY;
}

describe('NO_PROXY', () => {
  test.each([
    ['', 'https://sts.amazonaws.com', true],
    ['sts.amazonaws.com', 'https://sts.amazonaws.com', false],
    ['STS.amazonaws.com', 'https://sts.AMAZONAWS.com', false],
    ['amazonaws.com', 'https://sts.amazonaws.com', false],
    ['.amazonaws.com', 'https://sts.amazonaws.com', false],
    ['*.amazonaws.com', 'https://sts.amazonaws.com', false],
    ['zonaws.com', 'https://sts.amazonaws.com', true],
    ['example.com, amazonaws.com', 'https://sts.amazonaws.com', false],
    ['example.com amazonaws.com', 'https://sts.amazonaws.com', false],
    ['amazonaws.com:443', 'https://sts.amazonaws.com', false],
    ['amazonaws.com:8443', 'https://sts.amazonaws.com', true],
    ['amazonaws.com:8443', 'https://sts.amazonaws.com:8443', false],
    ['amazonaws.com:80', 'http://sts.amazonaws.com', false],
    ['*', 'https://sts.amazonaws.com', false],
    ['example.com,*', 'https://sts.amazonaws.com', false],
    ['10.1.2.3', 'https://10.1.2.3', false],
    ['10.0.0.0/8', 'https://10.1.2.3', false],
    ['10.0.0.0/8', 'https://11.1.2.3', true],
    ['10.0.0.0/99', 'https://10.1.2.3', true],
    ['2001:db8::/32', 'https://[2001:db8::7]', false],
    ['[2001:db8::7]:443', 'https://[2001:db8::7]', false],
    [',, .', 'https://sts.amazonaws.com', true],
  ])('"%s" and %s: proxied %s', (noProxy, address, expected) => {
    expect(isProxied(address, noProxy)).toBe(expected);
  });

  test.each(['http://localhost:8080', 'http://127.0.0.1:1', 'http://127.9.9.9', 'https://[::1]'])(
    'a proxy is never used for %s',
    (address) => {
      expect(isProxied(address, '')).toBe(false);
    },
  );
});

test.each<[string, Network, Network['httpProxy']]>([
  ['https://a.example', { httpsProxy: PROXY, httpProxy: OTHER }, PROXY],
  ['http://a.example', { httpsProxy: PROXY, httpProxy: OTHER }, OTHER],
  ['https://a.example', { httpProxy: OTHER }, OTHER],
  ['http://a.example', { httpsProxy: PROXY }, undefined],
  ['https://a.example', {}, undefined],
])('%s, proxy by scheme', (address, network, expected) => {
  expect(proxyFor(new URL(address), network)).toBe(expected);
});
