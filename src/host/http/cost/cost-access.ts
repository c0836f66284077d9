import type { FastifyRequest } from 'fastify';
import { isIPv4 } from 'node:net';

/** Headers that proxies add: the caller behind one is not on this machine. */
const PROXY_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * Does a program on this machine call, directly? Web pages do not count: a browser opens pages of others, and these can
 * send requests to this machine, also under a name that leads here.
 */
export function isLocalProgram({ headers, raw }: FastifyRequest): boolean {
  if (!isLoopback(raw.socket.remoteAddress ?? '')) return false;
  if (PROXY_HEADERS.some((name) => headers[name] !== undefined)) return false;
  if (!LOOPBACK_HOST.test(headers.host ?? '')) return false;
  return headers.origin === undefined && headers['sec-fetch-site'] === undefined;
}

function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, '');
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'));
}
