import type { AwsCredentialIdentity } from '@smithy/types';
import type { CredentialSource } from '../credential-source.ts';

/** Credentials are renewed this long before they end, in milliseconds, or at a quarter of a short life. */
const RENEW_AHEAD_MS = 5 * 60_000;

interface Held {
  readonly identity: AwsCredentialIdentity;
  /** The identity as every caller gets it: made once, because each attempt asks. */
  readonly answer: Promise<AwsCredentialIdentity>;
  /** From here on new ones are fetched, while these still serve. */
  renewAt: number;
  /** From here on callers wait for the new ones. */
  readonly waitAt: number;
  readonly expiresAt: number;
}

/**
 * Keeps what `fetch` gives until shortly before it expires. However many callers ask at once, there is
 * one fetch, and no caller waits for it while the current credentials are valid. A renewal that fails costs
 * nothing before then. A rejected identity is dropped only if it is still the one in use.
 */
export class CachedCredentials implements CredentialSource {
  readonly id: string;
  readonly #fetch: () => Promise<AwsCredentialIdentity>;
  readonly #now: () => number;
  #held: Held | undefined;
  #pending: Promise<AwsCredentialIdentity> | undefined;

  /** @param now milliseconds since 1970, as AWS's expiry is */
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
    pending.catch(() => undefined); // told to those who have to wait for it
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
