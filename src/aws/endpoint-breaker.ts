import type { Clock } from '../lib/clock.ts';

/** After this many consecutive calls without any response, the endpoint counts as hanging. */
const SILENCES_TO_OPEN = 12;
/** After this pause one call at a time may retry, in milliseconds. */
const PAUSE_MS = 30_000;

/** Thrown instead of sending a call to an endpoint that has stopped answering. Classified as transient. */
export class EndpointSilentError extends Error {
  override readonly name = 'TimeoutError';
}

/** How long an endpoint without an address is not looked up again, in milliseconds. */
const ABSENCE_MS = 300_000;

/**
 * Thrown instead of another lookup for an endpoint that does not exist: a service that the region does not
 * have.
 */
export class EndpointAbsentError extends Error {
  override readonly name = 'EndpointAbsent';
  /** Node's error codes for a name without an address. */
  readonly code = 'ENOTFOUND';
}

interface Endpoint {
  silences: number;
  retryAt: number;
}

/**
 * Stops calls to an endpoint (a service in a region) that no longer answers, so that a hanging region only
 * delays its own scopes and does not occupy connections that others need.
 */
export class EndpointBreaker {
  readonly #clock: Clock;
  readonly #endpoints = new Map<string, Endpoint>();
  /** Until when endpoints count as absent. */
  readonly #absent = new Map<string, number>();
  /** Endpoints that have answered, so they exist. */
  readonly #present = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @throws {EndpointSilentError} while the endpoint counts as hanging.
   * @throws {EndpointAbsentError} while it counts as absent.
   */
  check(service: string, region: string): void {
    this.throwIfAbsent(service, region);
    const endpoint = this.#endpoints.get(`${service}/${region}`);
    if (endpoint === undefined || endpoint.silences < SILENCES_TO_OPEN) return;
    const now = this.#clock.now();
    if (now < endpoint.retryAt) {
      throw new EndpointSilentError(
        `${service} in ${region} has stopped answering; the call was not sent`,
      );
    }
    endpoint.retryAt = now + PAUSE_MS;
  }

  /** @throws {EndpointAbsentError} while it counts as absent. */
  throwIfAbsent(service: string, region: string): void {
    if (this.#clock.now() < (this.#absent.get(`${service}/${region}`) ?? 0))
      throw new EndpointAbsentError(`${service} has no endpoint in ${region}`);
  }

  answered(service: string, region: string): void {
    const name = `${service}/${region}`;
    this.#endpoints.delete(name);
    this.#absent.delete(name);
    this.#present.add(name);
  }

  /** The endpoint's name has no address. If it has answered before, name resolution has failed. */
  absent(service: string, region: string): void {
    const name = `${service}/${region}`;
    if (!this.#present.has(name)) this.#absent.set(name, this.#clock.now() + ABSENCE_MS);
  }

  timedOut(service: string, region: string): void {
    const name = `${service}/${region}`;
    const endpoint = this.#endpoints.get(name) ?? { silences: 0, retryAt: 0 };
    endpoint.silences += 1;
    endpoint.retryAt = this.#clock.now() + PAUSE_MS;
    this.#endpoints.set(name, endpoint);
  }
}
