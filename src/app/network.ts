import type { NetworkValues } from '../config/network-settings.ts';
import { rootCertificates } from '../lib/network/ca-bundle.ts';
import type { Network } from '../lib/network/network.ts';

const known = new WeakMap<NetworkValues, Network>();

/**
 * How the settings reach the internet. The CA bundle is read once.
 *
 * @throws {ConfigurationError} when the CA bundle cannot be used
 */
export function networkOf(settings: NetworkValues): Network {
  const { httpsProxy, httpProxy, noProxy, caBundle, extraCaCerts } = settings;
  const made = known.get(settings) ?? {
    httpsProxy,
    httpProxy,
    noProxy,
    ca:
      caBundle === undefined
        ? undefined
        : rootCertificates(caBundle.file, caBundle.source, extraCaCerts),
  };
  known.set(settings, made);
  return made;
}
