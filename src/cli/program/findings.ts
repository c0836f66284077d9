import type { Command } from 'commander';
import { SETTINGS, STATE } from './common-options.ts';
import type { Running } from './running.ts';

/** `longshore cost findings` */
export function addFindings(cost: Command, { terminal, ended }: Running): void {
  cost
    .command('findings')
    .description('show what is idle, oversized or badly bought, with evidence and savings')
    .option(
      '--type <types>',
      'idle, rightsizing, storage_optimization, spot_migration, multi_az_conversion or reserved_instances, comma-separated',
    )
    .option('--service <services>', 'only these services, comma-separated: EC2,RDS')
    .option('--account <ids>', 'only these accounts, comma-separated')
    .option('--min-saving <amount>', 'only findings that save at least this a month')
    .option('--verdict <verdict>', 'yes, no, unknown or all that is stored (default: yes)')
    .option('--all', 'also findings that were dismissed or done')
    .option('--explain <id>', 'one finding with all of its evidence: its id, or the resource')
    .option('--dismiss <id>', 'hide a finding until the end of a day')
    .option('--until <date>', 'the last day of the dismissal: 2027-01-31')
    .option('--done <id>', 'mark a finding as done')
    .option('--reopen <id>', 'show a dismissed or done finding again')
    .option('--reason <text>', 'why, for --dismiss, --done and --reopen: up to 500 characters')
    .option('--output <format>', 'table, json, ndjson or csv (default: table)')
    .option('--prices <file>', 'prices from a file that longshore prices export wrote')
    .addOption(SETTINGS)
    .addOption(STATE)
    .addHelpText(
      'after',
      `
Examples:
  longshore cost findings
  longshore cost findings --type idle --min-saving 50 --output csv
  longshore cost findings --explain i-0123456789abcdef0
  longshore cost findings --dismiss ec2-idle-instance-5f0c2a91be47 --until 2027-01-31 --reason 'kept for the audit'

It judges what is stored, and asks AWS for nothing: resync --sink store reads the
resources, cost usage their use, cost resources the prices, cost collect the bill.

Exit codes: 0 complete, 1 error, 2 usage or configuration, 3 incomplete (some
findings are old: their scope could not be read, or the store not be written),
130 stopped.`,
    )
    .action(async (flags: object) => {
      const { runCostFindings } = await import('../commands/cost-findings.ts');
      ended(await runCostFindings(flags, terminal));
    });
}
