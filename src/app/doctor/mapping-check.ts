import { Mapper } from '../../mapping/mapper.ts';
import { createEvaluator } from '../evaluator.ts';
import { countOf } from './account-results.ts';
import type { Check, CheckResult } from './check.ts';

/** Can the mapping be read, are its kinds and actions known, and does its jq compile? */
export const mappingCheck: Check = {
  name: 'mapping',
  async run(context) {
    const { plans, source, warnings } = await context.mapping();
    await using evaluator = createEvaluator(context.settings, context.options.env);
    const mapper = new Mapper(plans.config, evaluator);
    const problems = await mapper.problems();
    const blocks = plans.config.resources.length;
    const ok: CheckResult = {
      status: 'ok',
      message: `${source}: ${countOf(plans.kinds.length, 'kind')} in ${countOf(blocks, 'block')}`,
      details: plans.plans.map(({ handler, include }) => ({
        kind: handler.kind,
        optionalActions: include,
      })),
    };
    return [
      ...(problems.length === 0 ? [ok] : []),
      ...problems.map(({ place, expression, message }): CheckResult => ({
        status: 'failed',
        message: `${source}: ${place}: not valid jq: ${expression}: ${message}`,
        fix: 'correct the expression; longshore map --explain tries a mapping out',
      })),
      ...warnings.map((message): CheckResult => ({
        status: 'warning',
        message,
        fix: 'correct the name of the action: longshore kinds <kind> lists them',
      })),
    ];
  },
};
