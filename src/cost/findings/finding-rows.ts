import { decimalText } from '../money/decimal.ts';
import type { FindingRow } from '../../store/finding-tables.ts';
import type { Finding, FoundOpportunity } from './judge-resource.ts';

/** When a finding was seen first, and now. Milliseconds since the Unix epoch. */
export interface SeenTimes {
  readonly firstSeen: number;
  readonly lastSeen: number;
}

/** The row of `findings` for a verdict. */
export function findingRow(finding: Finding, { firstSeen, lastSeen }: SeenTimes): FindingRow {
  const { id, rule, resource, verdict, doubt, checks, found } = finding;
  const { name, type, service, title } = rule;
  const { account, region, kind, arn } = resource;
  return [
    ...([id, name, type, service, account, region, kind, resource.id, arn] as const),
    ...([resource.name, verdict, doubt?.reason ?? null, doubt?.detail ?? null] as const),
    ...([doubt?.fix ?? null, title, found?.description ?? doubt?.detail ?? ''] as const),
    JSON.stringify(checks.map(({ evidence }) => evidence)),
    found === undefined ? null : JSON.stringify(found.remedy),
    ...([found?.change ?? rule.change, found?.effort ?? rule.effort] as const),
    ...([found?.risk ?? rule.risk, found?.priority ?? null] as const),
    found === undefined ? null : String(found.confidence),
    ...savingColumns(found),
    JSON.stringify(found?.overlaps ?? []),
    firstSeen,
    lastSeen,
  ];
}

type SavingColumns = readonly [
  cost: string | null,
  own: string | null,
  counted: string | null,
  currency: string | null,
  basis: string | null,
  period: string | null,
  source: string | null,
  problem: string | null,
];

function savingColumns(found: FoundOpportunity | undefined): SavingColumns {
  if (found === undefined) return [null, null, null, null, null, null, null, null];
  const { own, counted } = found;
  if ('unknown' in own) return [null, null, null, null, null, null, null, own.unknown];
  const { cost, monthly, currency, basis, period, source } = own;
  const amounts = [cost, monthly, counted].map(decimalText);
  const [costText = null, ownText = null, countedText = null] = amounts;
  return [costText, ownText, countedText, currency, basis, period, source, null];
}
