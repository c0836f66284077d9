import { PortError } from './port-error.ts';

/**
 * Is Port away, or closed to everybody with these credentials? Then the call says nothing of what was
 * asked: it is made again when Port is back.
 */
export function isPortOutage(error: unknown): error is PortError {
  if (!(error instanceof PortError)) return false;
  const { status } = error;
  return status === 0 || status === 401 || status === 408 || status === 429 || status >= 500;
}
