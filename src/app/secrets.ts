import { Transform, type TransformCallback } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Settings } from '../config/settings.ts';
import type { SecretMask } from '../lib/secret-mask.ts';

const MASK = '[REDACTED]';
/** Shorter values would mask half the log. */
const LEAST_LENGTH = 6;

/** Texts of the forms that secrets have, whoever's they are. */
const PATTERNS: readonly RegExp[] = [
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g,
  /\b(?:ghp|gho|ghs|xox[abp]|glpat|sk_live)[_-][\w-]{10,}/g,
  /(?<=:\/\/[^/\s:@]{1,100}:)[^@\s/]{3,}(?=@)/g,
  /(?<=(?:password|passwd|secret|token|api_?key)["']?\s*[:=]\s*["']?)[^\s"',;]{6,}/gi,
];

/** The values of the settings that nobody may see. */
export function secretsOf({ port, accounts, host }: Settings): readonly string[] {
  const { staticCredentials, externalId } = accounts;
  return [
    port.clientSecret,
    port.clientId,
    host.apiToken,
    host.liveEventsApiKey,
    externalId,
    staticCredentials?.accessKeyId,
    staticCredentials?.secretAccessKey,
    staticCredentials?.sessionToken,
  ].filter((secret): secret is string => secret !== undefined && secret.length >= LEAST_LENGTH);
}

/** Masks whatever looks like a secret in the texts of a raw item. */
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

/** What waits for the end of its line at most: a secret longer than this is not one. */
const MOST_WAITING = 1_048_576;

/**
 * A stream that masks secrets in what passes, by whole lines: a secret that comes in two pieces is masked
 * as well.
 */
export class MaskingStream extends Transform {
  readonly #secrets: SecretMask;
  readonly #decoder = new StringDecoder('utf8');
  #waiting = '';

  constructor(secrets: SecretMask) {
    super({ decodeStrings: false });
    this.#secrets = secrets;
  }

  override _transform(chunk: unknown, _: BufferEncoding, done: TransformCallback): void {
    this.#waiting +=
      chunk instanceof Uint8Array ? this.#decoder.write(Buffer.from(chunk)) : String(chunk);
    for (;;) {
      const end = this.#waiting.indexOf('\n') + 1;
      if (end === 0) break;
      this.push(this.#secrets.mask(this.#waiting.slice(0, end)));
      this.#waiting = this.#waiting.slice(end);
    }
    if (this.#waiting.length > MOST_WAITING) {
      const masked = this.#secrets.mask(this.#waiting);
      this.push(masked.slice(0, -MOST_WAITING / 2));
      this.#waiting = masked.slice(-MOST_WAITING / 2);
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    if (this.#waiting !== '') this.push(this.#secrets.mask(this.#waiting));
    this.#waiting = '';
    done();
  }
}
