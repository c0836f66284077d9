import type { Command } from 'commander';
import { SETTINGS, STATE } from './common-options.ts';
import type { Running } from './running.ts';

/** `longshore cost recommendations` */
export function addRecommendations(cost: Command, { terminal, ended }: Running): void {
  const recommendations = withFlags(cost.command('recommendations'))
    .description('what could be saved: findings, advice of AWS, and of plugins, by source')
    .option('--plan <file>', 'only for the resources of this plan, or - for standard input')
    .option('--pulumi-json <file>', 'the same, as in FinFocus')
    .option('--filter <key=value>', 'action=RIGHTSIZE, type, id, region, source', repeated)
    .option('--sort <field>', 'savings, action, source or id, with :asc or :desc')
    .option('--limit <count>', 'at most so many')
    .option('--offset <count>', 'without the first ones')
    .option('--page <number>', 'this page, from 1')
    .option('--page-size <count>', 'of a page (default: 50)')
    .option('--include-dismissed', 'also those that were dismissed or snoozed')
    .option('--verbose', 'with descriptions')
    .option('--output <format>', 'table, json or ndjson (default: table)')
    .addHelpText(
      'after',
      `
Examples:
  longshore cost recommendations
  longshore cost recommendations --filter action=TERMINATE,RIGHTSIZE --output json
  longshore cost recommendations dismiss ID --reason business-constraint
  longshore cost recommendations snooze ID --until 2027-01-31

Findings are those that longshore cost findings evaluated. A saving that is not
known is null, and never 0.

Exit codes: 0 complete, 1 error, 2 usage or configuration, 3 a plugin did not
answer, 130 stopped.`,
    )
    .action(async (flags: object) => {
      const { runRecommendations } = await import('../commands/cost-recommendations.ts');
      ended(await runRecommendations(flags, terminal));
    });
  for (const [name, action, description] of [
    ['dismiss', 'dismissed', 'hide a recommendation for good, with a reason'],
    ['snooze', 'snoozed', 'hide a recommendation until the end of a day'],
    ['undismiss', 'undismissed', 'show a dismissed recommendation again'],
  ] as const) {
    const command = recommendations
      .command(name)
      .argument('<id>', 'the recommendation')
      .description(description)
      .option('--force', 'accepted: nothing is asked')
      .option('--pulumi-json <file>', 'accepted, as in FinFocus');
    if (name !== 'undismiss') {
      command
        .option('--reason <reason>', 'not-applicable, business-constraint, deferred, other, …')
        .option('--note <text>', 'an explanation; --reason other needs one');
    }
    if (name === 'snooze') command.option('--until <date>', 'the last day: 2027-01-31');
    withFlags(command).action(async (id: string, _: object, own: Command) => {
      const { runDecideRecommendation } = await import('../commands/cost-recommendations.ts');
      ended(await runDecideRecommendation(action, id, own.optsWithGlobals(), terminal));
    });
  }
  withFlags(recommendations.command('history'))
    .argument('<id>', 'the recommendation')
    .description('what was decided about a recommendation, and when')
    .option('--output <format>', 'table or json (default: table)')
    .action(async (id: string, _: object, own: Command) => {
      const { runRecommendationHistory } = await import('../commands/cost-recommendations.ts');
      ended(await runRecommendationHistory(id, own.optsWithGlobals(), terminal));
    });
}

function withFlags(command: Command): Command {
  return command
    .option('--adapter <plugin>', 'only this plugin; longshore for findings')
    .option('--plugin-dir <folder>', 'the folder of plugins (default: that of FinFocus)')
    .addOption(SETTINGS)
    .addOption(STATE);
}

function repeated(value: string, all: readonly string[] = []): readonly string[] {
  return [...all, value];
}
