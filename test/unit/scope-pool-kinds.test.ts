import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ResyncHandler } from '../../src/resync/handler.ts';
import type { ReadPlan } from '../../src/resync/read-plan.ts';
import { ScopePool, type PendingScope } from '../../src/resync/scope-pool.ts';

function planOf(name: string, maxConcurrentAccounts: number, startsFirst = false): ReadPlan {
  const handler: ResyncHandler = {
    kind: `A::B::${name}`,
    reach: 'regional',
    callsAws: true,
    permissions: [],
    pageSize: 1,
    resync: () => {
      throw new Error('not read here');
    },
  };
  return {
    handler,
    include: [],
    regionPolicies: [],
    maxConcurrentAccounts,
    window: undefined,
    startsFirst,
  };
}

function scopeOf(plan: ReadPlan, accountId: string, region: string): PendingScope {
  const account = { id: accountId, name: accountId, partition: 'aws' } as const;
  return { plan, session: { account, accountId, credentials: undefined }, region, endpoints: [] };
}

/** A run's scopes of several kinds, each with its own bound. */
const estates = fc.record({
  bounds: fc.array(fc.constantFrom(1, 2, 3, Number.POSITIVE_INFINITY), {
    minLength: 1,
    maxLength: 4,
  }),
  accounts: fc.integer({ min: 1, max: 8 }),
  regions: fc.integer({ min: 1, max: 4 }),
});

function scopesOf(estate: {
  readonly bounds: readonly number[];
  readonly accounts: number;
  readonly regions: number;
}): PendingScope[] {
  return estate.bounds.flatMap((bound, kind) => {
    const plan = planOf(String(kind), bound);
    return Array.from({ length: estate.accounts * estate.regions }, (_, index) =>
      scopeOf(plan, String(index % estate.accounts), String(Math.floor(index / estate.accounts))),
    );
  });
}

function accountsOf(scopes: Iterable<PendingScope>, plan: ReadPlan): number {
  return new Set([...scopes].filter((scope) => scope.plan === plan).map((s) => s.session.accountId))
    .size;
}

describe('ScopePool with several kinds', () => {
  test('keeps each bound whichever scopes end first, idles only when it must, and loses none', () => {
    fc.assert(
      fc.property(estates, fc.infiniteStream(fc.nat()), (estate, luck) => {
        const scopes = scopesOf(estate);
        const pool = new ScopePool('seed');
        const underWay = new Set<PendingScope>();
        const waiting = new Set<PendingScope>();
        const coming = [...scopes];
        const draws = luck[Symbol.iterator]();
        const draw = (): number => Number(draws.next().value);

        while (coming.length > 0 || pool.size > 0 || underWay.size > 0) {
          const pushed = coming.splice(0, draw() % 6);
          for (const scope of pushed) {
            pool.push(scope);
            waiting.add(scope);
          }
          const taken = pool.take();
          if (taken !== undefined) {
            expect(waiting.delete(taken)).toBe(true);
            underWay.add(taken);
            const { plan } = taken;
            expect(accountsOf(underWay, plan)).toBeLessThanOrEqual(plan.maxConcurrentAccounts);
          } else {
            for (const { plan } of waiting) {
              expect(accountsOf(underWay, plan)).toBe(plan.maxConcurrentAccounts);
            }
          }
          expect(pool.size).toBe(waiting.size);
          const running = [...underWay];
          const ended = running[draw() % (running.length + 1)];
          if (ended !== undefined && underWay.delete(ended)) pool.done(ended);
        }

        expect(waiting.size).toBe(0);
      }),
    );
  });

  test('two seeds give two orders, each of them a mix of the kinds', () => {
    const scopes = scopesOf({ bounds: [9, 9, 9], accounts: 8, regions: 4 });
    const [one, other] = ['one', 'other'].map((seed) => {
      const pool = new ScopePool(seed);
      for (const scope of scopes) pool.push(scope);
      return scopes.map(() => pool.take());
    });

    const firstKinds = new Set(one?.slice(0, 24).map((scope) => scope?.plan.handler.kind));

    expect(one).not.toEqual(other);
    expect(firstKinds.size).toBe(3);
  });

  test('what takes long starts first, whatever the seed', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const [quick, long] = [planOf('quick', 9), planOf('long', 9, true)];
        const pool = new ScopePool(seed);
        for (let region = 0; region < 8; region += 1) {
          pool.push(scopeOf(quick, '1', String(region)));
          pool.push(scopeOf(long, '1', String(region)));
        }

        const taken = Array.from({ length: 16 }, () => pool.take()?.plan);

        expect(taken).toEqual([
          ...Array.from({ length: 8 }, () => long),
          ...Array.from({ length: 8 }, () => quick),
        ]);
      }),
    );
  });
});
