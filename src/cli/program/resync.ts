import type { Command } from 'commander';
import type { Running } from './running.ts';

export function addResync(program: Command, { terminal, ended }: Running): void {
  program
    .command('resync')
    .description('read all resources of the kinds in the mapping, in all accounts and regions')
    .option(
      '--config <file>',
      "the mapping (default: .port/resources/port-app-config.yml; with --sink port, the integration's own in Port)",
    )
    .option('--settings <file>', "settings, in the format of Ocean's config.yaml")
    .option('--kinds <kinds>', 'only these kinds, comma-separated')
    .option('--accounts <ids>', 'only these accounts, comma-separated')
    .option('--regions <regions>', 'only these regions, comma-separated')
    .option(
      '--sink <sink>',
      'ndjson (raw resources), port (entities), or store (for longshore query)',
      'ndjson',
    )
    .option(
      '--output <file>',
      'where --sink ndjson writes, one resource per line; - for stdout (default: stdout if it is piped; on a terminal, resources are only counted)',
    )
    .option('--report <file>', 'write the report of the run as JSON')
    .option('--state <folder>', 'for the state and the store (default: .longshore)')
    .option(
      '--accept-removals',
      'delete entities of accounts and regions that settings or credentials no longer reach',
    )
    .option('--compare', 'for --sink port: first compare the state with Port, and fix differences')
    .option(
      '--dry-run',
      'write nothing. With --sink store, read and print what would appear, change and disappear; otherwise read only accounts and regions, and print scopes, expected calls and time',
    )
    .option('--json', 'for --sink store --dry-run: one JSON line for each resource')
    .option('--seed <text>', 'fixes the order in which scopes are read')
    .option('--concurrency <number>', 'requests in flight at once (default: 256)')
    .addHelpText(
      'after',
      `
Examples:
  longshore resync --output resources.ndjson --report report.json
  longshore resync --kinds AWS::SQS::Queue --regions eu-west-1 --output -
  longshore resync --dry-run
  longshore resync --sink port --report report.json
  longshore resync --sink store
  longshore resync --sink store --dry-run

Exit codes: 0 complete, 1 error, 2 usage or configuration, 3 incomplete
(something could not be read: the report says what and why), 130 stopped.`,
    )
    .action(async (flags: object) => {
      const { runResync } = await import('../commands/resync.ts');
      ended(await runResync(flags, terminal));
    });
}

export function addPlan(program: Command, { terminal, ended }: Running): void {
  program
    .command('plan')
    .description(
      'show what a resync would create, change, delete and withhold in Port, and what Port would reject; writes nothing',
    )
    .option('--config <file>', "the mapping (default: the integration's own in Port)")
    .option('--settings <file>', "settings, in the format of Ocean's config.yaml")
    .option('--kinds <kinds>', 'only these kinds, comma-separated')
    .option('--accounts <ids>', 'only these accounts, comma-separated')
    .option('--regions <regions>', 'only these regions, comma-separated')
    .option('--json', 'one JSON line for each entity, and one with the totals at the end')
    .option('--summary', 'only the counts, by blueprint and action')
    .option('--state <folder>', 'remembers what was written to Port (default: .longshore)')
    .option(
      '--accept-removals',
      'plan to delete entities of accounts and regions that settings or credentials no longer reach',
    )
    .option('--compare', 'first compare the state with Port, as a run does once a day')
    .option('--seed <text>', 'fixes the order in which scopes are read')
    .option('--concurrency <number>', 'requests in flight at once (default: 256)')
    .addHelpText(
      'after',
      `
Examples:
  longshore plan
  longshore plan --config mapping.yml --json > plan.ndjson

Exit codes: 0 complete, 1 error, 2 usage or configuration, 3 incomplete,
130 stopped.`,
    )
    .action(async (flags: object) => {
      const { runPlan } = await import('../commands/plan.ts');
      ended(await runPlan(flags, terminal));
    });
}
