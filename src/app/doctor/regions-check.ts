import { classify } from '../../aws/errors.ts';
import { isRegionAllowed } from '../../aws/region-policy.ts';
import { remedyFor } from '../../aws/remedy.ts';
import type { AccountSession } from '../../aws/session.ts';
import type { ReadPlan } from '../../resync/read-plan.ts';
import { countOf, groupedByProblem, type AccountProblem } from './account-results.ts';
import type { Check, CheckResult } from './check.ts';
import type { DoctorContext } from './doctor-context.ts';

/** The regions that each account has enabled, and which of them the mapping's policies allow. */
export const regionsCheck: Check = {
  name: 'regions',
  async run(context, signal) {
    const sessions = await context.sessions();
    const problems: AccountProblem[] = [];
    const enabled = new Map<string, readonly string[]>();
    await Promise.all(
      sessions.map(async (session) => {
        const found = await regionsOf(session, context, signal);
        if (Array.isArray(found)) enabled.set(session.accountId, found);
        else problems.push(found as AccountProblem);
      }),
    );
    const mapping = await context.mapping().catch(() => undefined);
    const all = [...new Set([...enabled.values()].flat())].sort();
    return [
      ...(enabled.size > 0 ? [summary(enabled, all, mapping?.plans.plans ?? [])] : []),
      ...(all.length > 0 ? unreadKinds(all, mapping?.plans.plans ?? []) : []),
      ...groupedByProblem(problems),
    ];
  },
};

async function regionsOf(
  session: AccountSession,
  context: DoctorContext,
  signal: AbortSignal,
): Promise<readonly string[] | AccountProblem> {
  const { accountId } = session;
  try {
    return await context.regions(session);
  } catch (error) {
    signal.throwIfAborted();
    const failure = classify(error);
    const fix = remedyFor(failure, ['account:ListRegions']);
    return { accountId, status: 'failed', message: failure.message, fix };
  }
}

function summary(
  enabled: ReadonlyMap<string, readonly string[]>,
  all: readonly string[],
  plans: readonly ReadPlan[],
): CheckResult {
  const counts = [...enabled.values()].map(({ length }) => length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const range = least === most ? countOf(most, 'region') : `${least} to ${countOf(most, 'region')}`;
  const read = all.filter((region) => plans.some((plan) => isRead(region, plan)));
  const effect =
    plans.length === 0 || read.length === all.length
      ? ''
      : `; the regionPolicy of the mapping leaves ${countOf(read.length, 'region')}: ${read.join(', ')}`;
  return {
    status: 'ok',
    message: `${range} enabled in ${countOf(enabled.size, 'account')}${effect}`,
    details: [...enabled].map(([accountId, regions]) => ({ accountId, regions })),
  };
}

/** Kinds for which no region is allowed. */
function unreadKinds(all: readonly string[], plans: readonly ReadPlan[]): readonly CheckResult[] {
  const unread = plans.filter(
    (plan) => plan.handler.reach === 'regional' && !all.some((region) => isRead(region, plan)),
  );
  if (unread.length === 0) return [];
  return [
    {
      status: 'warning',
      message: `the regionPolicy allows no enabled region for ${unread.map(({ handler }) => handler.kind).join(', ')}`,
      fix: 'correct the regionPolicy in the mapping, or enable the region for the accounts',
    },
  ];
}

function isRead(region: string, { regionPolicies }: ReadPlan): boolean {
  return regionPolicies.some((policy) => isRegionAllowed(policy, region));
}
