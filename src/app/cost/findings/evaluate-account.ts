import { findingRow } from '../../../cost/findings/finding-rows.ts';
import { DAY_MS } from '../../../cost/usage/usage-days.ts';
import { usageSummaries } from '../../../cost/usage/usage-summaries.ts';
import type { FindingRow } from '../../../store/finding-tables.ts';
import type { AccountInputs } from './account-inputs.ts';
import { onDemandSubjects } from './account-subjects.ts';
import { billedCosts, billedDays, type BilledDays } from './billed-costs.ts';
import { CountedSavings, evaluateSubjects } from './evaluate-subjects.ts';
import { firstSeenOf, formerFindings, formerScopes, type FormerScope } from './former-findings.ts';
import { judgeBatch, type PlaceInputs } from './judge-batch.ts';
import { judgedPlaces, lastChanges, resourcesAt, type JudgedPlace } from './judged-places.ts';
import { UsageCursor } from './usage-cursor.ts';

/**
 * The rows of `findings` of an account. A place that was not read completely, or whose usage was not read, keeps the rows
 * that it has.
 */
export async function* evaluateAccount(
  given: AccountInputs,
): AsyncGenerator<readonly FindingRow[], void> {
  const { store, account, metrics, until, windowDays, signal } = given;
  const days = await billedDays(store, account, signal);
  const former = await formerScopes(store, account, signal);
  const question = { metrics, from: until - windowDays * DAY_MS, until, accounts: [account] };
  await using usage = new UsageCursor(usageSummaries(store, question, signal));
  const saved = new CountedSavings();
  for (const place of await judgedPlaces(given)) {
    const before = former.get(`${place.region} ${place.kind}`);
    const stale = staleText(place, given, before);
    const rows =
      stale === undefined
        ? evaluatePlace(place, given, { usage, days })
        : keepPlace(place, given, { stale, before });
    for await (const batch of rows) {
      saved.add(batch);
      yield batch;
    }
  }
  const used = days === undefined ? [] : await onDemandSubjects(store, { account, days }, signal);
  yield* evaluateSubjects([...given.commitments, ...used], given, saved);
}

/** Why the findings of a place are kept instead of evaluated again. */
function staleText(
  { scope, kind, usage }: JudgedPlace,
  { rules, until }: AccountInputs,
  before: FormerScope | undefined,
): string | undefined {
  if (scope.readAt === undefined || scope.problem !== undefined) {
    return `the inventory was not read completely: ${scope.problem ?? 'never read'}`;
  }
  const asksUsage = rules.get(kind)?.some((rule) => rule.usage.length > 0) === true;
  // Without former findings, there is nothing to keep: the verdicts say what is missing.
  if (!asksUsage || before?.evaluatedAt === undefined) return undefined;
  if (before.usageRead === undefined || (usage?.completeUntil ?? 0) >= until) return undefined;
  return `the usage was not read since: ${usage?.reason ?? usage?.outcome ?? 'never read'}`;
}

async function* keepPlace(
  place: JudgedPlace,
  given: AccountInputs,
  { stale, before }: { readonly stale: string; readonly before: FormerScope | undefined },
): AsyncGenerator<readonly FindingRow[], void> {
  const { account, region, kind, scope } = place;
  for await (const rows of formerFindings(given.store, place, given.signal)) yield rows;
  given.onScope([
    ...([account, region, kind, before?.resources ?? 0, scope.readAt ?? null] as const),
    ...([before?.usageRead ?? null, before?.pricesRead ?? null] as const),
    ...([before?.evaluatedAt ?? null, stale] as const),
  ]);
}

async function* evaluatePlace(
  place: JudgedPlace,
  given: AccountInputs,
  { usage, days }: { readonly usage: UsageCursor; readonly days: BilledDays | undefined },
): AsyncGenerator<readonly FindingRow[], void> {
  const { account, region, kind, scope } = place;
  const { store, rules, signal, now } = given;
  const own = rules.get(kind) ?? [];
  const prices = await given.prices(region);
  const inputs: PlaceInputs = {
    ...{ given, place, rules: own, prices, usage },
    billed:
      days === undefined ? new Map() : await billedCosts(store, { account, region, days }, signal),
    changes: own.some((rule) => rule.asksHistory)
      ? await lastChanges(store, place, signal)
      : new Map(),
  };
  let resources = 0;
  for await (const batch of resourcesAt(store, place, signal)) {
    const ids = batch.map(({ resource }) => resource.id);
    const seen = await firstSeenOf(store, place, ids, signal);
    // A verdict of no ends a finding: what is not wasted has no row.
    const findings = (await judgeBatch(batch, inputs, seen)).filter(
      ({ verdict }) => verdict !== 'no',
    );
    resources += batch.length;
    yield findings.map((finding) => {
      const before = seen.get(finding.id);
      return findingRow(finding, { firstSeen: before?.firstSeen ?? now, lastSeen: now });
    });
  }
  given.onScope([
    ...([account, region, kind, resources, scope.readAt ?? null] as const),
    ...([place.usage?.completeUntil ?? null, prices?.fetchedAt ?? null, now, null] as const),
  ]);
}
