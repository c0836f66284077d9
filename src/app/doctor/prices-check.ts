import path from 'node:path';
import pLimit from 'p-limit';
import { classify } from '../../aws/errors.ts';
import { homeRegion } from '../../aws/regions.ts';
import { remedyFor } from '../../aws/remedy.ts';
import type { AccountSession } from '../../aws/session.ts';
import { LongshoreError, messageOf } from '../../lib/errors.ts';
import { costedKinds } from '../cost/items/costed-kinds.ts';
import type { PriceAccess, TriedAccount } from '../cost/prices/price-access.ts';
import { groupedByProblem } from './account-results.ts';
import type { Check, CheckResult } from './check.ts';
import type { DoctorContext } from './doctor-context.ts';

/** Accounts that are tried at once. */
const AT_ONCE = 32;

/** What happens without a permission. */
const WITHOUT: Readonly<Record<string, string>> = {
  'pricing:GetProducts': 'prices come from the public files, which are large',
  'ec2:DescribeSpotPriceHistory': 'spot instances have no price',
  'ec2:DescribeCapacityReservations': 'instances in capacity blocks have no price',
};

/** Can prices be read? Only while cost is on, and by free calls alone. */
export const pricesCheck: Check = {
  name: 'prices',
  async run(context, signal) {
    const { cost } = context.settings;
    if (!cost.isOn && !(await hasCosts(context))) return [];
    const { pricesFile } = cost;
    const file = pricesFile === undefined ? [] : [await fileResult(pricesFile, context, signal)];
    const list = await listResults(context, pricesFile !== undefined, signal);
    const isPaid = Number(cost.spendCapUsd) > 0;
    return [...file, ...list, ...(isPaid ? await paidResults(context, signal) : [])];
  },
};

async function hasCosts(context: DoctorContext): Promise<boolean> {
  const mapping = await context.mapping().catch(() => undefined); // another check reports why
  return mapping !== undefined && costedKinds(mapping.plans).size > 0;
}

async function fileResult(
  file: string,
  { options }: DoctorContext,
  signal: AbortSignal,
): Promise<CheckResult> {
  const { readPriceFile } = await import('../../cost/prices/price-file.ts');
  try {
    const { regions, exportedAt } = await readPriceFile(path.resolve(options.cwd, file), signal);
    const names = [...regions.keys()].join(', ');
    return { status: 'ok', message: `${file}: prices of ${names}, exported at ${exportedAt}` };
  } catch (error) {
    signal.throwIfAborted();
    const fix = error instanceof LongshoreError ? error.remedy : undefined;
    return { status: 'failed', message: messageOf(error), ...(fix !== undefined && { fix }) };
  }
}

/** In the account that a run asks: that of the organization, or the first one. */
async function listResults(
  context: DoctorContext,
  hasFile: boolean,
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  const sessions = await context.sessions();
  const organization = await context.runtime.discovery.organization(signal).catch(() => undefined);
  const session = organization ?? sessions[0];
  if (session === undefined) return [];
  const { listPriceAccess } = await import('../cost/prices/price-access.ts');
  const found = await listPriceAccess(triedIn(session, context), signal);
  // With a file, AWS is asked for spot prices alone.
  const used = found.filter(({ permission }) => !hasFile || !permission.startsWith('pricing:'));
  return resultsOf(used);
}

async function paidResults(
  context: DoctorContext,
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  const { capacityBlockAccess } = await import('../cost/prices/price-access.ts');
  const limit = pLimit(AT_ONCE);
  const found = await limit.map(await context.sessions(), (session) =>
    capacityBlockAccess(triedIn(session, context), signal),
  );
  const { monthlyUsd, dailyUsd } = context.settings.cost.spendLimits;
  const allowed = [
    ...(monthlyUsd === undefined ? [] : [`${monthlyUsd} USD a month (LONGSHORE_SPEND_CAP_USD)`]),
    ...(dailyUsd === undefined ? [] : [`${dailyUsd} USD a day (LONGSHORE_COST_API_BUDGET_USD)`]),
  ];
  const message =
    `ce:GetCostAndUsage is not tried, because each request costs 0.01 USD; ` +
    `paid calls may cost ${allowed.join(' and ')}`;
  return [...resultsOf(found), { status: 'ok', message }];
}

function triedIn(session: AccountSession, context: DoctorContext): TriedAccount {
  const region = homeRegion(session.account.partition);
  return { session, clients: context.clients(session), region };
}

/** What works in one line, then a line for each problem. */
function resultsOf(found: readonly PriceAccess[]): readonly CheckResult[] {
  const allowed = new Set(
    found.filter(({ error }) => error === undefined).map(({ permission }) => permission),
  );
  const problems = found.flatMap(({ permission, accountId, error }) => {
    if (error === undefined) return [];
    const failure = classify(error);
    const without = WITHOUT[permission] ?? '';
    const problem = failure.class === 'denied' ? 'denied' : failure.message;
    const message = `${permission}: ${problem}; ${without}`;
    const fix = remedyFor(failure, [permission]);
    return [{ accountId, status: 'warning' as const, message, fix }];
  });
  const ok: CheckResult = { status: 'ok', message: `${[...allowed].join(', ')}: allowed` };
  return [...(allowed.size > 0 ? [ok] : []), ...groupedByProblem(problems)];
}
