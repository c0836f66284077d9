import type { Clock } from '../lib/clock.ts';

/** This many calls in a row without any answer mean that the endpoint hangs. */
const SILENCES_TO_OPEN = 12;
/** After this pause one call at a time may try again, in milliseconds. */
const PAUSE_MS = 30_000;

/** Raised instead of sending a call to an endpoint that has stopped answering. Classified as transient. */
export class EndpointSilentError extends Error {
  override readonly name = 'TimeoutError';
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

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws {EndpointSilentError} while the endpoint is given up. */
  check(service: string, region: string): void {
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

  answered(service: string, region: string): void {
    this.#endpoints.delete(`${service}/${region}`);
  }

  timedOut(service: string, region: string): void {
    const name = `${service}/${region}`;
    const endpoint = this.#endpoints.get(name) ?? { silences: 0, retryAt: 0 };
    endpoint.silences += 1;
    endpoint.retryAt = this.#clock.now() + PAUSE_MS;
    this.#endpoints.set(name, endpoint);
  }
}
