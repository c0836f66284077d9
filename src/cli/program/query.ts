import type { Command } from 'commander';
import { SETTINGS, STATE } from './common-options.ts';
import type { Running } from './running.ts';

export function addQuery(program: Command, { terminal, ended }: Running): void {
  program
    .command('query')
    .argument('[sql]', 'one SELECT; - to read it from stdin')
    .description('ask the store with SQL: resync --sink store and serve fill it')
    .option('--file <file>', 'read the SQL from a file')
    .option('--tables', 'list the tables')
    .option('--schema <table>', 'list the columns of a table')
    .option(
      '--format <format>',
      'table, json, ndjson, csv or parquet (default: table, or by --output)',
    )
    .option('--output <file>', 'write the result to a file; - for stdout')
    .option('--limit <rows>', 'most rows (default: 1000 for a table, otherwise all)')
    .option('--timeout <seconds>', 'stop the query after this time')
    .addOption(SETTINGS)
    .addOption(STATE)
    .addHelpText(
      'after',
      `
Examples:
  longshore query "select kind, count(*) as resources from resources group by kind order by 2 desc"
  longshore query "select * from aws_s3_bucket" --output buckets.csv
  longshore query --tables
  longshore query --schema aws_ec2_instance

Exit codes: 0 complete, 1 error, 2 a wrong query or usage, 130 stopped.`,
    )
    .action(async (sql: string | undefined, flags: object) => {
      const { runQuery } = await import('../commands/query.ts');
      ended(await runQuery(sql, flags, terminal));
    });
}

export function addDiff(program: Command, { terminal, ended }: Running): void {
  program
    .command('diff')
    .description('list resources that appeared, changed or disappeared, from the store')
    .option(
      '--since <run-or-time>',
      'a run (number or id), a time (2026-11-22T05:00Z), or an age (24h, 7d) (default: the previous run)',
    )
    .option('--json', 'one JSON line for each resource')
    .addOption(SETTINGS)
    .addOption(STATE)
    .addHelpText(
      'after',
      `
Examples:
  longshore diff
  longshore diff --since 24h --json
  longshore query "select number, id, started_at, status from runs"   # the runs to choose from

Exit codes: 0 complete, 1 error, 2 usage, 130 stopped.`,
    )
    .action(async (flags: object) => {
      const { runDiff } = await import('../commands/diff.ts');
      ended(await runDiff(flags, terminal));
    });
}
