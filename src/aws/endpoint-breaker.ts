import type { Clock } from '../lib/clock.ts';

/** This many calls in a row without any answer mean that the endpoint hangs. */
const SILENCES_TO_OPEN = 12;
/** After this pause one call at a time may try again, in milliseconds. */
const PAUSE_MS = 30_000;

/** Raised instead of sending a call to an endpoint that has stopped answering. Classified as transient. */
export class EndpointSilentError extends Error {
  override readonly name = 'TimeoutError';
}

/** How long an endpoint without an address is not looked up again, in milliseconds. */
const ABSENCE_MS = 300_000;

/** Raised instead of asking again for the address of an endpoint that there is none of: a service not in a region. */
export class EndpointAbsentError extends Error {
  override readonly name = 'EndpointAbsent';
  /** As Node says that a name has no address. */
  readonly code = 'ENOTFOUND';
}

interface Endpoint {
  silences: number;
  retryAt: number;
}

/**
 * Stops calling an endpoint (a service in a region) that no longer answers anybody, so that a hanging
 * region costs its own scopes and does not hold the connections that the others need.
 */
export class EndpointBreaker {
  readonly #clock: Clock;
  readonly #endpoints = new Map<string, Endpoint>();
  /** Until when endpoints count as absent. */
  readonly #absent = new Map<string, number>();
  /** Endpoints that there are: they have answered. */
  readonly #present = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @throws {EndpointSilentError} while the endpoint is given up.
   * @throws {EndpointAbsentError} while it is known that there is none.
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

  /** @throws {EndpointAbsentError} while it is known that there is none. */
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

  /** The endpoint's name has no address. One that has answered is there: then name resolution has failed. */
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
