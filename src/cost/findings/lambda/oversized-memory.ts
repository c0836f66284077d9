import { doubtful, lasts, type Check } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import { MOST_LOAD, WINDOW_DAYS } from '../shared-thresholds.ts';
import type { NumberThreshold } from '../threshold.ts';
import type { WindowUsage } from '../window-usage.ts';
import { existsSince, FunctionProperties, isNeverInvoked } from './function-facts.ts';

/** MiB. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const LEAST_MEMORY = 128;
const PERCENT = 100;

export const LAMBDA_MEMORY = {
  setting: 'LONGSHORE_LAMBDA_MEMORY_PERCENT',
  meaning: 'A function that uses at most this much of its memory has too much of it, in percent.',
  unit: '%',
  default: 60,
  least: 1,
  most: 100,
} as const satisfies NumberThreshold;

/** A function with more memory than it ever uses: each millisecond is charged with all of it. */
export const LambdaOversizedMemory = defineFinding({
  name: 'lambda-oversized-memory',
  title: 'Lambda function with too much memory',
  kind: 'AWS::Lambda::Function',
  service: 'Lambda',
  type: 'rightsizing',
  change: 'reduce',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-metrics.html',
  properties: FunctionProperties,
  // The duration is for the saving.
  usage: ['invocations', 'memoryUsed', 'durationTotal'],
  thresholds: { memory: LAMBDA_MEMORY, load: MOST_LOAD, window: WINDOW_DAYS },
  judge(lambda, { resource, usage, limit, check, now }) {
    const { MemorySize: size = LEAST_MEMORY, FunctionName } = lambda;
    const { invocations, memoryUsed } = usage;
    if (size <= LEAST_MEMORY || lambda.CapacityProviderConfig !== undefined) return undefined;
    if (isNeverInvoked(invocations)) return undefined;
    const use = shareOf(size, memoryUsed, invocations);
    const fitting = Math.ceil(((memoryUsed?.maximum ?? size) * PERCENT) / limit.load.value);
    const memory = Math.max(LEAST_MEMORY, fitting);
    return {
      checks: [
        lasts('LastModified', existsSince(lambda, invocations), now, limit.window),
        check.that('invocations', invocations, 'sum', 'above', { value: 0 }),
        withoutInsights(invocations, memoryUsed) ??
          check.that('memory', use, 'maximum', 'at most', limit.memory),
      ],
      found: () => ({
        description: `It never used more than ${memoryUsed?.maximum ?? 0} of its ${size} MB; ${memory} MB would hold that at ${limit.load.value} %. The saving assumes the same duration: Lambda gives CPU in proportion to memory.`,
        remedy: {
          title: `Set the memory to ${memory} MB, and compare its duration`,
          command: awsCommand(
            resource,
            ...['lambda', 'update-function-configuration', '--function-name', FunctionName],
            ...['--memory-size', String(memory)],
          ),
          link: consoleLink(resource, `lambda/home#/functions/${FunctionName}`),
        },
        saving: { saves: 'share', components: ['duration'], share: (size - memory) / size },
      }),
    };
  },
});

/** Memory is measured where Lambda Insights is on. */
function withoutInsights(
  invocations: WindowUsage | undefined,
  memoryUsed: WindowUsage | undefined,
): Check | undefined {
  if (invocations === undefined || (memoryUsed?.points ?? 0) > 0) return undefined;
  return doubtful('memory', undefined, {
    reason: 'no-metric',
    detail: 'Lambda itself does not measure how much memory a function uses',
    fix: 'turn on Lambda Insights for the function',
  });
}

/** Memory in percent of its size. Points are expected for the hours in which it was invoked. */
function shareOf(
  size: number,
  used: WindowUsage | undefined,
  invocations: WindowUsage | undefined,
): WindowUsage | undefined {
  if (used === undefined || invocations === undefined) return undefined;
  const { maximum } = used;
  return {
    ...used,
    metric: `${used.metric} / MemorySize`,
    unit: '%',
    known: used.points,
    expected: Math.max(1, invocations.points),
    maximum: maximum === undefined ? undefined : (maximum * PERCENT) / size,
  };
}
