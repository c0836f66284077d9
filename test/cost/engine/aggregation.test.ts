import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CostResult } from '../../../src/cost/engine/results/cost-result.ts';
import { EngineError } from '../../../src/cost/engine/results/engine-error.ts';
import { parseFilters, type Filterable } from '../../../src/cost/engine/results/filters.ts';
import { groupResults } from '../../../src/cost/engine/results/group-results.ts';
import { NO_GROUPING, parseGrouping } from '../../../src/cost/engine/results/grouping.ts';
import { periodRows } from '../../../src/cost/engine/results/period-rows.ts';
import {
  decimal,
  decimalText,
  roundedText,
  sumOf,
  toNumber,
} from '../../../src/cost/money/decimal.ts';
import type { Decimal } from '../../../src/cost/money/decimal.ts';

interface Simple {
  readonly provider?: string;
  readonly type?: string;
  readonly id?: string;
  readonly currency?: string;
  readonly monthly?: number;
  readonly total?: number;
  readonly daily?: readonly number[];
  readonly start?: string;
  readonly end?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly breakdown?: Readonly<Record<string, number>>;
}

function resultOf(simple: Simple): CostResult {
  const { provider = 'aws', type = `${provider}:ec2/instance:Instance`, id = 'web' } = simple;
  const amount = (value: number | undefined): Decimal | undefined =>
    value === undefined ? undefined : decimal(value);
  const time = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : Date.parse(text);
  return {
    ...{ resourceType: type, resourceId: id, provider, service: type.split(/[:/]/)[1] ?? '' },
    tags: new Map(Object.entries(simple.tags ?? {})),
    adapter: 'longshore',
    currency: simple.currency ?? 'USD',
    monthly: amount(simple.monthly),
    hourly: undefined,
    notes: '',
    breakdown: new Map(
      Object.entries(simple.breakdown ?? {}).map(([name, value]) => [name, decimal(value)]),
    ),
    totalCost: amount(simple.total),
    dailyCosts: simple.daily?.map((value) => decimal(value)),
    start: time(simple.start ?? '2024-01-01'),
    end: time(simple.end),
  };
}

const rowsOf = (results: readonly Simple[], grouping = 'daily'): readonly string[] =>
  periodRows(results.map(resultOf), grouping).map(
    ({ period, total, currency }) => `${period} ${roundedText(total, 2)} ${currency}`,
  );

describe('rows of days and months', () => {
  test.each<[string, readonly Simple[], string, readonly string[]]>([
    [
      'aws 100 and azure 150 on one day',
      [{ total: 100 }, { provider: 'azure', total: 150 }],
      'daily',
      ['2024-01-01 250.00 USD'],
    ],
    [
      'daily costs of three days',
      [{ daily: [100, 110, 120] }],
      'daily',
      ['2024-01-01 100.00 USD', '2024-01-02 110.00 USD', '2024-01-03 120.00 USD'],
    ],
    [
      'daily costs over the end of a month',
      [{ start: '2024-01-30', daily: [10, 10, 10, 10] }],
      'monthly',
      ['2024-01 20.00 USD', '2024-02 20.00 USD'],
    ],
    [
      'daily costs come before the total and the month',
      [{ daily: [10, 20, 30], total: 500, monthly: 1000 }],
      'monthly',
      ['2024-01 60.00 USD'],
    ],
    [
      'a total comes before the month',
      [{ total: 500, monthly: 1000 }],
      'daily',
      ['2024-01-01 500.00 USD'],
    ],
    ['a month only, daily', [{ monthly: 3044 }], 'daily', ['2024-01-01 100.00 USD']],
    ['a month only, monthly', [{ monthly: 3044 }], 'monthly', ['2024-01 3044.00 USD']],
    ['another month only, daily', [{ monthly: 3100 }], 'daily', ['2024-01-01 101.84 USD']],
    [
      'no currency is USD',
      [{ currency: '', total: 1 }, { total: 2 }],
      'daily',
      ['2024-01-01 3.00 USD'],
    ],
    [
      "the seed's month of 31 days",
      [
        { daily: Array<number>(31).fill(100) },
        { provider: 'azure', daily: Array<number>(31).fill(150) },
      ],
      'monthly',
      ['2024-01 7750.00 USD'],
    ],
    [
      '10,000 results',
      Array.from({ length: 10_000 }, (_, n) => ({ id: `r${n}`, total: 0.01 })),
      'monthly',
      ['2024-01 100.00 USD'],
    ],
  ])('%s', (_, results, grouping, rows) => {
    expect(rowsOf(results, grouping)).toEqual(rows);
  });

  test('a column for each provider, also with several resources', () => {
    const results = [{ total: 1 }, { id: 'db', total: 2 }, { provider: 'gcp', total: 4 }];
    const [row] = periodRows(results.map(resultOf), 'daily');

    expect([...(row?.providers ?? [])].map(([name, amount]) => [name, toNumber(amount)])).toEqual([
      ['aws', 3],
      ['gcp', 4],
    ]);
  });

  test('an unknown cost is counted, and is not 0', () => {
    const [row] = periodRows([resultOf({}), resultOf({ id: 'b', total: 2 })], 'daily');

    expect([row?.unknown, row && toNumber(row.total)]).toEqual([1, 2]);
  });

  test.each<[string, readonly Simple[], string, string]>([
    ['nothing', [], 'weekly', 'empty results provided for aggregation'],
    [
      'a grouping that is no time',
      [{ total: 1 }],
      'weekly',
      'invalid groupBy type for cross-provider aggregation: "weekly" is neither daily nor monthly',
    ],
    [
      'reversed dates before mixed currencies',
      [{ start: '2024-01-02', end: '2024-01-01', total: 1 }, { currency: 'EUR' }],
      'daily',
      'invalid date range: end date must be after start date: web is from 2024-01-02T00:00:00.000Z to 2024-01-01T00:00:00.000Z',
    ],
    [
      'an end that is the start',
      [{ start: '2024-01-02', end: '2024-01-02', total: 1 }],
      'daily',
      'invalid date range: end date must be after start date: web is from 2024-01-02T00:00:00.000Z to 2024-01-02T00:00:00.000Z',
    ],
    [
      'two currencies',
      [{ total: 20, currency: 'EUR' }, { total: 7.59 }],
      'daily',
      'mixed currencies not supported in cross-provider aggregation: EUR, USD',
    ],
    [
      'one currency in two cases',
      [{ total: 1, currency: 'usd' }, { total: 1 }],
      'daily',
      'mixed currencies not supported in cross-provider aggregation: USD, usd',
    ],
  ])('%s is an error', (_, results, grouping, message) => {
    expect(() => rowsOf(results, grouping)).toThrow(EngineError);
    expect(() => rowsOf(results, grouping)).toThrow(message);
  });

  test('the text of an empty bill', () => {
    expect(new EngineError('no-cost-data', 'the store has none', '').message).toBe(
      'no cost data available: the store has none',
    );
  });
});

