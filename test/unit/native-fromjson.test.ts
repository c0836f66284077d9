import { describe, expect, test } from '@jest/globals';
import { compileNative } from '../../src/mapping/jq/native/compile-native.ts';
import { Unsure } from '../../src/mapping/jq/native/values.ts';

/** With this many, an algorithm of quadratic time exceeds the test's time limit. */
const QUOTES = 1_000_000;

function fromJson(text: string): unknown {
  return compileNative('fromjson')?.first(text);
}

describe('fromjson takes linear time', () => {
  test.each([
    ['a text that does not end', `"${'\\"'.repeat(QUOTES)}`],
    ['quotes that nothing separates', '"'.repeat(QUOTES)],
    ['a quote after each backslash', '"\\'.repeat(QUOTES)],
  ])('%s is left to jq', (_, text) => {
    expect(() => fromJson(text)).toThrow(Unsure);
  });

  test('a long text full of quotes is read', () => {
    const text = JSON.stringify({ note: '"\\'.repeat(2 * QUOTES), size: 3 });

    expect(fromJson(text)).toEqual(JSON.parse(text));
  });
});

test.each(['[1.0]', '{"n":1e3}', '[1234567890123456]', '[-0]'])(
  'how jq writes %s again is for jq to say',
  (text) => {
    expect(() => fromJson(text)).toThrow(Unsure);
  },
);

test('numbers in strings are not numbers', () => {
  const text = '{"version":"1.0","id":"1234567890123456","quote":"\\"-0\\"","n":12}';

  expect(fromJson(text)).toEqual(JSON.parse(text));
});
