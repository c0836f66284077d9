import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { COMMA_LISTS, typedQuery } from '../../../src/host/http/cost/query-values.ts';

const Query = z.strictObject({
  fruit: z.array(z.string()).optional().describe('one or several'),
  colours: z.array(z.enum(['red', 'green'])).default(['red']),
  columns: z.array(z.string()).max(3).register(COMMA_LISTS, { separator: ',' }).default(['a']),
  weight: z.int().min(1).optional(),
  name: z.string().optional(),
});

test.each([
  [{ fruit: 'apple' }, { fruit: ['apple'] }],
  [{ fruit: ['apple', 'pear'] }, { fruit: ['apple', 'pear'] }],
  [{ fruit: 'apple, pear' }, { fruit: ['apple, pear'] }],
  [{ fruit: '' }, { fruit: [''] }],
  [{ colours: 'green' }, { colours: ['green'] }],
  [{ columns: 'a, b' }, { columns: ['a', 'b'] }],
  [{ columns: ['a,b', 'c'] }, { columns: ['a', 'b', 'c'] }],
  [{ weight: '12' }, { weight: 12 }],
  [{ weight: '1e3' }, { weight: '1e3' }],
  [{ name: '12' }, { name: '12' }],
  [{ unknown: 'a,b' }, { unknown: 'a,b' }],
])('%j is read as its schema says', (given, expected) => {
  expect(typedQuery(Query, given)).toEqual(expected);
});

test('a parameter keeps its form in schemas that are made of others', () => {
  const Picked = Query.pick({ columns: true }).extend({ more: Query.shape.fruit });

  expect(typedQuery(Picked, { columns: 'a,b', more: 'x' })).toEqual({
    columns: ['a', 'b'],
    more: ['x'],
  });
});
