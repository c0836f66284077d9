import type { Command } from 'commander';
import { DRY_RUN, FROM, JSON_OUTPUT, SETTINGS, STATE, TO } from './common-options.ts';
import type { Running } from './running.ts';

/** The commands of `longshore cost` that are about the bill and usage. */
export function addBill(cost: Command, running: Running): void {
  addCollect(cost, running);
  addImport(cost, running);
  addShow(cost, running);
  addExport(cost, running);
  addCommitments(cost, running);
  addUsage(cost, running);
}

function addCollect(cost: Command, { terminal, ended }: Running): void {
  cost
    .command('collect')
    .description(
      "read the bill from AWS into the store, and AWS's recommendations, anomalies and budgets",
    )
    .option('--from <month>', 'first month: 2026-08 (default: all of an export, a month back else)')
    .option('--to <month>', 'last month, included (default: the current one)')
    .option('--sources <sources>', 'which of the sources below, comma-separated (default: all)')
    .addOption(DRY_RUN)
    .option('--again', 'read also what is final, unchanged or fresh')
    .addOption(JSON_OUTPUT)
    .addOption(SETTINGS)
    .addOption(STATE)
    .addHelpText(
      'after',
      `
Examples:
  longshore cost collect --dry-run
  longshore cost collect --from 2026-08
  longshore cost collect --sources budgets,compute-optimizer
  LONGSHORE_SPEND_CAP_USD=1 longshore cost collect --sources cost-explorer

Sources of the bill: focus-1.2, focus-1.1, focus-1.0, cur-2.0, cur-legacy (exports
in S3), cost-explorer (paid, only for months without an export).
Advice of AWS: budgets, cost-optimization-hub, compute-optimizer; and paid:
anomalies, rightsizing, savings-plans-purchase, reservation-purchase.

Paid sources take 0.01 USD a request. They are asked only within
LONGSHORE_SPEND_CAP_USD a month and LONGSHORE_COST_API_BUDGET_USD a day, the bill
first. Neither setting: nothing is paid.

Exit codes: 0 complete, 1 error, 2 usage or configuration, 3 incomplete (the
table says what, why, and the fix), 130 stopped.`,
    )
    .action(async (flags: object) => {
      const { runCostCollect } = await import('../commands/cost-collect.ts');
      ended(await runCostCollect(flags, terminal));
    });
}

function addImport(cost: Command, { terminal, ended }: Running): void {
  cost
    .command('import')
    .argument('<files...>', 'exports of the bill: files, or folders as AWS delivers them')
    .description('put exports of the bill into the store: FOCUS, CUR 2.0, legacy CUR')
    .option(
      '--type <type>',
      'focus-1.2, focus-1.1, focus-1.0, cur-2.0 or cur-legacy (default: by the columns)',
    )
    .option('--dry-run', 'only say what would be imported and replaced')
    .addOption(JSON_OUTPUT)
    .addOption(SETTINGS)
    .addOption(STATE)
    .addHelpText(
      'after',
      `
Examples:
  longshore cost import exports/focus/ --dry-run
  longshore cost import 2026-10.parquet
  longshore cost import cur-00001.csv.gz cur-00002.csv.gz

Each billing period of a payer account is replaced whole. If two sources have
the same period, one is kept: FOCUS before CUR 2.0 before legacy CUR.

Exit codes: 0 complete, 1 error (nothing of that export is stored),
2 usage or configuration, 130 stopped.`,
    )
    .action(async (files: readonly string[], flags: object) => {
      const { runCostImport } = await import('../commands/cost-import.ts');
      ended(await runCostImport(files, flags, terminal));
    });
}

