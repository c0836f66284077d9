import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  goBoolean,
  goDuration,
  goList,
  parseGoFlags,
  type GoFlag,
} from '../../src/cli/go-flags.ts';

const FLAGS: readonly GoFlag[] = [
  { name: 'provider' },
  { name: 'aws.services' },
  { name: 'scrape-interval' },
  { name: 'aws.ec2.capacity-blocks', isBoolean: true },
];
const TEXT_FLAGS = FLAGS.filter(({ isBoolean }) => isBoolean !== true).map(({ name }) => name);

function parsed(...args: readonly string[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(parseGoFlags(args, FLAGS));
}

describe('flags in the style of Go', () => {
  test('any value comes back as it was given, in all four spellings', () => {
    const given = fc.array(
      fc.record({
        name: fc.constantFrom(...TEXT_FLAGS),
        value: fc.string(),
        dashes: fc.constantFrom('-', '--'),
        isAttached: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(given, (list) => {
        const args = list.flatMap(({ name, value, dashes, isAttached }) =>
          isAttached ? [`${dashes}${name}=${value}`] : [`${dashes}${name}`, value],
        );

        const values = parseGoFlags(args, FLAGS);

        for (const name of TEXT_FLAGS) {
          const expected = list.filter((one) => one.name === name).map(({ value }) => value);
          expect(values.get(name) ?? []).toEqual(expected);
        }
      }),
    );
  });

  test('any text is either parsed or refused as usage, and never throws anything else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('--', '-', '-=x', '---'))),
        (args) => {
          try {
            parseGoFlags(args, FLAGS);
          } catch (error) {
            expect(error).toMatchObject({ name: 'ConfigurationError' });
          }
        },
      ),
    );
  });

  test('a boolean takes its value only after the equals sign', () => {
    expect(parsed('-aws.ec2.capacity-blocks', '-provider', 'aws')).toEqual({
      'aws.ec2.capacity-blocks': ['true'],
      provider: ['aws'],
    });
    expect(parsed('--aws.ec2.capacity-blocks=false')).toEqual({
      'aws.ec2.capacity-blocks': ['false'],
    });
    expect(() => parsed('-aws.ec2.capacity-blocks', 'false')).toThrow('"false" is not a flag');
  });

  test.each([
    [['-aws.servces=EC2'], '-aws.servces: unknown flag; did you mean -aws.services?'],
    [['-nonsense-altogether'], '-nonsense-altogether: unknown flag'],
    [['-provider'], '-provider: the value is missing'],
    [['EC2'], '"EC2" is not a flag, and would have no effect'],
    [['--', 'EC2'], '"EC2" is not a flag, and would have no effect'],
    [['-=aws'], '"-=aws" is not a flag'],
    [['---provider=aws'], '"---provider=aws" is not a flag'],
  ])('%j is refused: %s', (args, message) => {
    expect(() => parsed(...args)).toThrow(message);
  });

  test('two dashes alone end the flags', () => {
    expect(parsed('-provider=aws', '--')).toEqual({ provider: ['aws'] });
  });
});

test('lists may be repeated, and separated by commas; a name counts once', () => {
  expect(goList(['EC2, S3', 'RDS,', 'EC2'])).toEqual(['EC2', 'S3', 'RDS']);
});

test.each([
  ['1h30m', 5_400_000],
  ['90s', 90_000],
  ['1.5h', 5_400_000],
  ['.5s', 500],
  ['1h2m3s4ms', 3_723_004],
  ['+10s', 10_000],
  ['0', 0],
  ['0s', 0],
])('the duration %s is %d ms', (text, milliseconds) => {
  expect(goDuration('scrape-interval', text)).toBe(milliseconds);
});

test('every duration in milliseconds survives being written as hours, minutes and seconds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (milliseconds) => {
      const hours = Math.floor(milliseconds / 3_600_000);
      const minutes = Math.floor((milliseconds % 3_600_000) / 60_000);
      const text = `${hours}h${minutes}m${Math.floor((milliseconds % 60_000) / 1_000)}s${milliseconds % 1_000}ms`;

      expect(goDuration('scrape-interval', text)).toBe(milliseconds);
    }),
  );
});

test.each(['', '5', '-5s', '5 s', '5d', '5ss', 's', '1h-5m', 'NaNs', '1e3s', '10000h'])(
  '%j is not a duration',
  (text) => {
    expect(() => goDuration('scrape-interval', text)).toThrow(
      `-scrape-interval: "${text}" is not a duration`,
    );
  },
);

test.each([
  ['t', true],
  ['1', true],
  ['False', false],
] as const)('the boolean %s is %s', (text, value) => {
  expect(goBoolean('list-services', text)).toBe(value);
});

test('another text is no boolean', () => {
  expect(() => goBoolean('list-services', 'yes')).toThrow('"yes" is neither true nor false');
});
