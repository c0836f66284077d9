import { expect, test } from '@jest/globals';
import { costReport, type CostReport } from '../../../src/app/cost/resources/cost-report.ts';
import { decimalText } from '../../../src/cost/money/decimal.ts';
import { RESOURCE_COSTS, type ResourceCostRow } from '../../../src/store/cost-tables.ts';
import type { Store } from '../../../src/store/store.ts';
import { once } from '../../../src/lib/once.ts';

const signal = new AbortController().signal;
const ACCOUNT = '210000000000';
/** EC2 allows any character in a tag. */
const HOSTILE = [
  "it's; drop table resources --",
  'two\nlines',
  'a "quoted" {name:String} ? $1',
  '\u001b[31mred',
  '日本語 👩‍🚀',
] as const;

/** What `costReport` must do with any tag, in every store. */
export function describeHostileTags(name: string, store: () => Store): void {
  test.each(HOSTILE)(`${name}: %j is a group and a filter, as key and as value`, async (text) => {
    await fill(store(), text);

    const byKey = await costReport(store(), { by: 'tag', key: text }, {}, signal);
    const byValue = await costReport(store(), { by: 'tag', key: 'team' }, {}, signal);
    const both = { key: text, value: text };
    const filtered = await costReport(store(), { by: 'service' }, { tag: both }, signal);

    expect(amountsOf(byKey)).toEqual({ [text]: '1', '(no tag)': '12' });
    expect(amountsOf(byValue)).toEqual({ [text]: '11', '(no tag)': '2' });
    expect(amountsOf(filtered)).toEqual({ EC2: '1' });
  });

  test(`${name}: a filter without value finds what has no tag`, async () => {
    await fill(store(), 'x');

    const found = await costReport(
      store(),
      { by: 'service' },
      { tag: { key: 'team', value: '' } },
      signal,
    );

    expect(amountsOf(found)).toEqual({ EC2: '2' });
  });
}

function amountsOf({ groups }: CostReport): Readonly<Record<string, string>> {
  return Object.fromEntries(groups.map(({ group, monthly }) => [group, decimalText(monthly)]));
}

async function fill(store: Store, text: string): Promise<void> {
  const rows = [
    row('v-1', { [text]: text, team: text }, '1'),
    row('v-2', { team: '' }, '2'),
    row('v-3', { team: text }, '10'),
  ];
  await store.replacePart(RESOURCE_COSTS, ACCOUNT, once(rows), signal);
}

function row(id: string, tags: Record<string, string>, monthly: string): ResourceCostRow {
  return [
    ...([ACCOUNT, 'eu-west-1', 'AWS::EC2::Volume', id, null, null, tags] as const),
    ...(['storage', 'GB-Mo', '10', '0.1', monthly, '0.01', 'USD', 'ListCost'] as const),
    ...([0, 'price-list-api', null, null, 0] as const),
  ];
}
