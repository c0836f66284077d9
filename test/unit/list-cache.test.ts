import { expect, test } from '@jest/globals';
import { roughSize } from '../../src/lib/rough-size.ts';
import { ListCache } from '../../src/resync/list-cache.ts';

/** Lists created by the test, and how often each was requested. */
class Asking {
  readonly #answers = new ListCache().in('111122223333', 'eu-west-1');
  made = 0;

  once<Element>(name: string, list: () => readonly Element[]): Promise<readonly Element[]> {
    return this.#answers.once(name, () => {
      this.made += 1;
      return Promise.resolve(list());
    });
  }
}

/** A pipeline's structure of about this many bytes. */
function pipeline(bytes: number): object {
  const actions = Array.from({ length: Math.ceil(bytes / 1_000) }, (_, index) => ({
    name: `action-${index}`,
    configuration: { Script: 'x'.repeat(800) },
  }));
  return { pipeline: { stages: [{ name: 'Build', actions }] } };
}

test('large lists are limited by bytes, not by number', async () => {
  const asking = new Asking();
  const names = Array.from({ length: 60 }, (_, index) => `pipeline/${index}`);

  for (const name of names) await asking.once(name, () => [pipeline(1_000_000)]);
  const before = asking.made;
  for (const name of names.toReversed()) await asking.once(name, () => [pipeline(1_000_000)]);

  const kept = 60 - (asking.made - before);
  expect(before).toBe(60);
  expect(kept).toBeGreaterThanOrEqual(8);
  expect(kept).toBeLessThanOrEqual(20);
});

test('all ordinary lists of an account fit', async () => {
  const asking = new Asking();
  const arns = Array.from(
    { length: 20_000 },
    (_, index) => `arn:aws:ecs:eu-west-1:111122223333:cluster/cluster-${index}`,
  );

  await asking.once('clusters', () => arns);
  for (let index = 0; index < 500; index += 1)
    await asking.once(`pipeline/${index}`, () => [pipeline(10_000)]);
  const before = asking.made;
  await asking.once('clusters', () => arns);
  await asking.once('pipeline/0', () => [pipeline(10_000)]);

  expect(asking.made).toBe(before);
});

test('a list larger than the cache is returned, and requested again', async () => {
  const asking = new Asking();

  const first = await asking.once('huge', () => [pipeline(40_000_000)]);
  await asking.once('huge', () => [pipeline(40_000_000)]);

  expect(first).toHaveLength(1);
  expect(asking.made).toBe(2);
});

test('sizes are close to the actual memory', () => {
  expect(roughSize('x'.repeat(1_000))).toBeCloseTo(1_000, -2);
  expect(roughSize(Array.from({ length: 1_000 }, (_, index) => index))).toBeCloseTo(8_000, -2);
  expect(roughSize(new Uint8Array(5_000))).toBeCloseTo(5_000, -2);
  expect(roughSize({ at: new Date(), no: undefined, none: null })).toBeLessThan(200);
});
