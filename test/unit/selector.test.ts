import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { selectorSchema } from '../../src/core/exporters/selector.ts';

const ACTIONS = ['GetQueueTagsAction', 'GetQueuePolicyAction', 'AAction', 'BAction'];
const schema = selectorSchema(ACTIONS);

/** What is wrong with a selector, each with the path of where. */
function problemsOf(selector: unknown, using = schema): string[] {
  const { error } = using.safeParse(selector);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('selectorSchema', () => {
  test('asks for a query alone, and fills in the rest', () => {
    expect(schema.parse({ query: 'true' })).toEqual({
      query: 'true',
      regionPolicy: { allow: [], deny: [] },
      includeActions: [],
    });
  });

  test('a selector without a query says what a query is', () => {
    expect(problemsOf({})).toEqual([
      'query: a jq expression is required; "true" takes every resource',
    ]);
  });

  test('a key that is almost one of ours is misspelt; another is let pass', () => {
    expect(problemsOf({ query: 'true', maxPerParents: 3, regionPolicies: {} })).toEqual([
      'maxPerParents: unknown key; did you mean maxPerParent?',
      'regionPolicies: unknown key; did you mean regionPolicy?',
    ]);
    expect(problemsOf({ query: 'true', somethingOfOceans: 1 })).toEqual([]);
  });

  test('half a region policy has the other half empty', () => {
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
    [
      'a number of days',
      { since: 30 },
      'since: must be a number of hours, days or weeks, like 12h',
    ],
    ['a word as number', { maxPerParent: 'x' }, 'maxPerParent: must be a whole number'],
  ])('%s in the wrong place is told in plain words', (_, wrong, problem) => {
    const history = selectorSchema(ACTIONS, { hasHistory: true });

    const problems = problemsOf({ query: 'true', ...wrong }, history);

    expect(problems[0]).toContain(problem);
    expect(problems.join()).not.toContain('Invalid input');
  });

  test('three actions may be included, a fourth may not', () => {
    const three = { query: 'true', includeActions: ACTIONS.slice(0, 3) };
    const four = { query: 'true', includeActions: ACTIONS };

    expect(schema.parse(three).includeActions).toEqual(ACTIONS.slice(0, 3));
    expect(problemsOf(four)).toEqual(['includeActions: at most 3 actions can be included']);
  });

  test('a misspelt action is an error that names the nearest and all valid ones', () => {
    const problems = problemsOf({
      query: 'true',
      includeActions: ['AAction', 'GetQueueTagAction'],
    });

    expect(problems).toEqual([
      `includeActions.1: unknown action "GetQueueTagAction"; did you mean GetQueueTagsAction? (valid: ${ACTIONS.join(', ')})`,
    ]);
  });

  test('an action that resembles none gets no guess', () => {
    const [problem] = problemsOf({ query: 'true', includeActions: ['Everything'] });

    expect(problem).toContain('unknown action "Everything" (valid: ');
  });

  test('a kind without optional actions says so', () => {
    const problems = problemsOf({ query: 'true', includeActions: ['AAction'] }, selectorSchema([]));

    expect(problems).toEqual([
      'includeActions.0: unknown action "AAction": this kind has no optional actions',
    ]);
  });

  test('no name but the kind’s own gets through', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom(...ACTIONS)), (name) => {
        const isTaken = problemsOf({ query: 'true', includeActions: [name] }).length === 0;

        expect(isTaken).toBe(ACTIONS.includes(name));
      }),
    );
  });

  test.each([0, -1, 1.5, '5', null, Number.NaN, Number.POSITIVE_INFINITY])(
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
