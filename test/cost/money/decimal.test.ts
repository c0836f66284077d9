import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  decimal,
  decimalText,
  DecimalError,
  dividedBy,
  minus,
  ONE,
  parseDecimal,
  parseRounded,
  plus,
  roundedText,
  smaller,
  sumOf,
  times,
  toNumber,
  ZERO,
  type Decimal,
} from '../../../src/cost/money/decimal.ts';

const SCALE = 18;
const UNITS = 10n ** BigInt(SCALE);
/** Enough for the price of anything, in any currency. */
const LARGEST = 10n ** 32n;

const units = fc.bigInt({ min: -LARGEST, max: LARGEST });
const value = units.map(ofUnits);
const divisor = value.filter((one) => one !== ZERO);

function ofUnits(one: bigint): Decimal {
  return decimal(`${one}e-${SCALE}`);
}

function sizeOf(one: bigint): bigint {
  return one < 0n ? -one : one;
}

/** The nearest integer to a fraction; of two that are equally near, the one further from zero. */
function nearest(numerator: bigint, denominator: bigint): bigint {
  const isNegative = numerator < 0n !== denominator < 0n;
  const [above, below] = [sizeOf(numerator), sizeOf(denominator)];
  const whole = above / below;
  const up = 2n * (above - whole * below) >= below ? 1n : 0n;
  return isNegative ? -(whole + up) : whole + up;
}

describe('an exact decimal', () => {
  test('its text is the same number, with nothing lost and no zeros at the end', () => {
    fc.assert(
      fc.property(units, (one) => {
        const text = decimalText(ofUnits(one));

        expect(decimal(text)).toBe(one);
        expect(text).toMatch(/^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/);
      }),
    );
  });

  test('any spelling of a number is the same number', () => {
    fc.assert(
      fc.property(units, fc.integer({ min: 0, max: 30 }), (one, zeros) => {
        const isNegative = one < 0n;
        const digits = sizeOf(one)
          .toString()
          .padStart(SCALE + 1, '0');
        const point = `${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`;
        const sign = isNegative ? '-' : '+';

        expect(decimal(` ${sign}${'0'.repeat(zeros)}${point} `)).toBe(one);
        expect(decimal(`${one}E-${SCALE}`)).toBe(one);
        expect(decimal(`${one}${'0'.repeat(zeros)}e-${SCALE + zeros}`)).toBe(one);
      }),
    );
  });

  test('a number counts by its shortest decimal form', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e15, max: 1e15, noNaN: true }), (number) => {
        const exact = decimal(number);

        // Digits after the 18th are rounded.
        expect(Math.abs(toNumber(exact) - number)).toBeLessThanOrEqual(1e-18);
        expect(decimal(0.1)).toBe(UNITS / 10n);
      }),
    );
  });

  test.each([
    '',
    '.',
    '-',
    'e5',
    '1,000',
    '0x10',
    'Infinity',
    '1e1000',
    '1e-19',
    '0.0000000000000000001',
  ])('%j is not a decimal number', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
    expect(() => decimal(text)).toThrow(DecimalError);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('%d is not a decimal number', (number) => {
    expect(() => decimal(number)).toThrow(DecimalError);
  });

  test('a double of others is rounded to the last digit, half away from zero', () => {
    for (const [text, wanted] of [
      ['1.879E-7', '0.0000001879'],
      ['1.2345678901234567E-10', '0.000000000123456789'],
      ['-0.0000000000000000005', '-0.000000000000000001'],
      ['4.9e-19', '0'],
      ['604.4560000000000172803993336856365203857421875', '604.45600000000001728'],
    ] as const) {
      const found = parseRounded(text);
      expect([text, found === undefined ? undefined : decimalText(found)]).toEqual([text, wanted]);
    }
    for (const text of ['', '-', 'N/A', '1,5', '0x1', '1e', 'Infinity']) {
      expect([text, parseRounded(text)]).toEqual([text, undefined]);
    }
    fc.assert(
      fc.property(units, (one) => {
        expect(parseRounded(decimalText(ofUnits(one)))).toBe(one);
      }),
    );
  });
});

describe('arithmetic', () => {
  test('sums and differences are those of integers', () => {
    fc.assert(
      fc.property(fc.array(value), value, (values, other) => {
        const sum = values.reduce((total, one) => total + one, 0n);

        expect(sumOf(values)).toBe(sum);
        expect(values.reduce(plus, ZERO)).toBe(sum);
        expect(minus(sumOf([...values, other]), other)).toBe(sum);
        expect(smaller(sumOf(values), other)).toBe(sum < other ? sum : other);
      }),
    );
  });

  test('a product is the nearest decimal to the exact one', () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(times(one, other)).toBe(nearest(one * other, UNITS));
        expect(times(one, ONE)).toBe(one);
      }),
    );
  });

  test('the product of a price and a quantity is exact: AWS has 12 digits, a bill 6', () => {
    const price = fc.bigInt({ min: 0n, max: 10n ** 18n });
    const quantity = fc.bigInt({ min: 0n, max: 10n ** 18n });
    fc.assert(
      fc.property(price, quantity, (one, other) => {
        expect(times(decimal(`${one}e-12`), decimal(`${other}e-6`))).toBe(one * other);
      }),
    );
  });

  test('a quotient is the nearest decimal to the exact one', () => {
    fc.assert(
      fc.property(value, divisor, (one, other) => {
        expect(dividedBy(one, other)).toBe(nearest(one * UNITS, other));
        expect(dividedBy(times(decimal('730'), other), other)).toBe(decimal('730'));
      }),
    );
  });

  test('half of the last digit is rounded away from zero', () => {
    const last = ofUnits(1n);
    const half = decimal('0.5');

    expect(times(last, half)).toBe(1n);
    expect(times(minus(ZERO, last), half)).toBe(-1n);
    expect(dividedBy(last, decimal('2'))).toBe(1n);
    expect(dividedBy(last, decimal('-2'))).toBe(-1n);
    expect(dividedBy(last, decimal('3'))).toBe(0n);
  });
});

test('a shown amount is the nearest one, with exactly its digits', () => {
  fc.assert(
    fc.property(value, fc.integer({ min: 0, max: SCALE }), (one, digits) => {
      const shown = roundedText(one, digits);
      const step = 10n ** BigInt(SCALE - digits);

      expect(decimal(shown)).toBe(nearest(one, step) * step);
      expect(shown.split('.')[1]?.length ?? 0).toBe(digits);
    }),
  );
});
