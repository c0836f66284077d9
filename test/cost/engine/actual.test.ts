import { describe, expect, test } from '@jest/globals';
import { actualPeriod } from '../../../src/cost/engine/actual/actual-period.ts';
import { periodText, ratesOf } from '../../../src/cost/engine/actual/actual-rates.ts';
import { billNames } from '../../../src/cost/engine/actual/bill-names.ts';
import { chargedCosts } from '../../../src/cost/engine/actual/charged-cost.ts';
import { resultRow } from '../../../src/cost/engine/output/result-json.ts';
import { decimal, roundedText } from '../../../src/cost/money/decimal.ts';
import { preview, resourceOf, step, volume } from './plan-documents.ts';

const NOW = Date.parse('2025-03-15T12:00:00Z');
const at = (text: string): number => Date.parse(text);
const days = (from: string, to: string): { start: number; end: number } => ({
  start: at(from),
  end: at(to),
});

describe('the numbers of an actual cost', () => {
  test.each([
    ['2025-01-02', '1 day'],
    ['2025-01-04', '3 days'],
    ['2025-01-08', '1 week'],
    ['2025-01-15', '2 weeks'],
    ['2025-02-01', '1 month'],
    ['2025-03-10', '2 months'],
    ['2025-01-01T05:30:00Z', '5 hours'],
  ])('from 2025-01-01 to %s is %s', (to, text) => {
    expect(periodText(days('2025-01-01', to))).toBe(text);
  });

  test('36 hours are a day and a half', () => {
    const { monthly, hourly } = ratesOf(decimal(10), days('2025-01-01', '2025-01-02T12:00:00Z'));

    expect([roundedText(monthly, 2), roundedText(hourly, 4)]).toEqual(['202.93', '0.2778']);
  });

  test('less than a day is taken by the hour', () => {
    const { monthly } = ratesOf(decimal(1), days('2025-01-01', '2025-01-01T10:00:00Z'));

    expect(roundedText(monthly, 2)).toBe('73.00');
  });

  test('charges of a day are put to their date, and currencies stay apart', () => {
    const charged = {
      ...{ resourceType: 'aws:ec2', resourceId: 'i-1', provider: 'aws', service: 'ec2' },
      tags: new Map<string, string>(),
    };
    const charge = (
      day: string,
      amount: number,
      currency = 'USD',
    ): Parameters<typeof chargedCosts>[1][0] => ({
      ...{ day, currency, source: 'focus-1.2', amount: decimal(amount) },
    });
    const charges = [
      charge('2025-01-03', 3),
      charge('2025-01-01', 1),
      charge('2025-01-01', 5, 'EUR'),
    ];
    const rows = chargedCosts(charged, charges, days('2025-01-01', '2025-01-05'), '2025-01-04').map(
      (result) => resultRow(result, { withConfidence: true }),
    );

    expect(rows).toMatchObject([
      { currency: 'EUR', totalCost: 5, dailyCosts: [5, 0, 0, 0], confidence: 'high' },
      {
        ...{ currency: 'USD', totalCost: 4, dailyCosts: [1, 0, 3, 0], monthly: 30.44 },
        ...{
          costPeriod: '4 days',
          startDate: '2025-01-01T00:00:00Z',
          breakdown: { 'focus-1.2': 4 },
        },
      },
    ]);
  });
});

describe('the time of actual costs', () => {
  test.each([
    ['2025-01-01', '2025-01-31', '2025-01-01', '2025-02-01'],
    ['2025-01-01', '2025-01-31T00:00:00Z', '2025-01-01', '2025-01-31'],
    ['2025-01-31', '2025-01-31', '2025-01-31', '2025-02-01'],
    ['2025-01-01T06:00:00+02:00', '2025-01-02', '2025-01-01T04:00:00Z', '2025-01-03'],
    ['2025-03-01', '2025-03-15', '2025-03-01', '2025-03-15T12:00:00Z'],
    ['2025-03-14', undefined, '2025-03-14', '2025-03-15T12:00:00Z'],
    [undefined, undefined, '2025-03-01', '2025-03-15T12:00:00Z'],
  ])('%s to %s', (from, to, start, end) => {
    expect(actualPeriod({ from, to }, NOW)).toEqual(days(start, end));
  });

  test('it begins with the oldest resource, and is a year at most', () => {
    const created = at('2025-02-01T10:00:00Z');
    const old = at('2020-01-01');

    expect(actualPeriod({}, NOW, created).start).toBe(created);
    expect(NOW - actualPeriod({}, NOW, old).start).toBe(366 * 86_400_000);
  });

  test.each([
    [
      '2025-02-01',
      '2025-01-31',
      'invalid date range: end date must be after start date: 2025-02-01',
    ],
    ['2025-02-01', '2025-02-01T00:00:00Z', 'invalid date range'],
    ['2025-04-01', undefined, 'invalid date range'],
    ['2025-01-01', '2025-04-01', '--to: 2025-04-01 is in the future'],
    ['2019-01-01', '2019-02-01', 'more than five years ago'],
    ['2023-01-01', '2025-01-01', '732 days apart'],
    ['2025-02-30', undefined, '"2025-02-30" is not a date'],
    ['2025-02-30T00:00:00Z', undefined, 'is not a date'],
    ['2025-01', undefined, 'is not a date'],
    ['1', undefined, 'is not a date'],
  ])('%s to %s is refused', (from, to, message) => {
    expect(() => actualPeriod({ from, to }, NOW)).toThrow(message);
  });
});

describe('what the bill calls a resource', () => {
  const namesOf = async (
    id: string,
    outputs: object,
    type?: string,
  ): Promise<readonly string[]> => {
    const state = volume({}, { id, outputs, ...(type !== undefined && { type }) });
    const same = step('same', { newState: state, ...(type !== undefined && { type }) });
    const resource = await resourceOf(preview([same]));
    return typeof resource.after === 'string' ? [] : billNames(resource, resource.after);
  };

  test('its ARN, and its id where only EC2 gives it', async () => {
    const arn = 'arn:aws:ec2:eu-west-1:210000000001:volume/vol-0123456789abcdef0';

    expect(await namesOf('vol-0123456789abcdef0', { arn })).toEqual([arn, 'vol-0123456789abcdef0']);
  });

  test('not a name that others may have', async () => {
    expect(await namesOf('orders', {})).toEqual([]);
  });

  test("a bucket's name, in charges of S3", async () => {
    expect(await namesOf('logs', {}, 'aws:s3/bucket:Bucket')).toEqual([
      'AmazonS3 logs',
      'arn:aws:s3:::logs',
    ]);
  });
});
