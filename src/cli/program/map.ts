import type { Command } from 'commander';
import type { Running } from './running.ts';

export function addMap(program: Command, { terminal, ended }: Running): void {
  program
    .command('map')
    .description('map raw resources to entities, offline: to try out a mapping')
    .requiredOption('--input <file>', 'raw resources as NDJSON; - for stdin')
    .option('--config <file>', 'the mapping (default: .port/resources/port-app-config.yml)')
    .option('--settings <file>', "settings, in the format of Ocean's config.yaml")
    .option('--explain', 'print for each item which expressions returned nothing or failed')
    .addHelpText(
      'after',
      `
Examples:
  longshore demo --output resources.ndjson
  longshore map --input resources.ndjson
  longshore map --config mapping.yml --input resources.ndjson --explain`,
    )
    .action(async (flags: object) => {
      const { runMap } = await import('../commands/map.ts');
      ended(await runMap(flags, terminal));
    });
}