const group = (results: readonly Simple[], text: string): readonly CostResult[] => {
  const { grouping } = parseGrouping(text);
  if (grouping.by === 'period') throw new Error('rows');
  return groupResults(results.map(resultOf), grouping);
};

describe('groups', () => {
  test('a group of one stays as it is; more are merged', () => {
    const [alone, both] = group(
      [
        { type: 'gcp:compute:Disk', provider: 'gcp', monthly: 1 },
        { id: 'a', monthly: 7.59, daily: [1, 2], breakdown: { cpu: 1, disk: 2 } },
        { id: 'b', monthly: 50, daily: [3], breakdown: { cpu: 4 } },
      ],
      'type',
    ).toReversed();

    expect(alone).toMatchObject({ resourceId: 'web', adapter: 'longshore' });
    expect(both).toMatchObject({
      resourceType: 'aws:ec2/instance:Instance',
      resourceId: 'aggregated-2-resources',
      adapter: 'aggregated',
      monthly: decimal('57.59'),
      dailyCosts: [decimal(4), decimal(2)],
      breakdown: new Map([
        ['cpu', decimal(5)],
        ['disk', decimal(2)],
      ]),
    });
  });

  test.each([
    ['provider', ['aws', 'gcp']],
    ['service', ['compute', 'ec2', 's3']],
    ['type', ['aws:ec2/instance:Instance', 'aws:s3/bucket:Bucket', 'gcp:compute:Disk']],
    ['date', ['2024-01-01', '2024-01-02']],
    ['tag:team', ['untagged', 'web']],
  ])('by %s, sorted by key', (by, keys) => {
    const results: readonly Simple[] = [
      { provider: 'gcp', type: 'gcp:compute:Disk', start: '2024-01-02' },
      { provider: 'gcp', type: 'gcp:compute:Disk', start: '2024-01-02', id: 'c' },
      { tags: { team: 'web' } },
      { tags: { team: 'web' }, id: 'x' },
      { type: 'aws:s3/bucket:Bucket' },
      { type: 'aws:s3/bucket:Bucket', id: 'y' },
    ];

    expect(group(results, by).map(({ resourceType }) => resourceType)).toEqual(keys);
  });

  test('two currencies are never added', () => {
    const results = group(
      [
        { monthly: 20, currency: 'EUR' },
        { id: 'b', monthly: 7.59 },
      ],
      'provider',
    );

    expect(results.map(({ currency, monthly }) => [currency, monthly])).toEqual([
      ['EUR', decimal(20)],
      ['USD', decimal('7.59')],
    ]);
  });

  test('days are added by their date', () => {
    const [merged] = group(
      [
        { start: '2024-01-02', daily: [5] },
        { start: '2024-01-01', daily: [1, 2] },
      ],
      'provider',
    );

    expect(merged?.dailyCosts).toEqual([decimal(1), decimal(7)]);
  });

  test('tag:key=value is a filter, and other words are refused', () => {
    expect(parseGrouping('tag:team=web')).toEqual({
      grouping: NO_GROUPING,
      filter: 'tag:team=web',
    });
    expect(parseGrouping('')).toEqual({ grouping: NO_GROUPING });
    for (const text of ['default', 'tag:', 'tag:=x', 'Daily', '__proto__']) {
      expect(() => parseGrouping(text)).toThrow('is not known');
    }
  });
});

