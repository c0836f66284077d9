import { expect, test } from '@jest/globals';
import { compare, describeMismatch, fieldsOf, plain, type ActualItem } from './compare.ts';

const QUEUE = { kind: 'AWS::SQS::Queue', key: ['QueueUrl'], reach: 'region' } as const;
const PLACE = { accountId: '1', region: 'eu-west-1' };
const CONTEXT = { AccountId: '1', Region: 'eu-west-1' };

function expected(properties: Readonly<Record<string, unknown>>): Parameters<typeof compare>[1] {
  return [{ ...PLACE, context: CONTEXT, properties: { QueueUrl: 'u', ...properties } }];
}

function actual(properties: Readonly<Record<string, unknown>>, context = CONTEXT): ActualItem {
  return {
    Type: QUEUE.kind,
    Properties: { QueueUrl: 'u', ...properties },
    __ExtraContext: context,
  };
}

test('equal items are equal', () => {
  const tags = [
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '2' },
  ];
  const found = compare(
    QUEUE,
    expected({ Tags: tags, At: new Date('2024-01-02T03:04:05.123Z'), None: undefined }),
    [actual({ Tags: [...tags].reverse(), At: '2024-01-02T03:04:05.123000Z' })],
  );

  expect(found).toEqual([]);
});

test('microseconds refine the SDK’s dates, and do not contradict them', () => {
  const differences = (at: string): number =>
    compare(QUEUE, expected({ At: new Date('2024-01-02T03:04:05.123Z') }), [actual({ At: at })])
      .length;

  expect(differences('2024-01-02T03:04:05.123456Z')).toBe(0);
  expect(differences('2024-01-02T03:04:05.122688Z')).toBe(0);
  expect(differences('2024-01-02T03:04:05.125456Z')).toBe(1);
  expect(differences('2024-01-02T03:05:05.123456Z')).toBe(1);
});

test.each([
  ['another value', { A: { B: 1 } }, { A: { B: '1' } }, 'A.B'],
  ['a missing field', { A: { B: 1, C: 2 } }, { A: { B: 1 } }, 'A.C'],
  ['a surplus field', { A: [{ B: 1 }] }, { A: [{ B: 1, C: 2 }] }, 'A[0].C'],
  ['a missing element', { A: [1, 2] }, { A: [1] }, 'A[1]'],
  ['a surplus element', { A: [1] }, { A: [1, 2] }, 'A[1]'],
  ['another order', { A: [1, 2] }, { A: [2, 1] }, 'A[0]'],
  ['null for nothing', {}, { A: null }, 'A'],
  ['another tag', { Tags: [{ Key: 'a', Value: '1' }] }, { Tags: [{ Key: 'a' }] }, 'Tags[0].Value'],
])('%s is reported', (_, one, other, field) => {
  const [first] = compare(QUEUE, expected(one), [actual(other)]);

  expect(first).toMatchObject({ ...PLACE, kind: QUEUE.kind, resource: 'u', field });
});

test('a resource that is missing, extra, repeated or elsewhere is reported', () => {
  const elsewhere = actual({}, { ...CONTEXT, Region: 'us-east-1' });

  expect(compare(QUEUE, expected({}), [])).toHaveLength(1);
  expect(compare(QUEUE, [], [actual({})])).toHaveLength(1);
  expect(compare(QUEUE, expected({}), [actual({}), actual({})])).toHaveLength(1);
  expect(compare(QUEUE, expected({}), [elsewhere])).toHaveLength(2);
});

test('a mismatch has the place, the expected and the actual value', () => {
  const [first] = compare(QUEUE, expected({ A: 1 }), [actual({ A: '1' })]);

  expect(first && describeMismatch(first)).toBe(
    ['AWS::SQS::Queue in 1 eu-west-1: u', '  A', '    expected: 1', '    actual:   "1"'].join('\n'),
  );
});

test('fields are reported once for all elements of a list', () => {
  const item = plain({ A: [{ B: 1 }, { B: 2, C: [] }], D: new Date(0), E: undefined });

  expect([...new Set(fieldsOf(item))]).toEqual(['A[].B', 'A[].C', 'D']);
});
