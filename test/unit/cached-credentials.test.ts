import type { AwsCredentialIdentity } from '@smithy/types';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CachedCredentials } from '../../src/aws/credentials/cached-credentials.ts';

/** A source of numbered identities, which arrive when the test releases them. */
class Source {
  now = 0;
  fetches = 0;
  underWay = 0;
  mostUnderWay = 0;
  readonly cache: CachedCredentials;
  #deliver: (() => void) | undefined;

  constructor(lifeMs: number) {
    this.cache = new CachedCredentials(
      'role',
      () => this.#fetch(lifeMs),
      () => this.now,
    );
  }

  async deliver(): Promise<void> {
    this.#deliver?.();
    this.#deliver = undefined;
    await new Promise(setImmediate);
  }

  async #fetch(lifeMs: number): Promise<AwsCredentialIdentity> {
    this.fetches += 1;
    const accessKeyId = String(this.fetches);
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    await new Promise<void>((resolve) => {
      this.#deliver = resolve;
    });
    this.underWay -= 1;
    return { accessKeyId, secretAccessKey: '', expiration: new Date(this.now + lifeMs) };
  }
}

describe('CachedCredentials', () => {
  test('200 concurrent callers cause one fetch, and get the same identity', async () => {
    const source = new Source(3_600_000);

    const asking = Promise.all(Array.from({ length: 200 }, () => source.cache.get()));
    await source.deliver();
    const identities = new Set(await asking);

    expect(identities.size).toBe(1);
    expect(source.fetches).toBe(1);
  });

  test('200 callers whose identity was rejected cause one more fetch', async () => {
    const source = new Source(3_600_000);
    const first = source.cache.get();
    await source.deliver();
    const identity = await first;

    const asking = Array.from({ length: 200 }, () => {
      source.cache.reject(identity);
      return source.cache.get();
    });
    await source.deliver();
    const identities = new Set(await Promise.all(asking));

    expect([...identities].map(({ accessKeyId }) => accessKeyId)).toEqual(['2']);
    expect(source.fetches).toBe(2);
  });

  test('no caller gets an expired identity, and fetches do not overlap', async () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.boolean()), {
      minLength: 1,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (drawn) => {
        const source = new Source(2_000);
        for (const [milliseconds, isDelivered] of drawn) {
          source.now += milliseconds;
          const asking = source.cache.get();
          if (isDelivered) await source.deliver();
          const answer = await Promise.race([asking, Promise.resolve(undefined)]);
          if (answer?.expiration !== undefined) {
            expect(answer.expiration.getTime()).toBeGreaterThan(source.now);
          }
        }
        expect(source.mostUnderWay).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('an identity without expiry is fetched once', async () => {
    let fetches = 0;
    let now = 0;
    const fetch = (): Promise<AwsCredentialIdentity> => {
      fetches += 1;
      return Promise.resolve({ accessKeyId: 'x', secretAccessKey: '' });
    };
    const cache = new CachedCredentials('default', fetch, () => now);
    await cache.get();

    now = Number.MAX_SAFE_INTEGER;
    await cache.get();

    expect(fetches).toBe(1);
  });

  test('a failed fetch is reported to all waiting callers, and not cached', async () => {
    let fetches = 0;
    const fetch = (): Promise<AwsCredentialIdentity> => {
      fetches += 1;
      return fetches === 1
        ? Promise.reject(new Error('denied'))
        : Promise.resolve({ accessKeyId: 'x', secretAccessKey: '' });
    };
    const cache = new CachedCredentials('role', fetch, () => 0);

    const told = await Promise.allSettled([cache.get(), cache.get()]);
    const later = await cache.get();

    expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(later.accessKeyId).toBe('x');
    expect(fetches).toBe(2);
  });
});
