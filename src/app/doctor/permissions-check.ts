import pLimit from 'p-limit';
import { classify, type AwsFailure } from '../../aws/errors.ts';
import { isRegionAllowed } from '../../aws/region-policy.ts';
import { homeRegion } from '../../aws/regions.ts';
import { remedyFor } from '../../aws/remedy.ts';
import type { AccountSession } from '../../aws/session.ts';
import type { Kind } from '../../core/exporters/kind.ts';
import type { ReadPlan } from '../../resync/read-plan.ts';
import { countOf, groupedByProblem, type AccountProblem } from './account-results.ts';
import type { Check, CheckResult } from './check.ts';
import type { DoctorContext } from './doctor-context.ts';
import { NotChecked } from './not-checked.ts';

/** Kinds checked at once, over all accounts. */
const AT_ONCE = 64;

/** How one kind could be read in one account. */
interface Trial {
  readonly accountId: string;
  readonly kind: string;
  readonly failures: readonly {
    readonly failure: AwsFailure;
    readonly permissions: readonly string[];
  }[];
  readonly isLate: boolean;
  /** There is no resource to run the actions for. */
  readonly isEmpty: boolean;
}

/**
 * Can each account be read? Lists every kind of the mapping in one region of each account, and runs its
 * actions for one resource. These are real calls, because policy simulation ignores the organization's
 * policies.
 */
export const permissionsCheck: Check = {
  name: 'permissions',
  async run(context, signal) {
    const { plans } = await context.mapping().catch((error: unknown) => {
      throw new NotChecked('not checked: the mapping cannot be used', { cause: error });
    });
    const sessions = await context.sessions();
    const kinds = new Map(plans.kinds.map((kind) => [kind.kind, kind]));
    const limit = pLimit(AT_ONCE);
    const organization = await organizationAccount(context, sessions, signal);
    const trials = await Promise.all(
      sessions.flatMap((session) =>
        plans.plans.flatMap((plan) => {
          const kind = kinds.get(plan.handler.kind);
          if (kind === undefined || !plan.handler.callsAws) return [];
          if (kind.reach === 'organization' && session.accountId !== organization) return [];
          return [limit(() => trial(kind, plan, session, context, signal))];
        }),
      ),
    );
    return [...summary(trials, sessions.length), ...groupedByProblem(problemsOf(trials))];
  },
};

async function organizationAccount(
  { runtime }: DoctorContext,
  sessions: readonly AccountSession[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const session = await runtime.discovery.organization(signal).catch(() => undefined);
  return session?.accountId ?? sessions[0]?.accountId;
}

async function trial(
  kind: Kind,
  plan: ReadPlan,
  session: AccountSession,
  context: DoctorContext,
  signal: AbortSignal,
): Promise<Trial> {
  const { accountId, account } = session;
  const base = { accountId, kind: kind.kind, failures: [], isLate: false, isEmpty: false };
  if (signal.aborted) return { ...base, isLate: true };
  try {
    const region = await regionFor(kind, plan, session, context);
    if (region === undefined) return { ...base, isEmpty: true };
    const { gaps, hasResources } = await kind.exporter.probe({
      account,
      region,
      include: plan.include,
      clients: context.clients(session),
      signal,
      window: plan.window,
    });
    const failures = gaps.map(({ failure, permissions }) => ({ failure, permissions }));
    return { ...base, failures, isEmpty: !hasResources };
  } catch (error) {
    const { aborted: isLate } = signal as { readonly aborted: boolean }; // may have been deleted meanwhile
    if (isLate) return { ...base, isLate };
    return {
      ...base,
      failures: [{ failure: classify(error), permissions: kind.list.permissions }],
    };
  }
}

/** The home region; if it is not read, the first region that is; undefined when the mapping allows none. */
async function regionFor(
  { reach }: Kind,
  { regionPolicies }: ReadPlan,
  session: AccountSession,
  context: DoctorContext,
): Promise<string | undefined> {
  const home = homeRegion(session.account.partition);
  if (reach !== 'regional') return home;
  const preferred = context.options.env['AWS_REGION'] ?? home;
  const regions = await context.regions(session).catch(() => [home]);
  const allowed = regions.filter((region) =>
    regionPolicies.some((policy) => isRegionAllowed(policy, region)),
  );
  return [preferred, home].find((region) => allowed.includes(region)) ?? allowed[0];
}

function summary(trials: readonly Trial[], accounts: number): readonly CheckResult[] {
  const good = trials.filter(({ failures, isLate }) => failures.length === 0 && !isLate);
  if (good.length === 0) return [];
  const kinds = new Set(good.map(({ kind }) => kind)).size;
  const empty = good.filter(({ isEmpty }) => isEmpty);
  const details = trials.map(({ accountId, kind, failures, isLate, isEmpty }) => ({
    accountId,
    kind,
    denied: [...new Set(failures.flatMap(({ permissions }) => permissions))],
    isChecked: !isLate,
    hasResources: !isEmpty,
  }));
  const note =
    empty.length === 0
      ? ''
      : `; where an account has no resource of a kind (${countOf(empty.length, 'time')}), only listing was tried`;
  const message = `${countOf(kinds, 'kind')} can be read in ${countOf(accounts, 'account')}${note}`;
  return [{ status: 'ok', message, details }];
}

function problemsOf(trials: readonly Trial[]): readonly AccountProblem[] {
  const byAccount = new Map<string, Trial[]>();
  for (const one of trials) {
    byAccount.set(one.accountId, [...(byAccount.get(one.accountId) ?? []), one]);
  }
  return [...byAccount].flatMap(([accountId, own]) => [
    ...denials(accountId, own),
    ...otherFailures(accountId, own),
    ...lateness(accountId, own),
  ]);
}

function denials(accountId: string, trials: readonly Trial[]): readonly AccountProblem[] {
  const denied = new Set<string>();
  for (const { failures } of trials) {
    for (const { failure, permissions } of failures) {
      if (failure.class !== 'denied') continue;
      const fix = remedyFor(failure, permissions);
      const named = permissions.filter((permission) => fix.includes(permission));
      for (const permission of named.length > 0 ? named : permissions) denied.add(permission);
    }
  }
  if (denied.size === 0) return [];
  const actions = [...denied].sort().join(', ');
  const fix = `allow these actions for the role that reads the account; longshore iam-policy prints the whole policy`;
  return [{ accountId, status: 'failed', message: `denied: ${actions}`, fix }];
}

function otherFailures(accountId: string, trials: readonly Trial[]): readonly AccountProblem[] {
  const seen = new Map<string, AccountProblem>();
  for (const { kind, failures } of trials) {
    for (const { failure, permissions } of failures) {
      if (failure.class === 'denied' || failure.class === 'service-absent') continue;
      const message = `${kind}: ${failure.code}: ${failure.message}`;
      const fix = remedyFor(failure, permissions);
      seen.set(message, { accountId, status: 'failed', message, fix });
    }
  }
  return [...seen.values()];
}

function lateness(accountId: string, trials: readonly Trial[]): readonly AccountProblem[] {
  const late = trials.filter(({ isLate }) => isLate).length;
  if (late === 0) return [];
  const fix = 'wait longer: --timeout 60, or check fewer: --accounts';
  return [
    { accountId, status: 'unknown', message: `${countOf(late, 'kind')} not checked in time`, fix },
  ];
}
