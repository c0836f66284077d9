import type { Command } from 'commander';
import { addEstimate, addOverview, addUsageFile } from './estimates.ts';
import { repeated, withPricing } from './pricing-options.ts';
import type { Running } from './running.ts';

const EXIT_CODES = `Exit codes: 0 complete, 1 error (a plan that cannot be read), 2 usage or
configuration, 3 something is not priced (with --fail-on-unpriced), 130 stopped.`;

/** The commands of `longshore cost` that are about what a change will cost. */
export function addPlans(cost: Command, running: Running): void {
  const { terminal, ended } = running;
  withFlags(cost.command('projected'))
    .option('--group-by <group>', 'resource, type, provider, service or tag:KEY')
    .option('--utilization <share>', '0 to 1, for plugins: list prices do not depend on it')
    .description('what the resources of a Pulumi or Terraform plan will cost a month')
    .addHelpText(
      'after',
      `
Examples:
  pulumi preview --json --show-sames | longshore cost projected --plan -
  terraform show -json plan.out > plan.json && longshore cost projected --plan plan.json
  longshore cost projected --plan plan.json --prices prices.ndjson.gz --output json

Reads pulumi preview --json, pulumi stack export, Pulumi's event stream, and
terraform show -json or tofu show -json of a plan or a state. What has no price
is named with its reason, and is never 0.

${EXIT_CODES}`,
    )
    .action(async (flags: object) => {
      const { runCostProjected } = await import('../commands/cost-projected.ts');
      ended(await runCostProjected(flags, terminal, 'projected'));
    });
  withFlags(cost.command('diff'))
    .description('what a Pulumi or Terraform plan changes in the cost a month')
    .addHelpText(
      'after',
      `
Examples:
  pulumi preview --json | longshore cost diff --plan -
  longshore cost diff --plan plan.json --prices prices.ndjson.gz --output markdown

The table has the resources that change, with their components. JSON and NDJSON
are those of longshore cost projected: before, monthly and delta.

${EXIT_CODES}`,
    )
    .action(async (flags: object) => {
      const { runCostProjected } = await import('../commands/cost-projected.ts');
      ended(await runCostProjected(flags, terminal, 'diff'));
    });
  addActual(cost, running);
  addEstimate(cost, running);
  addOverview(cost, running);
  addUsageFile(cost, running);
}

/** What the commands for plans share. */
export function withPlan(command: Command): Command {
  return withPricing(command)
    .option('--filter <key=value>', 'only these resources; may be repeated', repeated)
    .option('--budgets <file>', 'budgets a month, in YAML: cost.budgets')
    .option('--exit-on-threshold', 'end with an exit code when an alert of a budget is exceeded')
    .option('--exit-code <code>', 'that exit code (default: 1, or what the budget says)')
    .option('--budget-scope <scopes>', 'only global, provider, type, tag: comma-separated');
}

function withFlags(command: Command): Command {
  return withPlan(command)
    .option('--output <format>', 'table, json, ndjson or markdown (default: table)')
    .option('--format-version <version>', 'of JSON: 0.1, or 0.2 as FinFocus has it (default: 0.1)')
    .option('--compare-to <file>', 'say what changed since an earlier --output json')
    .option('--fail-on-unpriced', 'exit with 3 if a resource, or a part of one, is not priced');
}

function addActual(cost: Command, { terminal, ended }: Running): void {
  withPlan(cost.command('actual'))
    .description('what resources have cost, by the bill or by their run time')
    .option('--pulumi-state <file>', 'the resources of pulumi stack export')
    .option('--from <date>', 'first day, or a time (default: their creation, or this month)')
    .option('--to <date>', 'last day, included; or a time, which is not (default: now)')
    .option(
      '--group-by <group>',
      'resource, type, provider, service, date, daily, monthly or tag:KEY',
    )
    .option('--basis <basis>', 'billed, effective, list or contracted (default: effective)')
    .option('--estimate-confidence', 'say how much each figure can be relied on')
    .option('--fallback-estimate', 'accepted: what has no cost is always listed, as unknown')
    .option('--output <format>', 'table, json or ndjson (default: table)')
    .addHelpText(
      'after',
      `
Examples:
  longshore cost actual --group-by daily --from 2026-10-01 --to 2026-10-31
  pulumi stack export | longshore cost actual --pulumi-state - --from 2026-10-01
  longshore cost actual --plan state.json --group-by tag:team --output json

--adapter: longshore for the bill, a plugin by its name, or estimate for run
time. Without it: the bill, then plugins, then run time.

Without a plan, these are all charges of the store. With one, charges are found
by ARN and id; a resource without charges is estimated from its run time and its
list price.

Exit codes: 0 complete, 1 error (no charges, mixed currencies, reversed dates),
2 usage or configuration, 130 stopped.`,
    )
    .action(async (flags: object) => {
      const { runCostActual } = await import('../commands/cost-actual.ts');
      ended(await runCostActual(flags, terminal));
    });
}
