import type { Settings } from '../config/settings.ts';
import type { SecretMask } from '../lib/secret-mask.ts';

const MASK = '[REDACTED]';
/** Shorter values would mask half the log. */
const LEAST_LENGTH = 6;

/** Patterns of well-known secrets. */
const PATTERNS: readonly RegExp[] = [
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g,
  /\b(?:ghp|gho|ghs|xox[abp]|glpat|sk_live)[_-][\w-]{10,}/g,
  /(?<=:\/\/[^/\s:@]{1,100}:)[^@\s/]{3,}(?=@)/g,
  /(?<=(?:password|passwd|secret|token|api_?key)["']?\s*[:=]\s*["']?)[^\s"',;]{6,}/gi,
];

/** The secret values of the settings. */
export function secretsOf({
  port,
  accounts,
  host,
  network,
  store,
  cost,
}: Settings): readonly string[] {
  const { staticCredentials, externalId } = accounts;
  return [
    port.clientSecret,
    port.clientId,
    host.apiToken,
    host.liveEventsApiKey,
    store.clickhouse.password,
    cost.webhook.secret,
    cost.webhook.url,
    ...(network.httpsProxy?.secrets ?? []),
    ...(network.httpProxy?.secrets ?? []),
    externalId,
    staticCredentials?.accessKeyId,
    staticCredentials?.secretAccessKey,
    staticCredentials?.sessionToken,
  ].filter((secret): secret is string => secret !== undefined && secret.length >= LEAST_LENGTH);
}

/** Masks everything that looks like a secret in a raw item. */
export function maskItem(value: unknown, secrets: SecretMask): unknown {
  if (typeof value === 'string') {
    return PATTERNS.reduce((text, pattern) => text.replaceAll(pattern, MASK), secrets.mask(value));
  }
  if (Array.isArray(value)) return value.map((element: unknown) => maskItem(element, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, maskItem(member, secrets)]),
  );
}
