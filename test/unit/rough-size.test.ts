import { expect, test } from '@jest/globals';
import { roughSize } from '../../src/lib/rough-size.ts';

test('a shared value is counted once', () => {
  const company = Array.from({ length: 25 }, (_, index) => `d-ABCDEFG${index}`);
  const alone = Array.from({ length: 10_000 }, (_, index) => ({ id: `d-${index}` }));
  const shared = alone.map(({ id }) => ({ id, lookedAtWith: company }));

  expect(roughSize(shared)).toBeLessThan(2 * roughSize(alone));
});

test('circular references end', () => {
  const one: Record<string, unknown> = { name: 'one' };
  const other = { name: 'other', one };
  one['other'] = other;

  expect(roughSize(one)).toBeLessThan(200);
});
