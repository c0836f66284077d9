import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { editDistance, nearest, nearestWithin } from '../../src/lib/nearest.ts';

/** Optimal string alignment by its definition: simple and slow. */
function byDefinition(one: string, other: string): number {
  if (one === '') return other.length;
  if (other === '') return one.length;
  const rest = byDefinition(one.slice(0, -1), other.slice(0, -1));
  const isSwap = one.at(-1) === other.at(-2) && one.at(-2) === other.at(-1);
  const isLongEnough = one.length > 1 && other.length > 1;
  return Math.min(
    byDefinition(one.slice(0, -1), other) + 1,
    byDefinition(one, other.slice(0, -1)) + 1,
    rest + Number(one.at(-1) !== other.at(-1)),
    isSwap && isLongEnough
      ? byDefinition(one.slice(0, -2), other.slice(0, -2)) + 1
      : Number.POSITIVE_INFINITY,
  );
}

const shortText = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 5 });

describe('editDistance', () => {
  test('equals the definition', () => {
    fc.assert(
      fc.property(shortText, shortText, (one, other) => {
        expect(editDistance(one, other)).toBe(byDefinition(one, other));
      }),
    );
  });

  test('stops counting beyond the limit, and never misjudges which side of it a pair is on', () => {
    fc.assert(
      fc.property(shortText, shortText, fc.nat(5), (one, other, most) => {
        const exact = byDefinition(one, other);
        const counted = editDistance(one, other, most);
        if (exact <= most) expect(counted).toBe(exact);
        else expect(counted).toBeGreaterThan(most);
      }),
    );
  });

  test('two swapped letters are one edit, in any position', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 2, maxLength: 30 }), fc.nat(), (text, seed) => {
        const place = seed % (text.length - 1);
        const [first = '', second = ''] = [text[place], text[place + 1]];
        const swapped = `${text.slice(0, place)}${second}${first}${text.slice(place + 2)}`;
        expect(editDistance(text, swapped)).toBe(first === second ? 0 : 1);
      }),
    );
  });
});

describe('nearest', () => {
  test.each([
    ['accountRoleArm', 'accountRoleArn'],
    ['accuontRoleArn', 'accountRoleArn'],
    ['EXTERNALID', 'externalId'],
    ['something', undefined],
    ['', undefined],
  ])('%s: %s', (name, expected) => {
    expect(nearest(name, ['accountRoleArns', 'accountRoleArn', 'externalId'])).toBe(expected);
  });

  test('within a limit, the first of the nearest', () => {
    const kinds = ['AWS::S3::Bucket', 'AWS::SQS::Queue'];

    expect(nearestWithin('AWS::S3::Bukcet', kinds, 2)).toBe('AWS::S3::Bucket');
    expect(nearestWithin('AWS::SQS::Qeueu', kinds, 2)).toBe('AWS::SQS::Queue');
    expect(nearestWithin('AWS::S3::Packets', kinds, 2)).toBeUndefined();
    expect(nearestWithin('anything', [], 2)).toBeUndefined();
  });
});
