import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isSameSecret } from '../port/port-signature.ts';

/** A response that describes the problem. */
export const Problem = z.object({ error: z.string() }).meta({ id: 'Problem' });

/** The response to callers without access. It does not reveal what is missing. */
export const UNAUTHORIZED = { error: 'the token, key or signature is missing or wrong' };

/** Did the caller send the operator's token? */
export function hasToken({ headers }: FastifyRequest, apiToken: string | undefined): boolean {
  const [scheme = '', token = ''] = (headers.authorization ?? '').split(' ');
  return (
    apiToken !== undefined && scheme.toLowerCase() === 'bearer' && isSameSecret(token, apiToken)
  );
}