function addShow(cost: Command, { terminal, ended }: Running): void {
  const more = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];
  cost
    .command('show')
    .description('show the bill that the store has')
    .addOption(FROM)
    .addOption(TO)
    .option('--granularity <time>', 'total, monthly or daily (default: total)')
    .option(
      '--group-by <groups>',
      'service, account, region, usage_type, resource, category, charge_category or tag:KEY, comma-separated (default: service)',
    )
    .option('--basis <basis>', 'billed, effective, list or contracted (default: billed)')
    .option('--filter <group=value>', 'only these charges; may be repeated', more)
    .option('--output <format>', 'table, json, ndjson or csv (default: table)')
    .addOption(SETTINGS)
    .addOption(STATE)
    .addHelpText(
      'after',
      `
Examples:
  longshore cost show
  longshore cost show --from 2026-08 --to 2026-10 --granularity monthly
  longshore cost show --group-by service,region --filter account=210000000001
  longshore cost show --group-by tag:team --basis effective --output csv

Whole months are billing periods, so the total is that of the invoice. Credits
and taxes are shown apart.

Exit codes: 0 complete, 1 error, 2 usage or configuration, 130 stopped.`,
    )
    .action(async (flags: object) => {
      const { runCostShow } = await import('../commands/cost-show.ts');
      ended(await runCostShow(flags, terminal));
    });
}

function addExport(cost: Command, { terminal, ended }: Running): void {
  cost
    .command('export')
    .argument('<file>', 'where to write; its name ends in .parquet or .csv')
    .description('write the bill into a file in the form of FOCUS 1.2')
    .option('--format <format>', 'focus-1.2 (default: focus-1.2)')
    .addOption(FROM)
    .addOption(TO)
    .addOption(SETTINGS)
    .addOption(STATE)
    .addHelpText(
      'after',
      `
Examples:
  longshore cost export october.parquet --from 2026-10 --to 2026-10
  longshore cost export bill.csv

Amounts keep all of their digits.

Exit codes: 0 complete, 1 error, 2 usage or configuration, 130 stopped.`,
    )
    .action(async (file: string, flags: object) => {
      const { runCostExport } = await import('../commands/cost-export.ts');
      ended(await runCostExport(file, flags, terminal));
    });
}

function addCommitments(cost: Command, { terminal, ended }: Running): void {
  cost
    .command('commitments')
    .description('show Savings Plans and reservations: use, coverage, savings, end')
    .option('--month <month>', '2026-10 (default: last month)')
    .option('--output <format>', 'table or json (default: table)')
    .addOption(SETTINGS)
    .addOption(STATE)
    .addHelpText(
      'after',
      `
Examples:
  LONGSHORE_SPEND_CAP_USD=1 longshore cost commitments
  longshore cost commitments --month 2026-10 --output json

Cost Explorer takes 0.01 USD a request: four, or more with many commitments.
The answer is stored, and used again for LONGSHORE_COST_MIN_AGE_HOURS.

Exit codes: 0 complete, 1 error, 2 usage or configuration, 130 stopped.`,
    )
    .action(async (flags: object) => {
      const { runCostCommitments } = await import('../commands/cost-commitments.ts');
      ended(await runCostCommitments(flags, terminal));
    });
}

function addUsage(cost: Command, { terminal, ended }: Running): void {
  cost
    .command('usage')
    .description('read from CloudWatch into the store how much the stored resources are used')
    .option('--accounts <ids>', 'only these accounts, comma-separated')
    .option('--regions <regions>', 'only these regions, comma-separated')
    .option('--kinds <kinds>', 'only these kinds, comma-separated')
    .addOption(DRY_RUN)
    .addOption(JSON_OUTPUT)
    .addOption(SETTINGS)
    .addOption(STATE)
    .addHelpText(
      'after',
      `
Examples:
  longshore resync --sink store
  longshore cost usage --dry-run
  LONGSHORE_SPEND_CAP_USD=5 longshore cost usage
  LONGSHORE_SPEND_CAP_USD=5 longshore cost usage --kinds AWS::EC2::Instance

CloudWatch takes 0.01 USD for 1,000 metrics, and is asked only within
LONGSHORE_SPEND_CAP_USD: for days that the store lacks, and of resources that
it knows. What was read is stored at once, so that a run can go on.

Exit codes: 0 complete, 1 error, 2 usage or configuration, 3 incomplete (the
table says what, why, and the fix), 130 stopped.`,
    )
    .action(async (flags: object) => {
      const { runCostUsage } = await import('../commands/cost-usage.ts');
      ended(await runCostUsage(flags, terminal));
    });
}
