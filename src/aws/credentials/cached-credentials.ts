import type { AwsCredentialIdentity } from '@smithy/types';
import type { CredentialSource } from '../credential-source.ts';

/**
 * Credentials are renewed this long before they expire, in milliseconds, or at a quarter of a short lifetime.
 */
const RENEW_AHEAD_MS = 5 * 60_000;

interface Held {
  readonly identity: AwsCredentialIdentity;
  /** The identity for all callers: created once, because each attempt requests it. */
  readonly answer: Promise<AwsCredentialIdentity>;
  /** After this, new ones are fetched while these are still used. */
  renewAt: number;
  /** After this, callers wait for the new ones. */
  readonly waitAt: number;
  readonly expiresAt: number;
}

/**
 * Caches the credentials from `fetch` until shortly before they expire. Concurrent callers share one fetch,
 * and no caller waits while the current credentials are valid. A failed renewal has no effect before then. A
 * rejected identity is dropped only if it is still the current one.
 */
export class CachedCredentials implements CredentialSource {
  readonly id: string;
  readonly #fetch: () => Promise<AwsCredentialIdentity>;
  readonly #now: () => number;
  #held: Held | undefined;
  #pending: Promise<AwsCredentialIdentity> | undefined;

  /** @param now milliseconds since 1970, like AWS's expiry */
  constructor(
    id: string,
    fetch: () => Promise<AwsCredentialIdentity>,
    now: () => number = Date.now,
  ) {
    this.id = id;
    this.#fetch = fetch;
    this.#now = now;
  }

  get(): Promise<AwsCredentialIdentity> {
    const held = this.#held;
    const now = this.#now();
    if (held !== undefined && now < held.renewAt) return held.answer;
    const pending = this.#renewal();
    if (held === undefined || now >= held.waitAt) return pending;
    pending.catch(() => undefined); // reported to callers that wait for it
    return held.answer;
  }

  reject(identity: AwsCredentialIdentity): void {
    if (this.#held?.identity === identity) this.#held = undefined;
  }

  #renewal(): Promise<AwsCredentialIdentity> {
    this.#pending ??= this.#renew().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #renew(): Promise<AwsCredentialIdentity> {
    try {
      const identity = await this.#fetch();
      this.#held = heldFrom(identity, this.#now());
      return identity;
    } catch (error) {
      const held = this.#held;
      const left = held === undefined ? 0 : held.expiresAt - this.#now();
      if (held === undefined || left <= 0) throw error;
      held.renewAt = this.#now() + left / 4;
      return held.identity;
    }
  }
}

function heldFrom(identity: AwsCredentialIdentity, now: number): Held {
  const expiresAt = identity.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
  const ahead = Math.min(RENEW_AHEAD_MS, (expiresAt - now) / 4);
  return {
    identity,
    answer: Promise.resolve(identity),
    renewAt: expiresAt - ahead,
    waitAt: expiresAt - ahead / 2,
    expiresAt,
  };
}
