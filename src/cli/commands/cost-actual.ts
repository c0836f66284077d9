import { z } from 'zod';
import { actualCosts, type ActualCosts } from '../../app/cost/engine/actual-costs.ts';
import {
  actualSpend,
  budgetExitCode,
  budgetStatuses,
} from '../../cost/engine/budgets/budget-status.ts';
import { periodRow, resultRow } from '../../cost/engine/output/result-json.ts';
import { systemClock } from '../../lib/clock.ts';
import { actualText } from '../actual-text.ts';
import { BASES, BASIS_WORDS } from '../basis-words.ts';
import { BudgetFlags, inScope, readBudgets } from '../budget-flags.ts';
import { budgetText } from '../budget-text.ts';
import { CostSteps } from '../cost-steps.ts';
import { EXIT } from '../exit.ts';
import { oneOf } from '../flag-words.ts';
import { listPieces, ndjsonPieces, writePieces } from '../json-pieces.ts';
import { parseFlags } from '../names.ts';
import { PlanFlags, planInput, pricingOf } from '../plan-flags.ts';
import { storeSettings } from '../store-flags.ts';
import { styleFor, type Terminal } from '../terminal.ts';

const Flags = PlanFlags.extend(BudgetFlags.shape).extend({
  from: z.string().optional(),
  to: z.string().optional(),
  groupBy: z.string().default(''),
  basis: oneOf(BASIS_WORDS).default('effective'),
  estimateConfidence: z.boolean().default(false),
  output: oneOf(['table', 'json', 'ndjson']).default('table'),
});

/** `longshore cost actual`: what resources have cost, by the bill or by their run time. */
export async function runCostActual(flags: object, terminal: Terminal): Promise<number> {
  const given = parseFlags(Flags, flags);
  const { secrets, stdout, env } = terminal;
  const { plan, stdin = terminal.stdin } = (await planInput(given, 'export', terminal)) ?? {};
  const settings = await storeSettings(given, terminal);
  const budgets = await readBudgets(given, terminal.cwd);
  using steps = new CostSteps(terminal);
  const { warn, onStep } = steps;
  const costs = await actualCosts({
    ...pricingOf(given, terminal),
    ...{ settings, plan, stdin, warn, onStep },
    secrets,
    ...{ from: given.from, to: given.to, groupBy: given.groupBy, adapter: given.adapter },
    basis: BASES[given.basis],
    now: () => systemClock.now(),
  });
  steps.end();
  const shown = { withConfidence: given.estimateConfidence };
  const pieces =
    given.output === 'table'
      ? [actualText(costs, shown, styleFor(stdout, env))]
      : rows(costs, given.output, shown);
  await writePieces(pieces, terminal);
  if (budgets === undefined) return EXIT.complete;
  const statuses = inScope(budgetStatuses(budgets, costs.ungrouped, actualSpend), given);
  const isTable = given.output === 'table';
  // The document is a list of costs, and has no place for budgets.
  const shownOn = isTable ? stdout : terminal.stderr;
  shownOn.write(`${isTable ? '\n' : ''}${budgetText(statuses, styleFor(shownOn, env))}`);
  return budgetExitCode(statuses) ?? EXIT.complete;
}

function* rows(
  { costs }: ActualCosts,
  format: 'json' | 'ndjson',
  shown: { readonly withConfidence: boolean },
): Generator<string, void> {
  const all =
    costs.type === 'rows'
      ? costs.rows.map(periodRow)
      : costs.results.map((result) => resultRow(result, shown));
  if (format === 'ndjson') yield* ndjsonPieces(all, (row) => row);
  else {
    yield* listPieces(all, (row) => row);
    yield '\n';
  }
}
