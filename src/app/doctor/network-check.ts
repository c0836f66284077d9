import type { Check } from './check.ts';

/** The settings for reaching AWS and Port. */
const NAMES: ReadonlySet<string> = new Set([
  'httpsProxy',
  'httpProxy',
  'noProxy',
  'caBundle',
  'extraCaCerts',
  'awsEndpointUrl',
]);

/** Proxies, proxy exceptions and certificates in effect. */
export const networkCheck: Check = {
  name: 'network',
  run({ options }) {
    const { origins } = options;
    const set = origins.filter(({ name, origin }) => NAMES.has(name) && origin !== 'default');
    const lines = set.map(({ name, value = '', origin }) => `${name}=${value} (${origin})`);
    const details = set.map(({ name, value, origin }) => ({ name, value, origin }));
    const hasProxy = set.some(({ name }) => name.endsWith('Proxy') && name !== 'noProxy');
    const message = hasProxy ? 'through a proxy' : 'direct, without a proxy';
    return Promise.resolve([{ status: 'ok', message, lines, details }]);
  },
};
