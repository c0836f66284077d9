import type { Command } from 'commander';
import type { Running } from './running.ts';

const EXIT_CODES = `Exit codes: 0 complete, 1 error (a plan that cannot be read), 2 usage or
configuration, 3 something is not priced (with --fail-on-unpriced), 130 stopped.`;

/** The commands of `longshore cost` that are about what a change will cost. */
export function addPlans(cost: Command, { terminal, ended }: Running): void {
  withFlags(cost.command('projected'))
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
  longshore cost diff --plan plan.json --prices prices.ndjson.gz

The table has the resources that change, with their components. JSON and NDJSON
are those of longshore cost projected: before, monthly and delta.

${EXIT_CODES}`,
    )
    .action(async (flags: object) => {
      const { runCostProjected } = await import('../commands/cost-projected.ts');
      ended(await runCostProjected(flags, terminal, 'diff'));
    });
}

function withFlags(command: Command): Command {
  return command
    .option('--plan <file>', 'the plan, or - for standard input')
    .option('--pulumi-json <file>', 'the same, as in PulumiCost')
    .option('--region <region>', 'of resources that do not tell theirs (default: AWS_REGION)')
    .option('--prices <file>', 'prices from a file that longshore prices export wrote: offline')
    .option('--usage-file <file>', 'usage of resources, in the form of Infracost')
    .option('--spec-dir <folder>', 'YAML price files, for what has no other price')
    .option('--assume-unpriced <numbers>', 'assume a cost for what has none: seed or peer')
    .option('--output <format>', 'table, json or ndjson (default: table)')
    .option('--fail-on-unpriced', 'exit with 3 if a resource, or a part of one, is not priced')
    .option('--settings <file>', "settings in the form of Ocean's config.yaml")
    .option('--state <folder>', 'the folder that has the store (default: .longshore)');
}
