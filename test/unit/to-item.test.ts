import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pascalKeys } from '../../src/core/exporters/pascal-keys.ts';
import { timestamp, toItem } from '../../src/core/exporters/to-item.ts';
import { PreciseDate } from '../../src/lib/precise-date.ts';

/** A response from AWS, a few levels deep. */
const answers = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.date({ noInvalidDate: true }),
    fc.uint8Array({ maxLength: 8 }),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  structure: fc.dictionary(
    fc.oneof(fc.constantFrom('$metadata', 'Tags', 'Name'), fc.string({ maxLength: 5 })),
    fc.option(tie('value'), { nil: undefined }),
    { maxKeys: 5 },
  ),
  value: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('list'), tie('structure')),
})).structure;

/** Every value inside, including the outermost, with its name. */
function* members(value: unknown, name = ''): Generator<readonly [name: string, value: unknown]> {
  yield [name, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) yield* members(member, key);
}

describe('toItem', () => {
  test('returns only plain data: it equals its own JSON', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const item = toItem(answer);

        expect(JSON.parse(JSON.stringify(item))).toEqual(item);
        for (const [name, value] of members(item)) {
          expect(name).not.toBe('$metadata');
          expect(value).not.toBeUndefined();
          expect(value).not.toBeInstanceOf(Date);
          expect(value).not.toBeInstanceOf(Uint8Array);
        }
      }),
    );
  });

  test('is idempotent', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const once = JSON.stringify(toItem(answer));

        expect(JSON.stringify(toItem(JSON.parse(once)))).toBe(once);
      }),
    );
  });

  test('converts timestamps and bytes to text, at any depth', () => {
    const at = new Date('2024-01-02T03:04:05Z');

    const item = toItem({
      CreatedAt: at,
      Groups: [{ Since: at, Blob: new Uint8Array([1, 2, 3]) }, [at]],
    });

    expect(item).toEqual({
      CreatedAt: '2024-01-02T03:04:05Z',
      Groups: [{ Since: '2024-01-02T03:04:05Z', Blob: 'AQID' }, ['2024-01-02T03:04:05Z']],
    });
  });

  test('drops undefined and $metadata at any depth, and keeps null, false, zero and empty', () => {
    const item = toItem({
      $metadata: { requestId: 'x' },
      Missing: undefined,
      Policy: { $metadata: {}, Missing: undefined, Nothing: null, Off: false, Zero: 0, Text: '' },
      List: [{ Missing: undefined }, []],
    });

    expect(item).toStrictEqual({
      Policy: { Nothing: null, Off: false, Zero: 0, Text: '' },
      List: [{}, []],
    });
  });

  test('returns the same object if nothing changes', () => {
    const tags = [{ Key: 'team', Value: 'billing' }];
    const answer = { Tags: tags, CreatedAt: new Date(0) };

    const item = toItem(answer);

    expect(item).toHaveProperty('Tags', tags);
    expect(Reflect.get(Object(item) as object, 'Tags')).toBe(tags);
  });

  test.each([
    ['2024-01-02T03:04:05.000Z', '2024-01-02T03:04:05Z'],
    ['2024-01-02T03:04:05.123Z', '2024-01-02T03:04:05.123000Z'],
    ['2024-01-02T03:04:05.100Z', '2024-01-02T03:04:05.100000Z'],
    ['2024-01-02T03:04:05.001Z', '2024-01-02T03:04:05.001000Z'],
    ['2024-06-30T23:59:59.999+02:00', '2024-06-30T21:59:59.999000Z'],
  ])('writes %s as %s', (at, expected) => {
    expect(timestamp(new Date(at))).toBe(expected);
  });

  test.each([
    [1_704_164_645_123_456, '2024-01-02T03:04:05.123456Z'],
    [1_704_164_645_000_001, '2024-01-02T03:04:05.000001Z'],
    [1_704_164_645_999_999, '2024-01-02T03:04:05.999999Z'],
  ])('keeps microseconds: %d', (microseconds, expected) => {
    expect(toItem({ At: new PreciseDate(microseconds) })).toEqual({ At: expected });
  });

  test('a timestamp is the same moment, to the millisecond', () => {
    const times = fc.date({ noInvalidDate: true });

    fc.assert(
      fc.property(times, (at) => {
        expect(Date.parse(timestamp(at))).toBe(at.getTime());
      }),
    );
  });

  test('omits an invalid time, such as an empty XML element', () => {
    const empty = new Date('');

    expect(toItem({ Id: 'db', Time: empty, Nested: { Time: empty } })).toEqual({
      Id: 'db',
      Nested: {},
    });
  });
});

describe('pascalKeys', () => {
  test('capitalizes only the first letter of top-level names', () => {
    const source = { clusterArn: 'arn', statistics: [{ name: 'running', value: '1' }], Tags: [] };

    expect(pascalKeys(source)).toEqual({
      ClusterArn: 'arn',
      Statistics: [{ name: 'running', value: '1' }],
      Tags: [],
    });
  });

  test('does not change its source, and keeps values unchanged', () => {
    const source = Object.freeze({ settings: [{ name: 'containerInsights' }] });

    const result = pascalKeys(source);

    expect(result.Settings).toBe(source.settings);
    expect(Object.keys(source)).toEqual(['settings']);
  });
});
