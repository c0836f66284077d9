import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JqEvaluator } from '../../../src/mapping/jq/evaluator.ts';
import { type Expression, readExpression } from '../../../src/mapping/jq/expression.ts';
import { JqFailure } from '../../../src/mapping/jq/jq-failure.ts';

/** An expression and the item it was written for, one to a line. */
const CASES = readFileSync(new URL('./expressions.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => {
    const [filter = '', input = 'null'] = line.split('\t');
    return { expression: readExpression(filter), item: JSON.parse(input) as unknown };
  });

/** Those that are left to jq have nothing to be compared. */
const NATIVE = CASES.filter(({ expression }) => expression.native !== undefined);

/** One start of jq serves many expressions. */
const CASES_PER_GROUP = 20;
const GROUPS = Array.from({ length: Math.ceil(NATIVE.length / CASES_PER_GROUP) }, (_, index) => {
  const cases = NATIVE.slice(index * CASES_PER_GROUP, (index + 1) * CASES_PER_GROUP);
  return [`${cases[0]?.expression.source ?? ''} and what follows it`, cases] as const;
});

/** Every expression also meets items that it was not written for. */
const STRANGERS: readonly unknown[] = [
  null,
  false,
  -7,
  2.5,
  '',
  'a,b é😀\n"x"',
  [],
  [3, 'b', null, [1], { a: 1 }, true, 'a', 3],
  { a: { b: [1, 2, { c: 'x' }] }, Tags: [{ Key: 'team', Value: 'pay' }], Name: 'n', key: 'k' },
  { Tags: {}, a: null, b: false, value: 0, 'a b': 1, '1': 'one', undefined: undefined },
];

/** The value, or the failure's words: jq counts what JavaScript calls negative zero as zero. */
function shown(value: unknown): unknown {
  if (value instanceof JqFailure) return { failure: value.message };
  return { value: JSON.parse(JSON.stringify(value)) as unknown };
}

function byJq(expression: Expression): Expression {
  return { ...expression, native: undefined };
}

describe('expressions evaluated in this process', () => {
  const evaluator = new JqEvaluator();
  afterAll(() => evaluator[Symbol.asyncDispose]());

  async function bothWays(expressions: readonly Expression[], items: readonly unknown[]) {
    const here = await evaluator.evaluate(expressions, items);
    const there = await evaluator.evaluate(expressions.map(byJq), items);
    return { here: here.map((row) => row.map(shown)), there: there.map((row) => row.map(shown)) };
  }

  it('are most of those that mappings are made of', () => {
    expect(NATIVE.length).toBeGreaterThan(300);
  });

  it.each(GROUPS)('give what jq gives, on their own items and on others: %s', async (_, cases) => {
    const sources = cases.map(({ expression }) => expression.source);
    const items = [...cases.map(({ item }) => item), ...STRANGERS];

    const { here, there } = await bothWays(
      cases.map(({ expression }) => expression),
      items,
    );

    // Row by row, so that a failure names its expressions.
    const named = (rows: typeof here) => rows.map((row) => ({ sources, row }));
    expect(named(here)).toEqual(named(there));
  });

  it('give what jq gives for any path, comparison and alternative on any item', async () => {
    const name = fc.constantFrom('a', 'b', 'Tags', 'Key');
    const path = fc
      .array(name, { minLength: 1, maxLength: 3 })
      .map((names) => `.${names.join('.')}`);
    const literal = fc.oneof(
      fc.constantFrom('null', 'true', 'false', '"a"', '""', '[]', '{}', '0', '1.5'),
      path,
    );
    const operator = fc.constantFrom(
      '==',
      '!=',
      '<',
      '>=',
      '//',
      '+',
      '-',
      '*',
      '/',
      '%',
      'and',
      'or',
    );
    const expression = fc
      .tuple(
        path,
        operator,
        literal,
        fc.constantFrom('', ' | type', ' | tostring', '?', ' | length'),
      )
      .map(([left, between, right, end]) =>
        end === '?' ? `(${left} ${between} ${right})?` : `${left} ${between} ${right}${end}`,
      );
    const value = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(null, true, false, 0, -1, 1.5, '', 'a', 'é😀', '\uFF61'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(name, tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    await fc.assert(
      fc.asyncProperty(
        fc.array(expression, { minLength: 1, maxLength: 8 }),
        fc.array(value, { minLength: 1, maxLength: 8 }),
        async (sources, items) => {
          const { here, there } = await bothWays(sources.map(readExpression), items);
          expect(here).toEqual(there);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('order texts and values as jq does', async () => {
    const text = fc
      .string({ unit: 'binary', maxLength: 4 })
      .filter((value) => !/\p{Surrogate}/u.test(value));
    const value = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text));
    const expressions = [
      'sort',
      'unique',
      'min',
      'max',
      'group_by(length?)',
      'map(length?)',
      'sort_by(type)',
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(value), async (item) => {
        const { here, there } = await bothWays(expressions.map(readExpression), [item]);
        expect(here).toEqual(there);
      }),
      { numRuns: 60 },
    );
  });
});
