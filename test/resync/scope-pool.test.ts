import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ScopePool, type KindLimits, type WaitingScope } from '../../src/resync/scope-pool.ts';

type Limits = ReadonlyMap<string, KindLimits>;

function limitsOf(maxConcurrentAccounts: number, startsFirst = false): KindLimits {
  return { maxConcurrentAccounts, startsFirst };
}

/** @param onLimits is called whenever the pool looks at a kind's limits */
function poolOf(limits: Limits, seed = 'seed', onLimits = (): void => undefined): ScopePool {
  return new ScopePool(seed, (kind) => {
    onLimits();
    return limits.get(kind) ?? limitsOf(Number.POSITIVE_INFINITY);
  });
}

function scopeOf(kind: string, accountId: string, region: string, period?: string): WaitingScope {
  const scope = { kind, accountId, region, endpoints: [region] };
  return period === undefined ? scope : { ...scope, period };
}

function scopesOf(kind: string, accounts: number, regions: number): WaitingScope[] {
  return Array.from({ length: accounts * regions }, (_, index) =>
    scopeOf(kind, String(index % accounts), String(Math.floor(index / accounts))),
  );
}

function takeAll(pool: ScopePool): readonly WaitingScope[] {
  const taken: WaitingScope[] = [];
  for (let next = pool.take(); next !== undefined; next = pool.take()) taken.push(next);
  return taken;
}

function accountsOf(scopes: Iterable<WaitingScope>, kind: string): number {
  return new Set([...scopes].filter((scope) => scope.kind === kind).map((one) => one.accountId))
    .size;
}

const places = fc.uniqueArray(
  fc.tuple(fc.nat(9), fc.nat(9), fc.constantFrom(undefined, '2026-10')),
  {
    maxLength: 40,
    selector: (place) => place.join('/'),
  },
);

describe('ScopePool', () => {
  test('gives every scope once, in an order that follows from the seed alone', () => {
    fc.assert(
      fc.property(places, fc.string(), fc.infiniteStream(fc.nat()), (where, seed, numbers) => {
        const scopes = where.map(([account, region, period]) =>
          scopeOf('A::B::C', String(account), String(region), period),
        );
        const shuffled = [...scopes].sort(() => (numbers.next().value ?? 0) - 1_000_000_000);
        const orders = [scopes, shuffled].map((pushed) => {
          const pool = poolOf(new Map(), seed);
          for (const scope of pushed) pool.push(scope);
          return takeAll(pool);
        });

        expect(orders[0]).toEqual(orders[1]);
        expect(new Set(orders[0])).toEqual(new Set(scopes));
        expect(orders[0]).toHaveLength(scopes.length);
      }),
    );
  });

  test('gives scopes that were kept as JSON meanwhile in the same order, with the same bounds', () => {
    const limits = new Map([['A::B::C', limitsOf(2)]]);
    const scopes = [...scopesOf('A::B::C', 4, 4), scopeOf('A::B::C', '1', 'global', '2026-10')];
    const kept = JSON.parse(JSON.stringify(scopes)) as WaitingScope[];

    const [first, second] = [scopes, kept].map((pushed) => {
      const pool = poolOf(limits);
      for (const scope of pushed) pool.push(scope);
      return takeAll(pool);
    });

    expect(second).toEqual(first);
    expect(accountsOf(second ?? [], 'A::B::C')).toBe(2);
  });

  test('keeps each bound whichever scopes end first, idles only when it must, and loses none', () => {
    const estates = fc.record({
      bounds: fc.array(fc.constantFrom(1, 2, 3, Number.POSITIVE_INFINITY), {
        minLength: 1,
        maxLength: 4,
      }),
      accounts: fc.integer({ min: 1, max: 8 }),
      regions: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(estates, fc.infiniteStream(fc.nat()), ({ bounds, accounts, regions }, luck) => {
        const limits = new Map(bounds.map((bound, kind) => [String(kind), limitsOf(bound)]));
        const pool = poolOf(limits);
        const underWay = new Set<WaitingScope>();
        const waiting = new Set<WaitingScope>();
        const coming = [...limits.keys()].flatMap((kind) => scopesOf(kind, accounts, regions));
        const draws = luck[Symbol.iterator]();
        const draw = (): number => Number(draws.next().value);
        const boundOf = (kind: string): number | undefined =>
          limits.get(kind)?.maxConcurrentAccounts;

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
            expect(accountsOf(underWay, taken.kind)).toBeLessThanOrEqual(boundOf(taken.kind) ?? 0);
          } else {
            for (const { kind } of waiting) expect(accountsOf(underWay, kind)).toBe(boundOf(kind));
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
    const scopes = ['A', 'B', 'C'].flatMap((kind) => scopesOf(kind, 8, 4));
    const [one, other] = ['one', 'other'].map((seed) => {
      const pool = poolOf(new Map(), seed);
      for (const scope of scopes) pool.push(scope);
      return takeAll(pool);
    });

    const firstKinds = new Set(one?.slice(0, 24).map(({ kind }) => kind));

    expect(one).not.toEqual(other);
    expect(firstKinds.size).toBe(3);
  });

  test('what takes long starts first, whatever the seed', () => {
    const limits = new Map([
      ['quick', limitsOf(9)],
      ['long', limitsOf(9, true)],
    ]);
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const pool = poolOf(limits, seed);
        for (const scope of scopesOf('quick', 1, 8)) pool.push(scope);
        for (const scope of scopesOf('long', 1, 8)) pool.push(scope);

        const taken = takeAll(pool).map(({ kind }) => kind);

        const half = (kind: string): string[] => Array.from({ length: 8 }, () => kind);
        expect(taken).toEqual([...half('long'), ...half('quick')]);
      }),
    );
  });

  test('while scopes of a bounded kind wait, the end of others does not look at each of them', () => {
    let looks = 0;
    const limits = new Map([['bounded', limitsOf(1, true)]]);
    const pool = poolOf(limits, 'cost', () => {
      looks += 1;
    });
    for (const scope of scopesOf('bounded', 100, 17)) pool.push(scope);
    for (let kind = 0; kind < 32; kind += 1)
      for (const scope of scopesOf(`kind ${kind}`, 20, 17)) pool.push(scope);
    const pushed = pool.size;

    const underWay: WaitingScope[] = [];
    let taken = 0;
    for (let scope = pool.take(); scope !== undefined; scope = pool.take()) {
      taken += 1;
      if (scope.kind !== 'bounded') underWay.push(scope); // those of the bounded kind take long
      const ended = underWay.length > 256 ? underWay.shift() : undefined;
      if (ended !== undefined) pool.done(ended);
    }

    expect(taken).toBe(32 * 20 * 17 + 17);
    expect(pool.size).toBe(pushed - taken);
    expect(looks).toBeLessThan(4 * pushed);
  });
});
