import { lasts } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { consoleLink } from '../remedy.ts';
import { WINDOW_DAYS } from '../shared-thresholds.ts';
import type { NumberThreshold } from '../threshold.ts';
import type { WindowUsage } from '../window-usage.ts';
import { existsSince, FunctionProperties, isNeverInvoked } from './function-facts.ts';

const PERCENT = 100;

export const LAMBDA_ERRORS = {
  setting: 'LONGSHORE_LAMBDA_ERRORS_PERCENT',
  meaning:
    'A function of whose invocations at least this share fails wastes what they cost, in percent.',
  unit: '%',
  default: 5,
  least: 0.1,
  most: 100,
} as const satisfies NumberThreshold;

/** A function that often fails: invocations that end with an error are charged like any other. */
export const LambdaFailingFunction = defineFinding({
  name: 'lambda-failing-function',
  title: 'Lambda function whose errors are paid for',
  kind: 'AWS::Lambda::Function',
  service: 'Lambda',
  type: 'rightsizing',
  change: 'reduce',
  effort: 'medium',
  risk: 'low',
  see: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html',
  properties: FunctionProperties,
  // The duration is for the saving.
  usage: ['invocations', 'errors', 'durationTotal'],
  thresholds: { errors: LAMBDA_ERRORS, window: WINDOW_DAYS },
  judge(lambda, { resource, usage: { invocations, errors }, limit, check, now }) {
    if (isNeverInvoked(invocations)) return undefined;
    const failing = shareOf(errors, invocations);
    const { average: percent = 0 } = failing ?? {};
    return {
      checks: [
        lasts('LastModified', existsSince(lambda, invocations), now, limit.window),
        check.that('errors', failing, 'average', 'at least', limit.errors),
      ],
      found: () => ({
        description: `Of ${invocations?.sum ?? 0} invocations in the window, ${errors?.sum ?? 0} failed. The saving assumes that they take as long as the others.`,
        remedy: {
          title: 'Fix the errors, and limit retries of asynchronous invocations',
          link: consoleLink(
            resource,
            `lambda/home#/functions/${lambda.FunctionName}?tab=monitoring`,
          ),
        },
        saving: {
          saves: 'share',
          components: ['requests', 'duration', 'ephemeral storage'],
          share: percent / PERCENT,
        },
      }),
    };
  },
});

/** Errors in percent of invocations. */
function shareOf(
  errors: WindowUsage | undefined,
  invocations: WindowUsage | undefined,
): WindowUsage | undefined {
  if (errors === undefined || invocations === undefined) return undefined;
  const { sum: failed } = errors;
  const { sum: all = 0 } = invocations;
  return {
    ...errors,
    metric: `${errors.metric} / ${invocations.metric}`,
    unit: '%',
    known: Math.min(errors.known, invocations.known),
    average:
      failed === undefined || all === 0 ? undefined : Math.min(PERCENT, (failed * PERCENT) / all),
  };
}