describe('whatever the results', () => {
  const anyResult = fc.record({
    provider: fc.constantFrom('aws', 'azure', 'gcp', '__proto__'),
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    currency: fc.constantFrom('USD', 'EUR', ''),
    monthly: fc.integer({ min: -1_000, max: 100_000 }),
    total: fc.integer({ min: 1, max: 100_000 }),
    daily: fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 5 }),
    start: fc.constantFrom('2024-01-01', '2024-01-30', '2024-02-28'),
    tags: fc.constantFrom({ team: 'web' }, { team: '__proto__' }, {}),
  });
  const anyGrouping = fc.constantFrom(
    'resource',
    'type',
    'provider',
    'service',
    'date',
    'tag:team',
    '',
  );
  const sums = (results: readonly CostResult[]): ReadonlyMap<string, string> => {
    const amounts = new Map<string, Decimal[]>();
    for (const { currency, monthly, totalCost, dailyCosts } of results) {
      const name = currency === '' ? 'USD' : currency;
      const all = amounts.get(name) ?? [];
      all.push(sumOf([monthly, totalCost, ...(dailyCosts ?? [])].flatMap((one) => one ?? [])));
      amounts.set(name, all);
    }
    return new Map([...amounts].sort().map(([name, all]) => [name, decimalText(sumOf(all))]));
  };

  test('the sums of each currency are the same in every grouping, in a stable order', () => {
    fc.assert(
      fc.property(fc.array(anyResult), anyGrouping, (results, by) => {
        const ungrouped = sums(results.map(resultOf));
        const grouped = group(results, by);

        expect(sums(grouped)).toEqual(ungrouped);
        expect(group(results, by)).toEqual(grouped);
      }),
    );
  });

  test('the rows of days and of months have the same sum, whatever the order', () => {
    const inUsd = fc.array(
      anyResult.map((one) => ({ ...one, currency: 'USD' })),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(inUsd, (results) => {
        const total = (grouping: string, all: readonly Simple[]): string =>
          decimalText(sumOf(periodRows(all.map(resultOf), grouping).map((row) => row.total)));

        expect(total('daily', results)).toBe(total('monthly', results));
        expect(rowsOf(results.toReversed())).toEqual(rowsOf(results));
      }),
    );
  });
});

describe('filters', () => {
  const web: Filterable = {
    type: 'aws:ec2/instance:Instance',
    provider: 'aws',
    service: 'ec2',
    id: 'urn:pulumi:dev::shop::aws:ec2/instance:Instance::web',
    tags: new Map([['Team', 'Web-Shop']]),
    property: (name) => (name === 'instancetype' ? 't3.micro' : undefined),
  };

  test.each([
    [[], true],
    [['type=EC2'], true],
    [['type=aws:ec2*'], true],
    [['type=*:Instance'], true],
    [['type=ec2*'], false],
    [['type==ec2'], false],
    [['type==aws:ec2/instance:instance'], true],
    [['service=ec2', 'provider=gcp'], false],
    [[' id = ::WEB '], true],
    [['tag:team=web'], true],
    [['tag:instanceType=t3'], false],
    [['team=shop'], true],
    [['instanceType=t3.*'], true],
    [['id=*z*b*'], false],
    [['a=b=c'], false],
  ] as const)('%j', (texts, passes) => {
    expect(parseFilters(texts)(web)).toBe(passes);
  });

  test.each(['type', '=x', 'type=', 'tag:=x', 'type= ='])('"%s" is refused', (text) => {
    expect(() => parseFilters([text])).toThrow('is not a filter');
  });

  test('a filter with many stars takes no time', () => {
    const id = 'a'.repeat(10_000);

    expect(parseFilters([`id=${'*a'.repeat(500)}*b`])({ ...web, id })).toBe(false);
  });
});
