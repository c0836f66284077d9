import type { Command } from 'commander';
import { addAnalysis } from './analysis.ts';
import { addBill } from './bill.ts';
import { addFindings } from './findings.ts';
import { SETTINGS, STATE } from './common-options.ts';
import { addPlans } from './plans.ts';
import { addRecommendations } from './recommendations.ts';
import type { Running } from './running.ts';

export function addCost(program: Command, { terminal, ended }: Running): void {
  const cost = program
    .command('cost')
    .description('what resources cost at list prices, and what the bill says')
    .addHelpText(
      'after',
      '\nExamples:\n  longshore cost resources\n  longshore cost import exports/ && longshore cost show',
    );
  cost
    .command('resources')
    .description('price what the store has: resync --sink store fills it')
    .option('--kinds <kinds>', 'only these kinds, comma-separated')
    .option('--accounts <ids>', 'only these accounts, comma-separated')
    .option('--regions <regions>', 'only these regions, comma-separated')
    .option('--tag <key=value>', 'only resources with this tag; KEY= for those without it')
    .option('--group-by <group>', 'service, account, region, kind or tag:KEY (default: service)')
    .option('--output <format>', 'table, json, ndjson or csv (default: table)')
    .option('--prices <file>', 'prices from a file that longshore prices export wrote')
    .option('--accept-lost-prices', 'use a price list that was refused because it lost many prices')
    .addOption(SETTINGS)
    .addOption(STATE)
    .addHelpText(
      'after',
      `
Examples:
  longshore resync --sink store && longshore cost resources
  longshore cost resources --group-by tag:team --output csv
  longshore query "select * from resource_costs where reason is not null limit 20"

Prices come from the file, from the store while they are young enough, from the
Price List API (free), or from its public files. Unknown costs are counted
beside the totals, with the reason.

Exit codes: 0 complete, 1 error, 2 usage or configuration,
3 incomplete (prices of a region could not be read), 130 stopped.`,
    )
    .action(async (flags: object) => {
      const { runCostResources } = await import('../commands/cost-resources.ts');
      ended(await runCostResources(flags, terminal));
    });
  addBill(cost, { terminal, ended });
  addFindings(cost, { terminal, ended });
  addAnalysis(cost, { terminal, ended });
  addPlans(cost, { terminal, ended });
  addRecommendations(cost, { terminal, ended });
}

export function addPrices(program: Command, { terminal, ended }: Running): void {
  const prices = program
    .command('prices')
    .description("AWS's prices: export and explore them")
    .addHelpText(
      'after',
      '\nExamples:\n  longshore prices export prices.ndjson.gz --regions eu-west-1\n  longshore prices explore AmazonEC2',
    );
  prices
    .command('export')
    .argument('<file>', 'where to write; packed if its name ends in .gz')
    .description('write the prices that cost models need into a file, for --prices')
    .option(
      '--regions <regions>',
      'of these regions, comma-separated (default: those in the store)',
    )
    .option('--prices <file>', 'take them from another such file')
    .addOption(SETTINGS)
    .addOption(STATE)
    .addHelpText(
      'after',
      `
Examples:
  longshore prices export prices.ndjson.gz --regions eu-west-1,us-east-1
  longshore cost resources --prices prices.ndjson.gz

Exit codes: 0 complete, 1 error, 2 usage or configuration,
3 incomplete (prices of a region could not be read), 130 stopped.`,
    )
    .action(async (file: string, flags: object) => {
      const { runPricesExport } = await import('../commands/prices-export.ts');
      ended(await runPricesExport(file, flags, terminal));
    });
  prices
    .command('explore')
    .argument('<service>', "AWS's service code: AmazonEC2")
    .description('show families, usage types and rows of a price list')
    .option('--region <region>', 'the region (default: us-east-1)')
    .option('--family <family>', 'only this product family')
    .option('--usage-type <text>', 'only usage types with this text')
    .option('--json', 'everything as JSON')
    .addOption(SETTINGS)
    .addHelpText(
      'after',
      `
Examples:
  longshore prices explore AmazonEC2 --family "NAT Gateway" --region eu-west-1
  longshore prices explore AWSELB --usage-type LoadBalancerUsage --json

It reads AWS's public price files, which need no credentials.

Exit codes: 0 complete, 1 error, 2 usage or configuration, 130 stopped.`,
    )
    .action(async (service: string, flags: object) => {
      const { runPricesExplore } = await import('../commands/prices-explore.ts');
      ended(await runPricesExplore(service, flags, terminal));
    });
}
