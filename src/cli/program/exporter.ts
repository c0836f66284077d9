import type { Command } from 'commander';
import { exporterFlagsHelp } from '../exporter-flags.ts';
import type { Running } from './running.ts';

export function addExporter(program: Command, { terminal, ended }: Running): void {
  program
    .command('exporter')
    .description('serve costs of AWS resources to Prometheus, with the flags of cloudcost-exporter')
    .argument('[flags...]', 'in the style of Go: one dash or two, a value after = or a space')
    .allowUnknownOption()
    .addHelpText(
      'after',
      `
Flags:
${exporterFlagsHelp()}

Examples:
  longshore exporter -aws.services=EC2,RDS -aws.region=eu-west-1
  longshore exporter -list-services

Settings of accounts, of the store and of cost work as for serve: see
docs/cost-exporter.md.

Exit codes: 0 stopped, 1 error, 2 usage or configuration.`,
    )
    .action(async (flags: readonly string[]) => {
      const { runExporter } = await import('../commands/exporter.ts');
      ended(await runExporter(flags, terminal));
    });
}
