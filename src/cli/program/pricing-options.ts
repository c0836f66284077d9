import type { Command } from 'commander';

/** What the commands that price a plan share. */
export function withPricing(command: Command): Command {
  return command
    .option('--plan <file>', 'the plan, or - for standard input')
    .option('--pulumi-json <file>', 'the same, as in PulumiCost')
    .option('--stack <name>', 'ask Pulumi about this stack, in place of a file')
    .option('--region <region>', 'of resources that do not tell theirs (default: AWS_REGION)')
    .option('--prices <file>', 'prices from a file that longshore prices export wrote: offline')
    .option('--usage-file <file>', 'usage of resources, in the form of Infracost')
    .option('--spec-dir <folder>', 'YAML price files, for what has no other price')
    .option('--adapter <name>', 'only longshore, or only this plugin (default: plugins, then ours)')
    .option('--home <folder>', 'has plugins/ and config.yaml (default: FINFOCUS_HOME, ~/.finfocus)')
    .option('--assume-unpriced <numbers>', 'assume a cost for what has none: seed or peer')
    .option('--settings <file>', "settings in the form of Ocean's config.yaml")
    .option('--state <folder>', 'the folder that has the store (default: .longshore)');
}

/** A flag that may be given several times. */
export function repeated(value: string, all: readonly string[] = []): readonly string[] {
  return [...all, value];
}
