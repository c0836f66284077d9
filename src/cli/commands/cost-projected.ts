import { z } from 'zod';
import { projectCosts, type ProjectedCosts } from '../../app/cost/engine/project-costs.ts';
import { readEarlier } from '../../app/cost/engine/read-earlier.ts';
import {
  budgetExitCode,
  budgetStatuses,
  projectedSpend,
  type BudgetStatus,
} from '../../cost/engine/budgets/budget-status.ts';
import { projectedResults } from '../../cost/engine/budgets/projected-results.ts';
import { budgetJson } from '../../cost/engine/output/budget-json.ts';
import { compared, type Comparison } from '../../cost/engine/output/earlier-document.ts';
import { comparisonJson, projectedSummary } from '../../cost/engine/output/projected-json.ts';
import { ProjectedRowText } from '../../cost/engine/output/projected-row-text.ts';
import { BudgetFlags, inScope, readBudgets } from '../budget-flags.ts';
import { budgetText } from '../budget-text.ts';
import { comparisonText } from '../comparison-text.ts';
import { CostSteps } from '../cost-steps.ts';
import { EXIT } from '../exit.ts';
import { oneOf } from '../flag-words.ts';
import { listPieces, ndjsonPieces, rowText, writePieces } from '../json-pieces.ts';
import { parseFlags } from '../names.ts';
import { neededPlan, PlanFlags, pricingOf } from '../plan-flags.ts';
import type { ProjectedGroups, ProjectedGrouping } from '../projected-groups.ts';
import { projectedMarkdown } from '../projected-markdown.ts';
import { changeText, projectedText } from '../projected-text.ts';
import { storeSettings } from '../store-flags.ts';
import { styleFor, type Terminal } from '../terminal.ts';

const Flags = PlanFlags.extend(BudgetFlags.shape).extend({
  output: oneOf(['table', 'json', 'ndjson', 'markdown']).default('table'),
  formatVersion: oneOf(['0.1', '0.2']).default('0.1'),
  compareTo: z.string().optional(),
  failOnUnpriced: z.boolean().default(false),
  groupBy: z.string().optional(),
});
type Flags = z.output<typeof Flags>;

/** What is shown of a plan's costs: all of them, or what changes. */
type Shown = 'projected' | 'diff';

/** `longshore cost projected` and `longshore cost diff`: what the resources of a plan will cost. */
export async function runCostProjected(
  flags: object,
  terminal: Terminal,
  shown: Shown,
): Promise<number> {
  const given = parseFlags(Flags, flags);
  const input = await neededPlan(given, terminal);
  const { cwd, signal, secrets } = terminal;
  const pricing = pricingOf(given, terminal);
  const settings = await storeSettings(given, terminal);
  const { compareTo: file } = given;
  const { groupBy } = given;
  const groups = groupBy === undefined ? undefined : await groupsOf(groupBy, given.output);
  const earlier = file === undefined ? undefined : await readEarlier(file, cwd, signal);
  const budgets = await readBudgets(given, cwd);
  using steps = new CostSteps(terminal);
  const { warn, onStep } = steps;
  const costs = await projectCosts({
    ...pricing,
    ...input,
    ...{ settings, warn, onStep },
    filters: [...pricing.filters, ...(groups?.filters ?? [])],
    secrets,
  });
  const since =
    earlier === undefined || file === undefined
      ? undefined
      : { file, comparison: compared(costs.resources, earlier) };
  const statuses =
    budgets === undefined
      ? []
      : inScope(budgetStatuses(budgets, projectedResults(costs.resources), projectedSpend), given);
  steps.end();
  const extras = { since, statuses, grouped: groups?.of(costs) };
  await writePieces(piecesOf(costs, given, shown, extras, terminal), terminal);
  const exceeded = budgetExitCode(statuses);
  if (exceeded !== undefined) return exceeded;
  return given.failOnUnpriced && costs.totals.unpriced > 0 ? EXIT.incomplete : EXIT.complete;
}

/** Few plans are grouped: what does it is loaded for them only. */
async function groupsOf(groupBy: string, output: Flags['output']): Promise<ProjectedGrouping> {
  const { projectedGrouping } = await import('../projected-groups.ts');
  return projectedGrouping(groupBy, output);
}

interface Extras {
  readonly since: Since | undefined;
  readonly statuses: readonly BudgetStatus[];
  /** In place of the resources. */
  readonly grouped: ProjectedGroups | undefined;
}

interface Since {
  readonly file: string;
  readonly comparison: Comparison;
}

function piecesOf(
  costs: ProjectedCosts,
  { output, formatVersion }: Flags,
  shown: Shown,
  extras: Extras,
  { stdout, env }: Terminal,
): Iterable<string> {
  const { since, statuses, grouped } = extras;
  const style = styleFor(stdout, env);
  switch (output) {
    case 'table': {
      return [
        shown === 'diff'
          ? changeText(costs, style)
          : projectedText(costs, style, grouped?.text(style)),
        ...(since === undefined ? [] : [comparisonText(since.comparison, since.file, style)]),
        ...(statuses.length === 0 ? [] : [budgetText(statuses, style)]),
      ];
    }
    case 'markdown':
      return [projectedMarkdown(costs, since, statuses)];
    case 'ndjson': {
      if (grouped !== undefined) return ndjsonPieces(grouped.results, grouped.row);
      const rows = new ProjectedRowText((row) => JSON.stringify(row));
      return ndjsonPieces(costs.resources, (one) => rows.of(one));
    }
    case 'json':
      return document(costs, formatVersion, extras);
  }
}

/** The document in pieces: a plan may have a hundred thousand resources. */
function* document(
  costs: ProjectedCosts,
  version: Flags['formatVersion'],
  { since, statuses, grouped }: Extras,
): Generator<string, void> {
  const isInside = version === '0.2';
  const indent = isInside ? '  ' : '';
  const facts = {
    ...projectedSummary(costs),
    ...(since !== undefined && { comparison: comparisonJson(since.comparison, since.file) }),
    ...(statuses.length > 0 && { budgets: statuses.map(budgetJson) }),
  };
  const head = JSON.stringify(facts, null, 2).replaceAll('\n', `\n${indent}`);
  if (isInside) yield '{\n  "finfocus": ';
  yield `${head.slice(0, head.lastIndexOf('\n'))},\n${indent}  "resources": `;
  const inList = `${indent}  `;
  const rows = new ProjectedRowText((row) => rowText(row, inList));
  yield* grouped === undefined
    ? listPieces(costs.resources, (one) => rows.of(one), inList)
    : listPieces(grouped.results, grouped.row, inList);
  yield isInside ? '\n  }\n}\n' : '\n}\n';
}
