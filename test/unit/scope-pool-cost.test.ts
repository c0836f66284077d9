import { expect, test } from '@jest/globals';
import type { ReadPlan } from '../../src/resync/read-plan.ts';
import { ScopePool, type PendingScope } from '../../src/resync/scope-pool.ts';

const UNDER_WAY = 256;

function planOf(
  kind: ReadPlan['handler']['kind'],
  maxConcurrentAccounts: number,
  startsFirst: boolean,
): ReadPlan {
  return {
    handler: {
      kind,
      reach: 'regional',
      callsAws: true,
      permissions: [],
      pageSize: 1,
      resync: () => {
        throw new Error('not read here');
      },
    },
    include: [],
    regionPolicies: [],
    maxConcurrentAccounts,
    window: undefined,
    startsFirst,
  };
}

function* scopesOf(plan: ReadPlan, accounts: number, regions: number): Generator<PendingScope> {
  for (let index = 0; index < accounts * regions; index += 1) {
    const id = String(index % accounts);
    const account = { id, name: id, partition: 'aws' } as const;
    const session = { account, accountId: id, credentials: undefined };
    yield { plan, session, region: String(index / accounts), endpoints: [] };
  }
}

test('while scopes of a bounded kind wait, the end of others does not go over all of them', () => {
  const pool = new ScopePool('cost');
  let looks = 0;
  const bounded: ReadPlan = {
    ...planOf('A::B::Bounded', 1, true),
    get maxConcurrentAccounts() {
      looks += 1; // at whether a scope of the kind may start
      return 1;
    },
  };
  for (const scope of scopesOf(bounded, 100, 17)) pool.push(scope);
  for (let kind = 0; kind < 32; kind += 1)
    for (const scope of scopesOf(planOf(`A::B::${kind}`, Number.POSITIVE_INFINITY, false), 20, 17))
      pool.push(scope);
  const waiting = pool.size;

  const underWay: PendingScope[] = [];
  let taken = 0;
  for (let scope = pool.take(); scope !== undefined; scope = pool.take()) {
    taken += 1;
    if (scope.plan !== bounded) underWay.push(scope); // those of the bounded kind take long
    const ended = underWay.length > UNDER_WAY ? underWay.shift() : undefined;
    if (ended !== undefined) pool.done(ended);
  }

  expect(taken).toBe(32 * 20 * 17 + 17);
  expect(pool.size).toBe(waiting - taken);
  expect(looks).toBeLessThanOrEqual(2 * 100 * 17);
});
