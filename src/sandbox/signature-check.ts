import { createHmac, hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { skewed, wrongSignature } from './refusals.ts';
import type { WireRequest } from './wire/decode.ts';

/** A credential scope and a signature, as a client sends them. */
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=[^/]+\/(\d{8})\/([^/]*)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
const AMZ_DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** How far the clock of a client may be off. S3 allows more than the others. Minutes. */
const SKEW_MINUTES = 5;
const SKEW_MINUTES_S3 = 15;

/** Keys are the same for all requests of a day, region and service. */
const KEYS_KEPT = 2_000;

/** S3 accepts requests whose body is not signed. */
const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/**
 * Checks signatures as AWS does (Signature Version 4, in the Authorization header).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export class SignatureCheck {
  readonly #keys = new LRUCache<string, Buffer>({ max: KEYS_KEPT });

  /**
   * @param service the service that rejects the request
   * @param secretAccessKey the secret that must have signed the request
   * @param now milliseconds since 1970
   * @throws {ServiceError} when the signature does not match, or has another time
   */
  check(service: string, request: WireRequest, secretAccessKey: string, now: number): void {
    const { headers } = request;
    const [, day = '', region = '', name = '', signed = '', signature] =
      AUTHORIZATION.exec(text(headers['authorization'])) ?? [];
    const amzDate = text(headers['x-amz-date']);
    const signedHeaders = signed.split(';');
    const isComplete = amzDate.startsWith(day) && signedHeaders.includes('host');
    if (signature === undefined || !isComplete) throw wrongSignature(service);
    checkTime(service, amzDate, now);
    const payload = payloadHash(service, request);
    const canonical = [
      request.method,
      ...pathAndQuery(request.target, name === 's3'),
      ...signedHeaders.map(
        (header) => `${header}:${text(headers[header]).trim().replaceAll(/ {2,}/g, ' ')}`,
      ),
      '',
      signed,
      payload,
    ].join('\n');
    const scope = `${day}/${region}/${name}/aws4_request`;
    const toSign = `AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${hash('sha256', canonical)}`;
    const key = this.#keyOf(secretAccessKey, day, region, name);
    const expected = createHmac('sha256', key).update(toSign).digest('hex');
    if (expected !== signature) throw wrongSignature(service);
  }

  #keyOf(secret: string, ...scope: readonly string[]): Buffer {
    const cached = `${secret}/${scope.join('/')}`;
    const known = this.#keys.get(cached);
    if (known !== undefined) return known;
    const first: Buffer = Buffer.from(`AWS4${secret}`);
    const key = [...scope, 'aws4_request'].reduce(
      (above, part) => createHmac('sha256', above).update(part).digest(),
      first,
    );
    this.#keys.set(cached, key);
    return key;
  }
}

function checkTime(service: string, amzDate: string, now: number): void {
  const [, year, month, day, hour, minute, second] = AMZ_DATE.exec(amzDate) ?? [];
  const signedAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(signedAt)) throw wrongSignature(service);
  const minutes = service === 's3' ? SKEW_MINUTES_S3 : SKEW_MINUTES;
  const limitMs = minutes * 60_000;
  const moment = amzDateOf(now);
  if (signedAt < now - limitMs) {
    const earliest = amzDateOf(now - limitMs);
    const limit = `${earliest} (${moment} - ${minutes} min.)`;
    throw skewed(service, `Signature expired: ${amzDate} is now earlier than ${limit}`);
  }
  if (signedAt > now + limitMs) {
    const latest = amzDateOf(now + limitMs);
    const limit = `${latest} (${moment} + ${minutes} min.)`;
    throw skewed(service, `Signature not yet current: ${amzDate} is still later than ${limit}`);
  }
}

/** `20260101T000000Z` */
function amzDateOf(time: number): string {
  return new Date(time).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
}

/** The body's value in the signature. S3 clients send it; it must match the body. */
function payloadHash(service: string, { headers, body }: WireRequest): string {
  const given = headers['x-amz-content-sha256'];
  if (given === UNSIGNED_PAYLOAD && service === 's3') return UNSIGNED_PAYLOAD;
  const own = hash('sha256', body);
  if (given !== undefined && given !== own) throw wrongSignature(service);
  return own;
}

/** The canonical path and query. All services but S3 encode the path, as it is sent, once more. */
function pathAndQuery(target: string, isS3: boolean): [path: string, query: string] {
  if (target === '/') return ['/', ''];
  const end = target.indexOf('?');
  const path = end < 0 ? target : target.slice(0, end);
  const query = end < 0 ? '' : canonicalQuery(target.slice(end + 1));
  return [isS3 ? path : normalized(path).split('/').map(encoded).join('/'), query];
}

/** Without empty segments and without `.` and `..`; a slash at the end stays. */
function normalized(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  const isFolder = segments.length > 0 && path.endsWith('/');
  return `/${segments.join('/')}${isFolder ? '/' : ''}`;
}

function canonicalQuery(query: string): string {
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const end = pair.indexOf('=');
      const name = end < 0 ? pair : pair.slice(0, end);
      const value = end < 0 ? '' : pair.slice(end + 1);
      return `${encoded(decoded(name))}=${encoded(decoded(value))}`;
    });
  return pairs.sort((one, other) => (one < other ? -1 : 1)).join('&');
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // not UTF-8: no client signs that
  }
}

function encoded(value: string): string {
  return encodeURIComponent(value).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function text(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : (header?.join(',') ?? '');
}
