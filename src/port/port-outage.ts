import { PortError } from './port-error.ts';

/**
 * Is Port unavailable, or are these credentials rejected in general? Then the failure is not about the
 * request: it is retried when Port is back.
 */
export function isPortOutage(error: unknown): error is PortError {
  if (!(error instanceof PortError)) return false;
  const { status } = error;
  return status === 0 || status === 401 || status === 408 || status === 429 || status >= 500;
}
