import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  costReport,
  costReportJson,
  unpricedReasons,
  type CostFilter,
  type CostGrouping,
} from '../../../src/app/cost/resources/cost-report.ts';
import { decimal, decimalText, sumOf, type Decimal } from '../../../src/cost/money/decimal.ts';
import { RESOURCE_COSTS, type ResourceCostRow } from '../../../src/store/cost-tables.ts';
import type { Store } from '../../../src/store/store.ts';
import { openDuckDb, type TemporaryStore } from '../../helpers/open-duckdb.ts';
import { describeHostileTags } from './hostile-tags.ts';

const never = new AbortController().signal;
const PRICED_AT = Date.parse('2026-11-22T10:00:00Z');
const ACCOUNTS = ['210000000000', '210000000001', '210000000002'];
const REGIONS = ['us-east-1', 'eu-west-1', 'cn-north-1'];
const KINDS = ['AWS::EC2::Volume', 'AWS::EC2::Instance', 'AWS::S3::Bucket'];

let opened: TemporaryStore;
let store: Store;

beforeAll(async () => {
  opened = await openDuckDb();
  ({ store } = opened);
});

afterAll(async () => {
  await opened[Symbol.asyncDispose]();
});

/** A component of a resource, as the store has it. */
interface CostedComponent {
  readonly account: string;
  readonly region: string;
  readonly kind: string;
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly monthly: Decimal | undefined;
  readonly hourly: Decimal;
  readonly currency: string;
  readonly reason: 'usage' | 'no-price';
  /** Some price lists do not say when they were published. */
  readonly priceDate: number | null;
}

/** Up to 18 digits after the point, from one unit of the last digit to millions. */
const amount = fc.bigInt({ min: 0n, max: 10n ** 25n }).map((units) => decimal(`${units}e-18`));

const component: fc.Arbitrary<CostedComponent> = fc.record({
  account: fc.constantFrom(...ACCOUNTS),
  region: fc.constantFrom(...REGIONS),
  kind: fc.constantFrom(...KINDS),
  id: fc.constantFrom('one', 'two', 'three', "o'four"),
  tags: fc.dictionary(
    fc.constantFrom('team', 'cost center'),
    fc.constantFrom('', 'billing', 'web'),
  ),
  monthly: fc.option(amount, { nil: undefined }),
  hourly: amount,
  currency: fc.constantFrom('USD', 'CNY'),
  reason: fc.constantFrom('usage', 'no-price'),
  priceDate: fc.option(fc.constantFrom(PRICED_AT, PRICED_AT - 86_400_000)),
});

function rowOf(one: CostedComponent): ResourceCostRow {
  const { account, region, kind, id, tags, monthly, hourly, currency, reason, priceDate } = one;
  const isPriced = monthly !== undefined;
  return [
    ...([account, region, kind, id, null, null, tags, 'part', 'GB'] as const),
    ...([isPriced ? '1' : null, isPriced ? '1' : null] as const),
    ...([isPriced ? decimalText(monthly) : null, isPriced ? decimalText(hourly) : null] as const),
    ...([isPriced ? currency : null, 'ListCost', isPriced ? priceDate : null] as const),
    ...([isPriced ? 'price-file' : null, isPriced ? null : reason, null, PRICED_AT] as const),
  ];
}

