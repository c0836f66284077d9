import type { Command } from 'commander';
import { repeated, withPricing } from './pricing-options.ts';
import type { Running } from './running.ts';

export function addEstimate(cost: Command, { terminal, ended }: Running): void {
  withPricing(cost.command('estimate'))
    .description('what one resource, or a change to resources of a plan, would cost')
    .option('--provider <name>', 'of one resource: aws')
    .option('--resource-type <type>', 'its type in Pulumi or Terraform: ec2:Instance, aws_instance')
    .option('--property <name=value>', 'one of its properties; may be repeated', repeated)
    .option('--usage <name=value>', 'what it uses in a month; may be repeated', repeated)
    .option(
      '--modify <resource:name=value>',
      'change a property of a resource of the plan, or name=value of the one resource; may be repeated',
      repeated,
    )
    .option('--output <format>', 'table, json or ndjson (default: table)')
    .addHelpText(
      'after',
      `
Examples:
  longshore cost estimate --provider aws --resource-type ec2:Instance \\
    --property instanceType=t3.micro --region eu-west-1
  longshore cost estimate --resource-type aws_lambda_function \\
    --property memory_size=512 --usage monthly_requests=2000000 --usage request_duration_ms=250
  longshore cost estimate --plan plan.json --modify web:instanceType=m5.large

Nothing is changed. A property inside a block is rootBlockDevice.volumeSize.
Without --modify, the one resource is new; with it, --property says how it is now.

Exit codes: 0 complete, 1 error (a plan that cannot be read), 2 usage or
configuration, 130 stopped.`,
    )
    .action(async (flags: object) => {
      const { runCostEstimate } = await import('../commands/cost-estimate.ts');
      ended(await runCostEstimate(flags, terminal));
    });
}

export function addOverview(cost: Command, { terminal, ended }: Running): void {
  withPricing(cost.command('overview'))
    .description('what resources of a plan cost: in the bill, as they are, and after the change')
    .option('--pulumi-state <file>', 'the resources of pulumi stack export, alone or beside a plan')
    .option('--from <date>', 'first day of the bill (default: the first of this month)')
    .option('--to <date>', 'last day, included (default: now)')
    .option('--basis <basis>', 'billed, effective, list or contracted (default: effective)')
    .option('--filter <key=value>', 'only these resources; may be repeated', repeated)
    .option('--output <format>', 'table, json or ndjson (default: table)')
    .option('--plain', 'accepted: the table is always plain')
    .option('--yes', 'accepted: nothing is asked')
    .option('--no-pagination', 'accepted: all resources are shown')
    .addHelpText(
      'after',
      `
Examples:
  pulumi preview --json --show-sames | longshore cost overview --plan -
  longshore cost overview --pulumi-json preview.json --pulumi-state stack.json
  terraform show -json plan.out > plan.json && longshore cost overview --plan plan.json

DRIFT% is shown where the bill, scaled to the whole month, is more than 10 % away
from the projection, from the third day of the bill. RECS are open findings.

Exit codes: 0 complete, 1 error (a plan that cannot be read), 2 usage or
configuration, 130 stopped.`,
    )
    .action(async (flags: object) => {
      const { runCostOverview } = await import('../commands/cost-overview.ts');
      ended(await runCostOverview(flags, terminal));
    });
}

export function addUsageFile(cost: Command, { terminal, ended }: Running): void {
  cost
    .command('usage-file')
    .description('write a usage file from what CloudWatch measured of resources')
    .option('--plan <file>', 'of the resources of a plan, or - for standard input')
    .option('--pulumi-json <file>', 'the same, as in PulumiCost')
    .option('--pulumi-state <file>', 'of the resources of pulumi stack export')
    .option('--settings <file>', "settings in the form of Ocean's config.yaml")
    .option('--state <folder>', 'the folder that has the store (default: .longshore)')
    .addHelpText(
      'after',
      `
Examples:
  longshore cost usage-file --plan plan.json > usage.yml
  longshore cost usage-file > account.yml
  longshore cost diff --plan plan.json --usage-file usage.yml

It has the form of Infracost. With a plan, usage that was not measured is a
comment, to be filled in. Without a plan, it has all resources of the store by
their ARNs: where there is no store, a plan then finds its usage by ARN.

Exit codes: 0 complete, 1 error, 2 usage or configuration, 130 stopped.`,
    )
    .action(async (flags: object) => {
      const { runCostUsageFile } = await import('../commands/cost-usage-file.ts');
      ended(await runCostUsageFile(flags, terminal));
    });
}
