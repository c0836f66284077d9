import type { Clock } from '../lib/clock.ts';

/** A token and its lifetime. */
export interface AccessToken {
  /** As in the header: `Bearer …` */
  readonly authorization: string;
  readonly lifetimeSeconds: number;
}

/** A token is renewed when this part of its lifetime is left, so that no call uses an expired one. */
const RENEWED_EARLY = 0.1;

/**
 * Keeps one access token for all calls: concurrent callers share one request, and it is renewed before it
 * expires.
 */
export class TokenKeeper {
  readonly #fetch: (signal: AbortSignal) => Promise<AccessToken>;
  readonly #clock: Clock;
  #current: { readonly authorization: string; readonly renewAt: number } | undefined;
  #pending: { readonly token: Promise<string>; readonly signal: AbortSignal } | undefined;

  constructor(clock: Clock, fetch: (signal: AbortSignal) => Promise<AccessToken>) {
    this.#clock = clock;
    this.#fetch = fetch;
  }

  /** The current `Authorization` header. */
  async authorization(signal: AbortSignal): Promise<string> {
    for (;;) {
      if (this.#current !== undefined && this.#clock.now() < this.#current.renewAt) {
        return this.#current.authorization;
      }
      this.#pending ??= { token: this.#renew(signal), signal };
      const pending = this.#pending;
      try {
        return await pending.token;
      } catch (error) {
        // The caller that fetches for all may give up; the others must not fail.
        if (signal.aborted || !pending.signal.aborted) throw error;
      } finally {
        if (this.#pending === pending) this.#pending = undefined;
      }
    }
  }

  /**
   * Port has rejected this header: the next call gets a new one. Does nothing if that has already happened.
   */
  refuse(authorization: string): void {
    if (this.#current?.authorization === authorization) this.#current = undefined;
  }

  async #renew(signal: AbortSignal): Promise<string> {
    const { authorization, lifetimeSeconds } = await this.#fetch(signal);
    const renewAt = this.#clock.now() + lifetimeSeconds * 1_000 * (1 - RENEWED_EARLY);
    this.#current = { authorization, renewAt };
    return authorization;
  }
}
