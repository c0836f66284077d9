import { expect, test } from '@jest/globals';
import { UsageClaim } from '../../../src/app/cost/usage/usage-claim.ts';
import { USAGE_CLAIMS, type UsageClaimRow } from '../../../src/store/usage-tables.ts';
import { openDuckDb } from '../../helpers/open-duckdb.ts';

const signal = new AbortController().signal;
const NOW = Date.parse('2026-11-20T10:00:00Z');

test('one collection of usage writes at a time', async () => {
  await using opened = await openDuckDb();
  const { store } = opened;
  const options = { signal, isExclusive: false, now: () => NOW };
  const first = await UsageClaim.take(store, options);

  await expect(UsageClaim.take(store, options)).rejects.toMatchObject({ problem: 'locked' });
  await first[Symbol.asyncDispose]();

  const next = await UsageClaim.take(store, options);
  await next[Symbol.asyncDispose]();
});

test('of collections that begin at once, at most one goes on', async () => {
  await using opened = await openDuckDb();
  const options = { signal, isExclusive: false, now: () => NOW };

  const claims = await Promise.allSettled(
    Array.from({ length: 5 }, () => UsageClaim.take(opened.store, options)),
  );

  const taken = claims.filter(({ status }) => status === 'fulfilled');
  expect(taken.length).toBeLessThanOrEqual(1);
  for (const claim of claims) {
    if (claim.status === 'fulfilled') await claim.value[Symbol.asyncDispose]();
  }
});

test('a collection that was killed holds its claim for ten minutes', async () => {
  await using opened = await openDuckDb();
  const { store } = opened;
  const killed = await UsageClaim.take(store, { signal, isExclusive: false, now: () => NOW });

  const soon = UsageClaim.take(store, { signal, isExclusive: false, now: () => NOW + 9 * 60_000 });
  await expect(soon).rejects.toMatchObject({ problem: 'locked' });

  const later = await UsageClaim.take(store, {
    signal,
    isExclusive: false,
    now: () => NOW + 11 * 60_000,
  });
  await later[Symbol.asyncDispose]();
  await killed[Symbol.asyncDispose]();
});

test('in a store of one process, a claim ends with the process that was killed; its own ones hold', async () => {
  await using opened = await openDuckDb();
  const { store } = opened;
  async function* killed(): AsyncGenerator<readonly UsageClaimRow[], void> {
    yield await Promise.resolve([['of-a-process-that-was-killed', NOW, NOW + 600_000]]);
  }
  await store.replacePart(USAGE_CLAIMS, 'of-a-process-that-was-killed', killed(), signal);
  const options = { signal, isExclusive: true, now: () => NOW };

  const first = await UsageClaim.take(store, options);

  await expect(UsageClaim.take(store, options)).rejects.toMatchObject({ problem: 'locked' });
  await first[Symbol.asyncDispose]();
});
