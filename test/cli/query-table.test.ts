import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { resultTable } from '../../src/cli/query-table.ts';
import { fitted, visible } from '../../src/lib/cell-text.ts';
import { textWidth } from '../../src/lib/text-width.ts';
import type { QueryColumn } from '../../src/store/store.ts';

function columnsOf(...names: readonly string[]): readonly QueryColumn[] {
  return names.map((name) => ({ name, type: 'VARCHAR' }));
}

test('numbers are aligned to the right, and nothing is cut without a terminal', () => {
  const long = 'x'.repeat(300);

  const text = resultTable(
    columnsOf('kind', 'count'),
    [
      [long, 5],
      ['b', 12],
    ],
    undefined,
  );

  expect(text).toBe(`kind${' '.repeat(296)}  count\n${long}      5\nb${' '.repeat(299)}     12`);
});

test('long cells end in … on a terminal', () => {
  const text = resultTable(columnsOf('id', 'value'), [['1', 'x'.repeat(100)]], 40);

  expect(text).toBe(`id  value\n1   ${'x'.repeat(35)}…`);
});

test('too many columns for the terminal become a block for each row', () => {
  const names = ['account', 'region', 'name', 'properties'];

  const text = resultTable(
    columnsOf(...names),
    [
      ['1', 'eu-west-1', 'orders', { a: 1 }],
      ['2', 'eu-west-1', null, 'y'.repeat(70)],
    ].map((row) => row.map((value) => (value === '1' || value === '2' ? value.repeat(16) : value))),
    40,
  );

  expect(text.split('\n')).toEqual([
    `─[ 1 ]${'─'.repeat(34)}`,
    'account    │ 1111111111111111',
    'region     │ eu-west-1',
    'name       │ orders',
    'properties │ {"a":1}',
    `─[ 2 ]${'─'.repeat(34)}`,
    'account    │ 2222222222222222',
    'region     │ eu-west-1',
    'name       │',
    `properties │ ${'y'.repeat(27)}`,
    `           │ ${'y'.repeat(27)}`,
    `           │ ${'y'.repeat(16)}`,
  ]);
});

test('no line is wider than the terminal, whatever the data', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.integer(),
    fc.constant(null),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 20, max: 120 }),
      fc.array(fc.array(value, { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 5 }),
      (width, rows, columns) => {
        const names = ['name', 'a_long_name_of_a_column', '名前', 'e', 'f'].slice(0, columns);
        const text = resultTable(
          columnsOf(...names),
          rows.map((row) => row.slice(0, columns)),
          width,
        );

        for (const line of text.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(width);
      },
    ),
  );
});

test('data cannot drive the terminal', () => {
  const text = resultTable(columnsOf('tag\u001b[2J'), [['\u001b]0;title\u0007\n\u202eabc']], 80);

  expect(text).toBe('tag\\u{1b}[2J\n\\u{1b}]0;title\\u{7}\\n\\u{202e}abc');
});

test.each([
  ['abc', 3],
  ['名前', 4],
  ['e\u0301', 1],
  ['👍', 2],
])('%s is %d columns wide', (text, width) => {
  expect(textWidth(text)).toBe(width);
});

test('a text is cut at a whole character', () => {
  expect(fitted('名前名前', 5)).toBe('名前…');
  expect(fitted('名前名前', 6)).toBe('名前…');
  expect(fitted('名前', 4)).toBe('名前');
  expect(visible('a\tb')).toBe('a\\tb');
});
