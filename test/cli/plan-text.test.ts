import { expect, test } from '@jest/globals';
import { createColors } from 'picocolors';
import { PlanText } from '../../src/cli/plan-text.ts';
import type { PlanEntry } from '../../src/catalog/write/plan-target.ts';

const PLAIN = { colours: createColors(false), width: undefined };

function textOf(entries: readonly PlanEntry[]): readonly string[] {
  const text = new PlanText();
  for (const entry of entries) text.add(entry);
  return [...text.lines(PLAIN)];
}

function updates(count: number, before: (n: number) => unknown): readonly PlanEntry[] {
  return Array.from({ length: count }, (_, n) => ({
    action: 'update' as const,
    blueprint: 'sqsQueue',
    identifier: `queue-${n}`,
    changes: [{ field: 'properties.region', before: before(n), after: 'eu-west-1' }],
  }));
}

test('few entities are told one by one', () => {
  expect(textOf(updates(2, () => null))).toEqual([
    '~ change   sqsQueue queue-0\n             properties.region: null → "eu-west-1"',
    '~ change   sqsQueue queue-1\n             properties.region: null → "eu-west-1"',
  ]);
});

test('the same change of many entities is told once, with how many and an example', () => {
  expect(textOf(updates(1_234, () => null))).toEqual([
    [
      '~ change   1,234 sqsQueue: properties.region',
      '             1,234 × properties.region: null → "eu-west-1" (for example queue-0)',
    ].join('\n'),
  ]);
});

test('changes of the same field to many values have examples', () => {
  expect(textOf(updates(50, (n) => n))).toEqual([
    [
      '~ change   50 sqsQueue: properties.region',
      '             for example queue-0: properties.region: 0 → "eu-west-1"',
      '             for example queue-1: properties.region: 1 → "eu-west-1"',
      '             for example queue-2: properties.region: 2 → "eu-west-1"',
      '             … (--json has all of them)',
    ].join('\n'),
  ]);
});

test('blueprints come first, what Port would reject last; counts are by blueprint and action', () => {
  const text = new PlanText();
  const reason = 'properties.size must be number, and is string';
  text.add({ action: 'reject', blueprint: 'sqsQueue', identifier: 'a', reason });
  text.add({ action: 'withhold', blueprint: 's3Bucket', identifier: 'b', reason: 'denied' });
  text.add({ action: 'delete', blueprint: 's3Bucket', identifier: 'c' });
  text.add({ action: 'create', blueprint: 'sqsQueue', identifier: 'd' });
  text.add({ action: 'create', blueprint: 'sqsQueue', identifier: 'e' });
  text.add({ action: 'extend-blueprint', blueprint: 's3Bucket', fields: ['properties.arn'] });
  text.add({ action: 'create-blueprint', blueprint: 'sqsQueue' });

  expect([...text.lines(PLAIN)]).toEqual([
    '+ blueprint sqsQueue',
    '~ blueprint s3Bucket: properties.arn',
    '+ create   sqsQueue d',
    '+ create   sqsQueue e',
    '- delete   s3Bucket c',
    '! withhold s3Bucket b: their scope could not be read: denied',
    `x reject   sqsQueue a: ${reason}`,
  ]);
  expect(text.counts).toEqual({
    s3Bucket: { withhold: 1, delete: 1, 'extend-blueprint': 1 },
    sqsQueue: { reject: 1, create: 2, 'create-blueprint': 1 },
  });
  expect(text.summary(undefined).split('\n')).toEqual([
    'Blueprint  create blueprint  extend blueprint  create  delete  withhold  reject',
    's3Bucket                                    1               1         1',
    'sqsQueue                  1                         2                         1',
  ]);
});

test('a plan of many different reasons and values does not grow without end', () => {
  const text = new PlanText();
  for (let n = 0; n < 20_000; n += 1) {
    text.add({ action: 'reject', blueprint: 'b', identifier: `${n}`, reason: `reason ${n}` });
  }

  const lines = [...text.lines(PLAIN)];

  expect(lines.length).toBeLessThan(600);
  expect(lines.join('\n')).toContain('19,500 b: for several reasons');
  expect(text.counts).toEqual({ b: { reject: 20_000 } });
});
