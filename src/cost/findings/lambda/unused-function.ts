import { lasts } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import { WINDOW_DAYS } from '../shared-thresholds.ts';
import { existsSince, FunctionProperties } from './function-facts.ts';

/**
 * A function that nothing invokes. By itself it is free: it costs money where environments are kept ready for it, which
 * the bill shows, because Lambda tells provisioned concurrency of a function's versions only.
 */
export const LambdaUnusedFunction = defineFinding({
  name: 'lambda-unused-function',
  title: 'Unused Lambda function',
  kind: 'AWS::Lambda::Function',
  service: 'Lambda',
  type: 'idle',
  change: 'end',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html',
  properties: FunctionProperties,
  usage: ['invocations'],
  thresholds: { window: WINDOW_DAYS },
  judge(lambda, { resource, usage: { invocations }, limit, check, now }) {
    return {
      checks: [
        lasts('LastModified', existsSince(lambda, invocations), now, limit.window),
        check.that('invocations', invocations, 'sum', 'is', { value: 0 }),
      ],
      found: () => ({
        description: 'Nothing invoked it in the whole window.',
        remedy: {
          title: 'Delete its provisioned concurrency, or the function if no caller needs it',
          command: awsCommand(
            resource,
            ...['lambda', 'delete-function', '--function-name', lambda.FunctionName],
          ),
          link: consoleLink(resource, `lambda/home#/functions/${lambda.FunctionName}`),
        },
        saving: { saves: 'everything' },
      }),
    };
  },
});
