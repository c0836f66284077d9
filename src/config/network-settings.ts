import type { z } from 'zod';
import { settingProxy, type ProxyUrl } from './proxy-url.ts';
import { ownSetting, settingText } from './setting.ts';

/** Network settings, under the names that other programs use too. Lower case takes precedence, as in curl. */
export const NETWORK_SETTINGS = {
  httpsProxy: ownSetting('httpsProxy', {
    env: ['https_proxy', 'HTTPS_PROXY'],
    description:
      'HTTP proxy for AWS and Port: http://USER:PASSWORD@HOST:PORT. Default: the one in HTTP_PROXY.',
    schema: settingProxy,
    secret: 'password-of-url',
  }),
  httpProxy: ownSetting('httpProxy', {
    env: ['http_proxy', 'HTTP_PROXY'],
    description: 'HTTP proxy for endpoints that begin with http://.',
    schema: settingProxy,
    secret: 'password-of-url',
  }),
  noProxy: ownSetting('noProxy', {
    env: ['no_proxy', 'NO_PROXY'],
    description:
      'Hosts that are connected to without the proxy, comma-separated: hosts (with their subdomains), addresses, ranges (10.0.0.0/8), or * for all. Loopback addresses always are.',
    schema: settingText.optional(),
  }),
  caBundle: ownSetting('caBundle', {
    env: ['AWS_CA_BUNDLE'],
    description:
      'PEM file with root certificates that are trusted besides the usual ones, for AWS and Port: of a proxy that inspects TLS, for example.',
    schema: settingText.optional(),
  }),
  extraCaCerts: ownSetting('extraCaCerts', {
    env: ['NODE_EXTRA_CA_CERTS'],
    description:
      'As AWS_CA_BUNDLE, but read by Node: for all of its TLS connections, Kafka included.',
    schema: settingText.optional(),
  }),
} as const;

/** How the internet is reached. */
export interface NetworkValues {
  readonly httpsProxy: SourcedProxy | undefined;
  readonly httpProxy: SourcedProxy | undefined;
  readonly noProxy: string | undefined;
  /** A PEM file, and where it was set. */
  readonly caBundle: { readonly file: string; readonly source: string } | undefined;
  /** The PEM file that Node reads by itself. */
  readonly extraCaCerts: string | undefined;
  /** Variables with AWS endpoints, by the origin of each: `AWS_ENDPOINT_URL`. */
  readonly endpointVariables: ReadonlyMap<string, string>;
}

/** A proxy, and where it was set. */
type SourcedProxy = ProxyUrl & { readonly source: string };

type Values = {
  readonly [Name in keyof typeof NETWORK_SETTINGS]: z.output<
    (typeof NETWORK_SETTINGS)[Name]['schema']
  >;
};
type Environment = Readonly<Record<string, string | undefined>>;

/** The network settings and where they were set, for messages. */
export function networkOf(
  { httpsProxy, httpProxy, noProxy, caBundle, extraCaCerts }: Values,
  sources: ReadonlyMap<string, string>,
  env: Environment,
): NetworkValues {
  const sourced = (name: string, proxy: ProxyUrl | undefined): SourcedProxy | undefined =>
    proxy && { ...proxy, source: sources.get(name) ?? name };
  return {
    httpsProxy: sourced('httpsProxy', httpsProxy),
    httpProxy: sourced('httpProxy', httpProxy),
    noProxy,
    caBundle:
      caBundle === undefined
        ? undefined
        : { file: caBundle, source: sources.get('caBundle') ?? 'caBundle' },
    extraCaCerts,
    endpointVariables: endpointVariables(env),
  };
}

/** The SDK reads these variables by itself; here they are only used in messages. */
function endpointVariables(env: Environment): ReadonlyMap<string, string> {
  const found = Object.entries(env).flatMap(([name, value = '']) =>
    /^AWS_ENDPOINT_URL(?:_\w+)?$/.test(name) && URL.canParse(value)
      ? [[new URL(value).origin, name] as const]
      : [],
  );
  return new Map(found.sort(([, one], [, other]) => other.length - one.length)); // the general one last
}
