import type {
  CollectedScope,
  CollectOutcome,
  PlannedAdvice,
} from '../app/cost/collect/collect-report.ts';
import { visible } from '../lib/cell-text.ts';
import { plural } from '../lib/plural.ts';
import { count, table } from '../lib/table.ts';
import { paidText } from './amount-text.ts';

const COLUMNS = [
  { heading: "AWS's advice" },
  { heading: 'Accounts', align: 'right' },
  { heading: 'Regions', align: 'right' },
  { heading: 'Outcome' },
  { heading: 'Found', align: 'right' },
] as const;

/** One line for each source of AWS's advice that will be read. */
export function advicePlanText({ name, accounts, requests, usd }: PlannedAdvice): string {
  const [only] = accounts;
  const whose = accounts.length === 1 ? (only ?? '') : plural(accounts.length, 'account');
  const price =
    requests === 0
      ? '0 paid requests'
      : `${plural(requests, 'paid request')} (${paidText(usd)}, at least: one for each page)`;
  return visible(`${name} of ${whose}: ${price}`);
}

/** How the scopes of each source ended: one line for those that ended alike. */
export function adviceTable(
  scopes: readonly CollectedScope[],
  outcomes: Readonly<Record<CollectOutcome, string>>,
  width: number | undefined,
): string {
  const groups = new Map<string, CollectedScope[]>();
  for (const scope of scopes) {
    const key = `${scope.source}\n${scope.outcome}`;
    groups.set(key, [...(groups.get(key) ?? []), scope]);
  }
  const rows = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const regions = new Set(group.flatMap(({ region }) => region ?? []));
    const items = group.flatMap((scope) => scope.items ?? []);
    return [
      [
        visible(first.name),
        count(new Set(group.map(({ account }) => account)).size),
        regions.size === 0 ? '–' : count(regions.size),
        outcomes[first.outcome],
        items.length === 0 ? '–' : count(items.reduce((sum, one) => sum + one, 0)),
      ],
    ];
  });
  return table(COLUMNS, rows, width);
}
