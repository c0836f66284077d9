import type { FastifyRequest } from 'fastify';
import type { HttpApp } from './plugin.ts';

/**
 * Parses JSON bodies, and keeps the original text, which signatures cover. An empty body counts as `{}`.
 *
 * @returns the original body of a request; empty for none
 */
export function keepBodies(app: HttpApp): (request: FastifyRequest) => string {
  const bodies = new WeakMap<object, string>();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body);
    bodies.set(request, text);
    try {
      done(null, text === '' ? {} : JSON.parse(text));
    } catch {
      done(Object.assign(new Error('the body is not JSON'), { statusCode: 400 }));
    }
  });
  return (request) => bodies.get(request) ?? '';
}
