import type { Command } from 'commander';
import { FROM, SETTINGS, TO } from './common-options.ts';
import type { Running } from './running.ts';

const BASIS = 'billed, effective, list or contracted (default: effective)';
const GROUPS =
  'service, account, region, usage_type, resource, category or tag:KEY, comma-separated';
const EXITS = 'Exit codes: 0 complete, 1 error, 2 usage or configuration, 130 stopped.';
const more = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];

/** The commands of `longshore cost` that analyse the bill. */
export function addAnalysis(cost: Command, running: Running): void {
  addAnomalies(cost, running);
  addForecast(cost, running);
  addTrends(cost, running);
  addWaste(cost, running);
  addContainers(cost, running);
  addBudgets(cost, running);
  addReport(cost, running);
}

function withStore(command: Command): Command {
  return command
    .addOption(SETTINGS)
    .option('--state <folder>', 'the folder that has the store (default: .longshore)');
}

function addAnomalies(cost: Command, { terminal, ended }: Running): void {
  const command = cost
    .command('anomalies')
    .description("show unusual cost in the stored bill, and what explains it; AWS's beside it")
    .option('--from <date>', 'only anomalies that lasted until this day (default: 30 days ago)')
    .option('--to <date>', 'only anomalies that began by this day')
    .option('--group-by <groups>', `other series: ${GROUPS} (default: account,service,region)`)
    .option('--basis <basis>', BASIS)
    .option('--filter <group=value>', 'only these charges; may be repeated', more)
    .option('--method <method>', 'seasonal or day-over-day (default: seasonal)')
    .option('--up-only', 'without drops')
    .option('--anomaly-state <state>', 'open, closed or all (default: all)')
    .option('--min-impact <amount>', 'only anomalies of at least this much money')
    .option('--explain <id>', 'one anomaly with all that explains it')
    .option('--format <format>', 'text or json (default: text)');
  withStore(command)
    .addHelpText(
      'after',
      `
Examples:
  longshore cost anomalies
  longshore cost anomalies --from 2026-10-01 --to 2026-10-31 --up-only
  longshore cost anomalies --group-by tag:team --format json
  longshore cost anomalies --explain 5f0c2a91be47d113

cost collect and cost import find anomalies in what they store, series by series:
an account's service in a region. Other series, another basis, filters and the
method day-over-day are computed at once, and not stored.

${EXITS}`,
    )
    .action(async (flags: object) => {
      const { runCostAnomalies } = await import('../commands/cost-anomalies.ts');
      ended(await runCostAnomalies(flags, terminal));
    });
}

function addForecast(cost: Command, { terminal, ended }: Running): void {
  const command = cost
    .command('forecast')
    .description('forecast the cost of the next days, with intervals and past errors')
    .option('--to <date>', 'the last day that is forecast (default: 30 days)')
    .option('--from <date>', 'forecast from this day on, as if the bill ended before it')
    .option('--group-by <groups>', `${GROUPS} (default: service)`)
    .option('--basis <basis>', BASIS)
    .option('--filter <group=value>', 'only these charges; may be repeated', more)
    .option('--format <format>', 'text or json (default: text)');
  withStore(command)
    .addHelpText(
      'after',
      `
Examples:
  longshore cost forecast
  longshore cost forecast --group-by account --to 2026-12-31
  longshore cost forecast --filter service=AmazonEC2 --format json

It forecasts usage, without purchases, credits, taxes and corrections. Where a
cost cannot be forecast, it shows what such periods cost so far.

${EXITS}`,
    )
    .action(async (flags: object) => {
      const { runCostForecast } = await import('../commands/cost-forecast.ts');
      ended(await runCostForecast(flags, terminal));
    });
}

