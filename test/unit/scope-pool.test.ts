import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ResyncHandler } from '../../src/resync/handler.ts';
import { readPlan, type ReadPlan } from '../../src/resync/read-plan.ts';
import { ScopePool, type PendingScope } from '../../src/resync/scope-pool.ts';

function planOf(kind: `${string}::${string}::${string}`, maxConcurrentAccounts?: number): ReadPlan {
  const handler: ResyncHandler = {
    kind,
    reach: 'regional',
    callsAws: true,
    permissions: [],
    pageSize: 1,
    resync: () => {
      throw new Error('not read here');
    },
  };
  return readPlan(handler, [
    {
      query: 'true',
      regionPolicy: { allow: [], deny: [] },
      includeActions: [],
      ...(maxConcurrentAccounts !== undefined && { maxConcurrentAccounts }),
    },
  ]);
}

function scopeOf(plan: ReadPlan, accountId: string, region: string): PendingScope {
  const account = { id: accountId, name: accountId, partition: 'aws' } as const;
  const session = { account, accountId, credentials: undefined };
  return { plan, session, region, endpoints: [region] };
}

function nameOf({ plan, session, region }: PendingScope): string {
  return `${plan.handler.kind} ${session.accountId} ${region}`;
}

const places = fc.uniqueArray(fc.tuple(fc.nat(9), fc.nat(9)), {
  maxLength: 40,
  selector: ([account, region]) => `${account}/${region}`,
});

describe('ScopePool', () => {
  test('gives every scope once, in an order that follows from the seed alone', () => {
    fc.assert(
      fc.property(places, fc.string(), fc.infiniteStream(fc.nat()), (where, seed, numbers) => {
        const plan = planOf('A::B::C');
        const scopes = where.map(([account, region]) =>
          scopeOf(plan, String(account), String(region)),
        );
        const shuffled = [...scopes].sort(() => (numbers.next().value ?? 0) - 1_000_000_000);
        const orders = [scopes, shuffled].map((pushed) => {
          const pool = new ScopePool(seed);
          for (const scope of pushed) pool.push(scope);
          const taken: string[] = [];
          for (let next = pool.take(); next !== undefined; next = pool.take())
            taken.push(nameOf(next));
          return taken;
        });

        expect(orders[0]).toEqual(orders[1]);
        expect([...(orders[0] ?? [])].sort()).toEqual(scopes.map(nameOf).sort());
      }),
    );
  });

  test('keeps to the accounts that a kind may have under way at once', () => {
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 3 }), (where, most) => {
        const plan = planOf('A::B::C', most);
        const pool = new ScopePool('seed');
        for (const [account, region] of where)
          pool.push(scopeOf(plan, String(account), String(region)));
        const underWay: PendingScope[] = [];
        let taken = 0;
        for (;;) {
          const next = pool.take();
          if (next !== undefined) {
            underWay.push(next);
            taken += 1;
            const accounts = new Set(underWay.map(({ session }) => session.accountId));
            expect(accounts.size).toBeLessThanOrEqual(most);
            continue;
          }
          const ended = underWay.shift();
          if (ended === undefined) break;
          pool.done(ended);
        }
        expect(taken).toBe(where.length);
        expect(pool.size).toBe(0);
      }),
    );
  });
});
