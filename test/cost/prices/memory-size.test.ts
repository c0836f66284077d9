import { expect, test } from '@jest/globals';
import { decimalText } from '../../../src/cost/money/decimal.ts';
import { gibOf } from '../../../src/cost/prices/memory-size.ts';

test.each([
  ['8 GiB', '8'],
  ['1,952 GiB', '1952'],
  ['24,576 GiB', '24576'],
  ['0.5 GiB', '0.5'],
  ['30.5 GiB', '30.5'],
  [' 3.75 gib ', '3.75'],
  ['512 MiB', '0.5'],
  ['12 TiB', '12288'],
])('the memory of %s is %s GiB', (text, expected) => {
  const gib = gibOf(text);
  expect(gib === undefined ? undefined : decimalText(gib)).toBe(expected);
});

test.each(['NA', '', '8', 'GiB', '8 GB of memory', '1.9.5 GiB', '8 GB', ', GiB', '-8 GiB'])(
  '%j is no size',
  (text) => {
    expect(gibOf(text)).toBeUndefined();
  },
);