function addTrends(cost: Command, { terminal, ended }: Running): void {
  const command = cost
    .command('trends')
    .description('compare the last 7 and 30 days with the days before; what grew most')
    .option('--to <date>', 'the last day that counts (default: the last complete one)')
    .option('--group-by <groups>', `${GROUPS} (default: service)`)
    .option('--basis <basis>', BASIS)
    .option('--filter <group=value>', 'only these charges; may be repeated', more)
    .option('--format <format>', 'text or json (default: text)');
  withStore(command)
    .addHelpText(
      'after',
      `
Examples:
  longshore cost trends
  longshore cost trends --group-by account,service --to 2026-10-31

It compares usage, without purchases, credits, taxes and corrections.

${EXITS}`,
    )
    .action(async (flags: object) => {
      const { runCostTrends } = await import('../commands/cost-trends.ts');
      ended(await runCostTrends(flags, terminal));
    });
}

function addWaste(cost: Command, { terminal, ended }: Running): void {
  const command = cost
    .command('waste')
    .description('sum up what open findings say could be saved, each resource once')
    .option('--format <format>', 'text or json (default: text)');
  withStore(command)
    .addHelpText(
      'after',
      `
Examples:
  longshore cost findings && longshore cost waste
  longshore cost waste --format json

${EXITS}`,
    )
    .action(async (flags: object) => {
      const { runCostWaste } = await import('../commands/cost-waste.ts');
      ended(await runCostWaste(flags, terminal));
    });
}

function addContainers(cost: Command, { terminal, ended }: Running): void {
  const command = cost
    .command('containers')
    .description('show what pods and tasks cost, as Cost and Usage Reports divide their nodes')
    .addOption(FROM)
    .addOption(TO)
    .option(
      '--group-by <group>',
      'namespace, cluster, workload, node, container or tag:KEY (default: namespace)',
    )
    .option('--format <format>', 'text or json (default: text)');
  withStore(command)
    .addHelpText(
      'after',
      `
Examples:
  longshore cost containers
  longshore cost containers --from 2026-10 --to 2026-10 --group-by workload
  longshore cost containers --group-by tag:team --format json

It needs split cost allocation data in a Cost and Usage Report. The cost of nodes
is divided, not added: the bill has it once.

${EXITS}`,
    )
    .action(async (flags: object) => {
      const { runCostContainers } = await import('../commands/cost-containers.ts');
      ended(await runCostContainers(flags, terminal));
    });
}

function addBudgets(cost: Command, { terminal, ended }: Running): void {
  const command = cost
    .command('budgets')
    .description('show budgets of the settings and of AWS: used, expected, exceeded')
    .option('--format <format>', 'text or json (default: text)');
  withStore(command)
    .addHelpText(
      'after',
      `
Examples:
  LONGSHORE_COST_BUDGETS='[{name: all, amount: 5000}]' longshore cost budgets
  longshore cost budgets --settings config.yaml --format json

${EXITS}`,
    )
    .action(async (flags: object) => {
      const { runCostBudgets } = await import('../commands/cost-budgets.ts');
      ended(await runCostBudgets(flags, terminal));
    });
}

function addReport(cost: Command, { terminal, ended }: Running): void {
  const command = cost
    .command('report')
    .description('one report: the bill, anomalies, trends, forecast, waste, budgets, allocation')
    .addOption(FROM)
    .addOption(TO)
    .option('--group-by <groups>', `${GROUPS} (default: service)`)
    .option('--allocate-by <group>', 'account, service, region or tag:KEY (default: account)')
    .option(
      '--basis <basis>',
      'of the bill: billed, effective, list or contracted (default: billed)',
    )
    .option('--filter <group=value>', 'only these charges; may be repeated', more)
    .option('--format <format>', 'text, json, markdown or html (default: text)')
    .option('--out <file>', 'write it into a file');
  withStore(command)
    .addHelpText(
      'after',
      `
Examples:
  longshore cost report
  longshore cost report --from 2026-10 --to 2026-10 --format html --out october.html
  longshore cost report --allocate-by tag:team --format markdown

The bill is that of cost show. The HTML page needs no other file and no network.

${EXITS}`,
    )
    .action(async (flags: object) => {
      const { runCostReport } = await import('../commands/cost-report.ts');
      ended(await runCostReport(flags, terminal));
    });
}
