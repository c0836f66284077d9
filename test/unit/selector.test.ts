import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MOST_ACTIONS, selectorSchema, unknownActions } from '../../src/core/exporters/selector.ts';

const ACTIONS = ['GetQueueTagsAction', 'GetQueuePolicyAction', 'AAction', 'BAction'];
const NAMES = { most: MOST_ACTIONS, defaults: ['ListQueuesAction'], options: ACTIONS };
const schema = selectorSchema(NAMES);

/** The errors of a selector, with their paths. */
function problemsOf(selector: unknown, using = schema): string[] {
  const { error } = using.safeParse(selector);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('selectorSchema', () => {
  test('requires only a query, and fills in the rest', () => {
    expect(schema.parse({ query: 'true' })).toEqual({
      query: 'true',
      regionPolicy: { allow: [], deny: [] },
      includeActions: [],
    });
  });

  test('without a query, the error explains what a query is', () => {
    expect(problemsOf({})).toEqual([
      'query: a jq expression is required; "true" selects every resource',
    ]);
  });

  test('a key that is similar to a known one is an error; others are ignored', () => {
    expect(
      problemsOf({ query: 'true', includeCost: true, maxPerParents: 3, regionPolicies: {} }),
    ).toEqual([
      'includeCost: unknown key; did you mean includeCosts?',
      'maxPerParents: unknown key; did you mean maxPerParent?',
      'regionPolicies: unknown key; did you mean regionPolicy?',
    ]);
    expect(problemsOf({ query: 'true', somethingOfOceans: 1 })).toEqual([]);
  });

  test('in a partial region policy, the other part is empty', () => {
    const { regionPolicy } = schema.parse({ query: 'true', regionPolicy: { deny: ['eu-west-1'] } });

    expect(regionPolicy).toEqual({ allow: [], deny: ['eu-west-1'] });
  });

  test.each<[string, object, string]>([
    ['a region', { regionPolicy: 'eu-west-1' }, 'regionPolicy: must be a map with "allow"'],
    ['a list', { regionPolicy: ['eu-west-1'] }, 'regionPolicy: must be a map with "allow"'],
    ['nothing', { regionPolicy: null }, 'regionPolicy: must be a map with "allow"'],
    ['text', { regionPolicy: { allow: 'x' } }, 'regionPolicy.allow: must be a list of regions'],
    [
      'numbers',
      { regionPolicy: { deny: [1] } },
      'regionPolicy.deny.0: must be the name of a region',
    ],
    ['an action', { includeActions: 'AAction' }, 'includeActions: must be a list of actions'],
    ['a number', { includeActions: [7] }, 'includeActions.0: must be the name of an action'],
    ['a word', { maxConcurrentAccounts: 'x' }, 'maxConcurrentAccounts: must be a whole number'],
    ['a half', { maxConcurrentAccounts: 1.5 }, 'maxConcurrentAccounts: must be a whole number'],
    ['a yes', { includeCosts: 'yes' }, 'includeCosts: must be true or false'],
    [
      'a number of days',
      { since: 30 },
      'since: must be a number of hours, days or weeks, like 12h',
    ],
    ['a word as number', { maxPerParent: 'x' }, 'maxPerParent: must be a whole number'],
  ])('%s in the wrong place is explained plainly', (_, wrong, problem) => {
    const history = selectorSchema(NAMES, { hasHistory: true });

    const problems = problemsOf({ query: 'true', ...wrong }, history);

    expect(problems[0]).toContain(problem);
    expect(problems.join()).not.toContain('Invalid input');
  });

  test('three actions can be included, but not a fourth', () => {
    const three = { query: 'true', includeActions: ACTIONS.slice(0, 3) };
    const four = { query: 'true', includeActions: ACTIONS };

    expect(schema.parse(three).includeActions).toEqual(ACTIONS.slice(0, 3));
    expect(problemsOf(four)).toEqual(['includeActions: at most 3 actions can be included']);
  });

  test('a default action can be named: it runs anyway', () => {
    const selector = { query: 'true', includeActions: ['ListQueuesAction', 'AAction'] };

    expect(schema.parse(selector).includeActions).toEqual(['AAction']);
    expect(unknownActions(selector, NAMES)).toEqual([]);
  });

  test('a misspelled action is ignored, with a warning that has the most similar and all valid ones', () => {
    const selector = { query: 'true', includeActions: ['AAction', 'GetQueueTagAction'] };

    expect(schema.parse(selector).includeActions).toEqual(['AAction']);
    expect(unknownActions(selector, NAMES)).toEqual([
      {
        index: 1,
        message: `unknown action "GetQueueTagAction" is ignored; did you mean GetQueueTagsAction? (valid: ${ACTIONS.join(', ')})`,
      },
    ]);
  });

  test('an unlike action gets no suggestion', () => {
    const [unknown] = unknownActions({ includeActions: ['Everything'] }, NAMES);

    expect(unknown?.message).toContain('unknown action "Everything" is ignored (valid: ');
  });

  test('a kind without optional actions says so', () => {
    const names = { defaults: [], options: [], most: MOST_ACTIONS };

    expect(unknownActions({ includeActions: ['AAction'] }, names)).toEqual([
      {
        index: 0,
        message: 'unknown action "AAction" is ignored: this kind has no optional actions',
      },
    ]);
  });

  test('only the kind’s own names are accepted', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom(...ACTIONS)), (name) => {
        const { includeActions } = schema.parse({ query: 'true', includeActions: [name] });

        expect(includeActions).toEqual(ACTIONS.includes(name) ? [name] : []);
      }),
    );
  });

  test('maxConcurrentAccounts of 0 means 5, as in Ocean', () => {
    const selector = schema.parse({ query: 'true', maxConcurrentAccounts: 0 });

    expect(selector.maxConcurrentAccounts).toBe(5);
  });

  test.each([-1, 1.5, '5', null, Number.NaN, Number.POSITIVE_INFINITY])(
    'maxConcurrentAccounts of %p is an error',
    (maxConcurrentAccounts) => {
      const problems = problemsOf({ query: 'true', maxConcurrentAccounts });

      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(/^maxConcurrentAccounts: /);
    },
  );

  test.each([1, 5, 10_000])('maxConcurrentAccounts of %p is taken', (maxConcurrentAccounts) => {
    const selector = schema.parse({ query: 'true', maxConcurrentAccounts });

    expect(selector.maxConcurrentAccounts).toBe(maxConcurrentAccounts);
  });
});
