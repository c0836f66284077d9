import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { JqEvaluator } from '../../../src/mapping/jq/evaluator.ts';
import { parseExact, plain, stringifyExact } from '../../../src/mapping/jq/exact-json.ts';
import { readExpression } from '../../../src/mapping/jq/expression.ts';
import { JqFailure } from '../../../src/mapping/jq/jq-failure.ts';
import { withDoubleQuotes } from '../../../src/mapping/jq/single-quotes.ts';

const evaluator = new JqEvaluator();
afterAll(() => evaluator[Symbol.asyncDispose]());

/** What each expression gives for an item that stands in JSON; a failure's words for what fails. */
async function given(expressions: readonly string[], json = 'null'): Promise<readonly unknown[]> {
  const item = parseExact(json);
  const [row = []] = await evaluator.evaluate(expressions.map(readExpression), [item]);
  return row.map((value) =>
    value instanceof JqFailure ? `fails: ${value.message}` : plain(value),
  );
}

async function only(expression: string, json?: string): Promise<unknown> {
  const [value] = await given([expression], json);
  return value;
}

describe('numbers keep what was written', () => {
  test.each([
    ['3.0 | tostring', 'null', '3.0'],
    ['.a | tostring', '{"a":3.0}', '3.0'],
    ['"\\(.a)"', '{"a":1.10}', '1.10'],
    ['.a | tojson', '{"a":9007199254740993}', '9007199254740993'],
    ['[.a, 1] | tojson', '{"a":1e2}', '[1E+2,1]'],
    ['. | fromjson | .a | tostring', '"{\\"a\\":3.0}"', '3.0'],
    ['. | fromjson | .a | tostring', '"{\\"a\\":12345678901234567890}"', '12345678901234567890'],
    ['.a + 0 | tostring', '{"a":3.0}', '3'],
    ['.a', '{"a":3.0}', 3],
    ['.a', '{"a":9007199254740993}', 9007199254740992],
    ['.a', '{"a":1e400}', Number.MAX_VALUE],
    ['. | fromjson', '"-1e400"', -Number.MAX_VALUE],
    ['.a == 3', '{"a":3.0}', true],
    ['.a == 9007199254740992', '{"a":9007199254740993}', false],
  ])('%s of %s', async (expression, json, expected) => {
    expect(await only(expression, json)).toEqual(expected);
  });
});

describe('keys keep their order', () => {
  const JSON_TEXT = '{"b":1,"10":2,"2":{"z":0,"1":1},"__proto__":4}';

  test.each([
    ['keys_unsorted', ['b', '10', '2', '__proto__']],
    ['to_entries[0].key', 'b'],
    ['tojson', JSON_TEXT],
    ['.["2"] | tojson', '{"z":0,"1":1}'],
    ['.__proto__', 4],
    ['has("__proto__")', true],
    ['.b', 1],
    ['{b, "10", "1": 3} | tojson', '{"b":1,"10":2,"1":3}'],
    ['with_entries(.value |= tojson) | keys_unsorted | first', 'b'],
  ])('in %s', async (expression, expected) => {
    expect(await only(expression, JSON_TEXT)).toEqual(expected);
  });

  test('and a property named __proto__ is one like any other', async () => {
    const value = await only('{__proto__: 1, a: 2}');

    expect(JSON.stringify(value)).toBe('{"__proto__":1,"a":2}');
  });

  test.each([
    '{"b":1,"10":[3.0,{"1":1e2,"0":null}],"x":"\\"5\\": 3.0"}',
    '{"\\u0031":1,"a\\n\\"b":[],"0":{}}',
    '[[],{},"",-0.0,-0,12345678901234567890,true]',
  ])('and numbers their text, there and back: %s', (text) => {
    const back = stringifyExact(parseExact(text));

    expect(back).toBe(text.replaceAll('\\u0031', '1'));
    expect(plain(parseExact(text))).toEqual(JSON.parse(text));
  });

  test('however deep', () => {
    const text = `${'['.repeat(50_000)}3.0${']'.repeat(50_000)}`;

    expect(() => parseExact(text)).not.toThrow();
  });
});

describe('expressions', () => {
  test('that jq cannot read fail, even where parentheses around them would help', async () => {
    const values = await given(
      ['.a) | (.b', '.a # )', 'true) or (false', '(.a', '.b'],
      '{"a":1,"b":2}',
    );

    expect(values).toEqual([
      expect.stringMatching(/^fails: .*syntax error/),
      1,
      expect.stringMatching(/^fails: .*syntax error/),
      expect.stringMatching(/^fails: /),
      2,
    ]);
  });

  test('may end with a comment, and that with a backslash', async () => {
    const sources = [
      '.a # one',
      '.a # two\\',
      '[.a, # three\\\n four ) \n .b]',
      'def f: .a; f #\\\\',
    ];

    expect(await given(sources, '{"a":1,"b":2}')).toEqual([1, 1, [1, 2], 1]);
  });

  test.each([
    ['test("a.b")', '"a\\rb"', true],
    ['test("a.b")', '"a\\u2028b"', true],
    ['test("a.b")', '"a\\nb"', false],
    ['test("^a.+$")', '"a\\r\\n"', true],
    ['test("a\\\\.b")', '"a\\rb"', false],
  ])('have a dot that is all but a newline: %s of %s', async (expression, json, expected) => {
    expect(await only(expression, json)).toBe(expected);
  });

  test.each([
    [".a == 'x'", '.a == "x"'],
    ["'x'", '"x"'],
    ["if . == 'a' then 'b' else 'c' end", 'if . == "a" then "b" else "c" end'],
    ["test('x')", "test('x')"],
    [`"a ' b"`, `"a ' b"`],
    [`.a == "it's"`, `.a == "it's"`],
    [".a == ' x '", '.a == " x "'],
    ["'' + .a", '"" + .a'],
  ])('with single quotes: %s', (source, expected) => {
    expect(withDoubleQuotes(source)).toBe(expected);
  });
});

describe("jq's date functions are those of glibc", () => {
  /** An expression and what jq 1.8.2 makes of it with glibc, in UTC: one to a line. */
  const cases = readFileSync(new URL('./dates.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t') as [string, string]);

  test('in hundreds of formats', async () => {
    const values = await given(cases.map(([expression]) => expression));

    const shown = values.map((value) => (String(value).startsWith('fails: ') ? 'fails' : value));
    expect(cases.length).toBeGreaterThan(300);
    expect(cases.map(([expression], index) => [expression, shown[index]])).toEqual(
      cases.map(([expression, result]) => [
        expression,
        result === 'fails' ? result : (JSON.parse(result) as unknown),
      ]),
    );
  });

  test.each([
    ['1700000000 | strftime("%10a")', 'strftime: %10a is not supported here'],
    ['1e12 | todate', 'strftime: the year 33658 is not supported here'],
    ['1e18 | todate', 'gmtime: 1E+18 seconds are beyond what can be computed here'],
    ['"2023 366" | strptime("%Y %j")', 'strptime: 2023 has no day 366'],
  ])('or say that they are not: %s', async (expression, words) => {
    expect(await only(expression)).toBe(`fails: ${words}`);
  });

  test('and local time is UTC', async () => {
    expect(await given(['0 | localtime | mktime', '0 | strflocaltime("%H %Z %z")'])).toEqual([
      0,
      '00 UTC +0000',
    ]);
  });
});
