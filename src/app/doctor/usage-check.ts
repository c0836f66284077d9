import pLimit from 'p-limit';
import { classify } from '../../aws/errors.ts';
import { homeRegion } from '../../aws/regions.ts';
import { remedyFor } from '../../aws/remedy.ts';
import { groupedByProblem } from './account-results.ts';
import type { Check } from './check.ts';

/** Accounts that are tried at once. */
const AT_ONCE = 32;
const LIST = 'cloudwatch:ListMetrics';
const GET = 'cloudwatch:GetMetricData';

/** Can usage be read? Only while `serve` reads it. Listing metrics is free; the paid call is not tried. */
export const usageCheck: Check = {
  name: 'usage',
  async run(context, signal) {
    const { usage, spendLimits } = context.settings.cost;
    if (!usage.isOn) return [];
    if (spendLimits.monthlyUsd === undefined && spendLimits.dailyUsd === undefined) {
      const message = 'LONGSHORE_USAGE is on, but CloudWatch is paid, and no paid call is allowed';
      const fix =
        'allow paid calls: LONGSHORE_SPEND_CAP_USD=1 a month, or LONGSHORE_COST_API_BUDGET_USD=1 a day; longshore cost usage --dry-run shows the amount';
      return [{ status: 'warning', message, fix }];
    }
    const { tryListMetrics } = await import('../../cost/usage/usage-probe.ts');
    const limit = pLimit(AT_ONCE);
    const tried = await limit.map(await context.sessions(), async (session) => {
      const { id: accountId, partition } = session.account;
      try {
        await tryListMetrics(context.clients(session), homeRegion(partition), signal);
        return [];
      } catch (error) {
        signal.throwIfAborted();
        const failure = classify(error);
        const problem = failure.class === 'denied' ? 'denied' : failure.message;
        const message = `${LIST}: ${problem}; usage that exists for some resources only is not read`;
        return [
          { accountId, status: 'warning' as const, message, fix: remedyFor(failure, [LIST]) },
        ];
      }
    });
    const problems = tried.flat();
    const allowed = tried.length > problems.length ? `${LIST}: allowed; ` : '';
    return [
      { status: 'ok', message: `${allowed}${GET} is not tried, because it is paid` },
      ...groupedByProblem(problems),
    ];
  },
};