async function save(components: readonly CostedComponent[]): Promise<void> {
  for (const account of ACCOUNTS) {
    const own = components.filter((one) => one.account === account).map(rowOf);
    await store.replacePart(RESOURCE_COSTS, account, batches(own), never);
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- rows come as a stream
async function* batches(rows: readonly ResourceCostRow[]) {
  yield rows;
}

/** The group of a component, as a person would name it. */
function groupOf(grouping: CostGrouping, one: CostedComponent): string {
  switch (grouping.by) {
    case 'service':
      return one.kind.split('::')[1] ?? '';
    case 'tag': {
      const { [grouping.key]: tag = '' } = one.tags;
      return tag === '' ? '(no tag)' : tag;
    }
    case 'account':
    case 'region':
    case 'kind':
      return one[grouping.by];
  }
}

const GROUPINGS: readonly CostGrouping[] = [
  { by: 'service' },
  { by: 'account' },
  { by: 'region' },
  { by: 'kind' },
  { by: 'tag', key: 'team' },
  { by: 'tag', key: 'cost center' },
];

function isPriced(one: CostedComponent): one is CostedComponent & { monthly: Decimal } {
  return one.monthly !== undefined;
}

describe('the report of costs', () => {
  test('groups add up to the total, exactly, however they are formed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(component, { maxLength: 60 }), async (components) => {
        await save(components);

        for (const grouping of GROUPINGS) {
          const report = await costReport(store, grouping, {}, never);
          const priced = components.filter(isPriced);
          const unpriced = components.filter((one) => !isPriced(one));

          for (const currency of ['USD', 'CNY']) {
            const own = priced.filter((one) => one.currency === currency);
            const groups = report.groups.filter((group) => group.currency === currency);
            expect(report.totals.get(currency)?.monthly ?? 0n).toBe(
              sumOf(own.map(({ monthly }) => monthly)),
            );
            expect(sumOf(groups.map(({ monthly }) => monthly))).toBe(
              report.totals.get(currency)?.monthly ?? 0n,
            );
            expect(report.totals.get(currency)?.hourly ?? 0n).toBe(
              sumOf(own.map(({ hourly }) => hourly)),
            );
            for (const { group, monthly } of groups) {
              const members = own.filter((one) => groupOf(grouping, one) === group);
              expect(members).not.toHaveLength(0);
              expect(monthly).toBe(sumOf(members.map((one) => one.monthly)));
            }
          }
          const reasons = unpricedReasons(report);
          expect([...reasons.values()].reduce((sum, count) => sum + count, 0)).toBe(
            unpriced.length,
          );
          expect(reasons.get('usage') ?? 0).toBe(
            unpriced.filter(({ reason }) => reason === 'usage').length,
          );
        }
      }),
      { numRuns: 15 },
    );
  });

  test('a filter and its opposites share the total among them', async () => {
    const lists: fc.Arbitrary<CostFilter> = fc.constantFrom<CostFilter>(
      { regions: ['us-east-1'] },
      { accounts: ACCOUNTS.slice(1) },
      { kinds: KINDS.slice(0, 2) },
      { tag: { key: 'team', value: 'web' } },
      { kinds: [] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(component, { maxLength: 40 }),
        lists,
        async (components, filter) => {
          await save(components);
          const report = await costReport(store, { by: 'kind' }, filter, never);
          const { kinds = KINDS, accounts = ACCOUNTS, regions = REGIONS, tag } = filter;
          const own = components
            .filter(isPriced)
            .filter(
              (one) =>
                kinds.includes(one.kind) &&
                accounts.includes(one.account) &&
                regions.includes(one.region) &&
                (tag === undefined || one.tags[tag.key] === tag.value),
            );

          expect(report.totals.get('USD')?.monthly ?? 0n).toBe(
            sumOf(own.filter(({ currency }) => currency === 'USD').map(({ monthly }) => monthly)),
          );
        },
      ),
      { numRuns: 15 },
    );
  });

  test('JSON has every digit, and says what the figures are', async () => {
    const priced = {
      ...{ account: '210000000000', region: 'us-east-1', kind: 'AWS::EC2::Volume', id: 'one' },
      ...{ tags: {}, currency: 'USD', reason: 'usage' as const, priceDate: null },
      ...{ monthly: decimal('0.1'), hourly: decimal('0.000136986301369863') },
    };
    await save([priced, { ...priced, id: 'two', monthly: decimal('0.000000000000000002') }]);

    const report = await costReport(store, { by: 'service' }, {}, never);

    expect(costReportJson(report)).toMatchObject({
      basis: 'ListCost',
      pricedAt: '2026-11-22T10:00:00.000Z',
      prices: { sources: ['price-file'], from: null, to: null },
      groups: [{ group: 'EC2', resources: 2, currency: 'USD', monthly: '0.100000000000000002' }],
      totals: [{ currency: 'USD', monthly: '0.100000000000000002' }],
      unpriced: [],
    });
  });

  test.each(["'", "x'] or 1=1 --", '"; drop table resources', '`'])(
    'the tag %j is a name like any other',
    async (key) => {
      const { groups } = await costReport(store, { by: 'tag', key }, {}, never);

      expect(new Set(groups.map(({ group }) => group))).toEqual(new Set(['(no tag)']));
    },
  );

  test('a tag with a backslash is refused: databases read it differently', async () => {
    await expect(costReport(store, { by: 'tag', key: 'a\\' }, {}, never)).rejects.toThrow(
      'has a backslash',
    );
  });
});

describeHostileTags('DuckDB', () => store);
