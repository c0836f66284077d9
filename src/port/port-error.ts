import { LongshoreError } from '../lib/errors.ts';

/** The code of a response from a proxy or gateway instead of Port. */
export const NOT_PORT = 'not_port';

/** Thrown when Port refuses a call, or cannot be reached after every retry. */
export class PortError extends LongshoreError {
  readonly code = 'port';
  readonly audience = 'operator';
  /** Port's HTTP status; 0 without a response. */
  readonly status: number;
  /** Port's error code: `not_found`. */
  readonly portCode: string;

  constructor(
    message: string,
    options: { status: number; portCode: string; remedy: string; cause?: unknown },
  ) {
    super(message, options);
    this.status = options.status;
    this.portCode = options.portCode;
  }
}

/**
 * Whether Port itself reports that something does not exist: a 404 of a proxy, or of a wrong URL, does not
 * count.
 */
export function isNotFound(error: unknown): error is PortError {
  return error instanceof PortError && error.status === 404 && error.portCode === 'not_found';
}

/** Statuses with the same meaning from Port and from a proxy. */
const SPEAK_FOR_THEMSELVES: ReadonlySet<number> = new Set([0, 401, 413, 429]);

/** The remedy for a status. */
export function remedyOf(status: number, code: string): string {
  // Port uses more than one status for it.
  if (code === 'has_dependents')
    return 'delete what depends on it, or set deleteDependentEntities: true in the mapping';
  if (code === NOT_PORT && !SPEAK_FOR_THEMSELVES.has(status) && status < 500)
    return 'check OCEAN__PORT__BASE_URL and proxies between here and Port: the response is not from Port';
  switch (status) {
    case 0:
      return 'check OCEAN__PORT__BASE_URL, the network and proxies between here and Port';
    case 401:
      return 'check OCEAN__PORT__CLIENT_ID and OCEAN__PORT__CLIENT_SECRET, and that they belong to this region of Port';
    case 403:
      return 'grant these credentials the permission in Port';
    case 404:
      return 'create the missing blueprint or target of a relation in Port (in an empty Port, serve creates the default blueprints)';
    case 413:
      return 'map less into this entity: one request to Port holds at most 1 MiB';
    case 422:
      return 'change the mapping or the blueprint so that they match: the message names the property';
    case 429:
      return 'lower LONGSHORE_PORT_SHARE, or reduce other use of Port’s API';
    default:
      return status >= 500
        ? 'Port failed internally: run again later'
        : 'see the message, and Port’s API reference';
  }
}
