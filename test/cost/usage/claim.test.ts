import { expect, test } from '@jest/globals';
import { UsageClaim } from '../../../src/app/cost/usage/usage-claim.ts';
import { openDuckDb } from '../../helpers/open-duckdb.ts';

const signal = new AbortController().signal;
const NOW = Date.parse('2026-11-20T10:00:00Z');

test('one collection of usage writes at a time', async () => {
  await using opened = await openDuckDb();
  const { store } = opened;
  const options = { signal, now: () => NOW };
  const first = await UsageClaim.take(store, options);

  await expect(UsageClaim.take(store, options)).rejects.toMatchObject({ problem: 'locked' });
  await first[Symbol.asyncDispose]();

  const next = await UsageClaim.take(store, options);
  await next[Symbol.asyncDispose]();
});

test('of collections that begin at once, at most one goes on', async () => {
  await using opened = await openDuckDb();
  const options = { signal, now: () => NOW };

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
  const killed = await UsageClaim.take(store, { signal, now: () => NOW });

  const soon = UsageClaim.take(store, { signal, now: () => NOW + 9 * 60_000 });
  await expect(soon).rejects.toMatchObject({ problem: 'locked' });

  const later = await UsageClaim.take(store, { signal, now: () => NOW + 11 * 60_000 });
  await later[Symbol.asyncDispose]();
  await killed[Symbol.asyncDispose]();
});
