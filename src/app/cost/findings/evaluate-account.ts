import { findingRow } from '../../../cost/findings/finding-rows.ts';
import { dayName } from '../../../cost/usage/usage-days.ts';
import type { FindingRow } from '../../../store/finding-tables.ts';
import type { AccountGiven, AccountInputs } from './account-inputs.ts';
import { onDemandSubjects } from './account-subjects.ts';
import { billedDays } from './billed-costs.ts';
import { CountedSavings, evaluateSubjects } from './evaluate-subjects.ts';
import { formerFindings, formerScopes, type FormerScope } from './former-findings.ts';
import { judgedChunks } from './judged-chunks.ts';
import { judgedPlaces, type JudgedPlace } from './judged-places.ts';

/**
 * The rows of `findings` of an account: a verdict of no ends a finding. A place that was not read completely, or whose usage was not read, keeps the rows
 * that it has.
 */
export async function* evaluateAccount(
  given: AccountInputs,
): AsyncGenerator<readonly FindingRow[], void> {
  const { store, account, signal, now } = given;
  const { fresh, kept } = await placesToJudge(given);
  const saved = new CountedSavings();
  for (const { place, ...why } of kept) {
    for await (const rows of keepPlace(place, given, why)) {
      saved.add(rows);
      yield rows;
    }
  }
  for await (const { findings, seen } of judgedChunks(given, fresh)) {
    const rows = findings.map((finding) => {
      const firstSeen = seen.get(finding.id)?.firstSeen ?? now;
      return findingRow(finding, { firstSeen, lastSeen: now });
    });
    saved.add(rows);
    yield rows;
  }
  for (const place of fresh) await noteScope(place, given);
  const days = await billedDays(store, account, signal);
  const used = days === undefined ? [] : await onDemandSubjects(store, { account, days }, signal);
  yield* evaluateSubjects([...given.commitments, ...used], given, saved);
}

interface KeptPlace {
  readonly place: JudgedPlace;
  readonly stale: string;
  readonly before: FormerScope | undefined;
}

/** The places of an account: those that are judged, and those whose findings are kept. */
export async function placesToJudge(
  given: AccountGiven,
): Promise<{ readonly fresh: readonly JudgedPlace[]; readonly kept: readonly KeptPlace[] }> {
  const { store, account, signal } = given;
  const former = await formerScopes(store, account, signal);
  const fresh: JudgedPlace[] = [];
  const kept: KeptPlace[] = [];
  for (const place of await judgedPlaces(given)) {
    const before = former.get(`${place.region} ${place.kind}`);
    const stale = staleText(place, given, before);
    if (stale === undefined) fresh.push(place);
    else kept.push({ place, stale, before });
  }
  return { fresh, kept };
}

/** Why the findings of a place are kept instead of evaluated again. */
function staleText(
  { scope, kind, usage }: JudgedPlace,
  { rules, usageEndOf }: AccountGiven,
  before: FormerScope | undefined,
): string | undefined {
  if (scope.readAt === undefined || scope.problem !== undefined) {
    return `the inventory was not read completely: ${scope.problem ?? 'never read'}`;
  }
  const asksUsage = rules.get(kind)?.some((rule) => rule.usage.length > 0) === true;
  // Without former findings, there is nothing to keep: the verdicts say what is missing.
  if (!asksUsage || before?.evaluatedAt === undefined) return undefined;
  const end = usageEndOf(kind);
  if (before.usageRead === undefined || (usage?.completeUntil ?? 0) >= end) return undefined;
  return `the usage was not read since: ${whyOld(usage, end)}`;
}

function whyOld(usage: JudgedPlace['usage'], end: number): string {
  if (usage === undefined) return 'never read';
  const { outcome, reason, completeUntil } = usage;
  if (reason !== undefined || completeUntil === undefined || outcome !== 'complete') {
    return reason ?? outcome;
  }
  return `it ends before ${dayName(completeUntil)}, that of others before ${dayName(end)}`;
}

async function* keepPlace(
  place: JudgedPlace,
  given: AccountInputs,
  { stale, before }: Omit<KeptPlace, 'place'>,
): AsyncGenerator<readonly FindingRow[], void> {
  const { account, region, kind, scope } = place;
  for await (const rows of formerFindings(given.store, place, given.signal)) yield rows;
  given.onScope([
    ...([account, region, kind, before?.resources ?? 0, scope.readAt ?? null] as const),
    ...([before?.usageRead ?? null, before?.pricesRead ?? null] as const),
    ...([before?.evaluatedAt ?? null, stale] as const),
  ]);
}

async function noteScope(
  { region, kind, scope, usage, resources }: JudgedPlace,
  { account, prices, now, onScope }: AccountInputs,
): Promise<void> {
  const pricesRead = resources === 0 ? undefined : (await prices(region))?.fetchedAt;
  onScope([
    ...([account, region, kind, resources, scope.readAt ?? null] as const),
    ...([usage?.completeUntil ?? null, pricesRead ?? null, now, null] as const),
  ]);
}
