import { createHmac, timingSafeEqual } from 'node:crypto';

/** Older messages may be replayed. */
const MOST_AGE_MS = 300_000;

/** Are two texts equal? Takes constant time. */
export function isSameSecret(given: string, expected: string): boolean {
  const key = 'compare'; // the digests have the same length, whatever the texts
  const digest = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/**
 * Was a message just sent by Port, with these credentials?
 *
 * @see https://docs.port.io/actions-and-automations/setup-backend/webhook/signature-verification/
 */
export function isSignedByPort(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
  clientSecret: string,
  now: number,
): boolean {
  const timestamp = headers['x-port-timestamp'];
  const signature = headers['x-port-signature'];
  if (typeof timestamp !== 'string' || typeof signature !== 'string') return false;
  const sentAt = Number(timestamp);
  const sentAtMs = sentAt < 1e11 ? sentAt * 1_000 : sentAt; // seconds or milliseconds
  if (!Number.isFinite(sentAt) || Math.abs(now - sentAtMs) > MOST_AGE_MS) return false;
  const expected = createHmac('sha256', clientSecret)
    .update(`${timestamp}.${body}`)
    .digest('base64');
  return signature
    .split(' ')
    .some((part) => part.startsWith('v1,') && isSameSecret(part.slice('v1,'.length), expected));
}
