import path from 'node:path';
import { z } from 'zod';
import { readYamlFile } from '../config/read-yaml-file.ts';
import { parseBudgets, type Budgets } from '../cost/engine/budgets/budget-config.ts';
import { BUDGET_SCOPES, type BudgetStatus } from '../cost/engine/budgets/budget-status.ts';
import { ConfigurationError } from '../lib/errors.ts';
import { listOf } from './names.ts';

/** Flags about budgets. */
export const BudgetFlags = z.object({
  budgets: z.string().optional(),
  exitOnThreshold: z.boolean().optional(),
  exitCode: z.coerce
    .number()
    .int('must be a whole number')
    .min(0, 'must be from 0 to 255')
    .max(255, 'must be from 0 to 255')
    .optional(),
  budgetScope: z.string().optional(),
});
export type BudgetFlags = z.output<typeof BudgetFlags>;

/** The budgets of a file, with what the flags say about exit codes. Undefined without a file. */
export async function readBudgets(
  { budgets: name, exitOnThreshold, exitCode }: BudgetFlags,
  cwd: string,
): Promise<Budgets | undefined> {
  if (name === undefined) return undefined;
  const budgets = parseBudgets((await readYamlFile(path.resolve(cwd, name))).value, name);
  const isOwn = exitOnThreshold !== undefined || exitCode !== undefined;
  if (!isOwn) return budgets;
  // A flag counts for all budgets, also for those that say something else.
  const own = <One extends object>(budget: One): One => ({
    ...budget,
    ...(exitOnThreshold !== undefined && { exit_on_threshold: exitOnThreshold }),
    ...(exitCode !== undefined && { exit_code: exitCode }),
  });
  const ownAll = <One extends object>(all: Readonly<Record<string, One>>): Record<string, One> =>
    Object.fromEntries(Object.entries(all).map(([key, budget]) => [key, own(budget)]));
  return own({
    ...budgets,
    ...(budgets.global && { global: own(budgets.global) }),
    ...(budgets.providers && { providers: ownAll(budgets.providers) }),
    ...(budgets.types && { types: ownAll(budgets.types) }),
    ...(budgets.tags && { tags: budgets.tags.map(own) }),
  });
}

/** Only these scopes: `global,provider`. */
export function inScope(
  statuses: readonly BudgetStatus[],
  { budgetScope }: BudgetFlags,
): readonly BudgetStatus[] {
  const names = listOf(budgetScope);
  if (names === undefined) return statuses;
  const wrong = names.find((name) => !BUDGET_SCOPES.some((scope) => scope === name));
  if (wrong !== undefined) {
    throw new ConfigurationError(`--budget-scope: "${wrong}" is not known`, {
      remedy: `use ${BUDGET_SCOPES.join(', ')}, separated by commas`,
    });
  }
  return statuses.filter(({ scope }) => names.includes(scope));
}
