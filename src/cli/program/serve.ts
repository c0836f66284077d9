import type { Command } from 'commander';
import type { Running } from './running.ts';

export function addServe(program: Command, { terminal, ended }: Running): void {
  program
    .command('serve')
    .description('keep Port up to date: resyncs on schedule and on request, live events, metrics')
    .option('--config <file>', "the mapping (default: the integration's own in Port)")
    .option('--settings <file>', "settings, in the format of Ocean's config.yaml")
    .option('--state <folder>', 'remembers what was written to Port (default: .longshore)')
    .addHelpText(
      'after',
      `
Examples:
  OCEAN__PORT__CLIENT_ID=… OCEAN__PORT__CLIENT_SECRET=… longshore serve
  OCEAN__EVENT_LISTENER__TYPE=ONCE longshore serve

Exit codes: 0 stopped or complete, 1 error, 2 usage or configuration,
3 incomplete, 130 stopped (ONCE).`,
    )
    .action(async (flags: object) => {
      const { runServe } = await import('../commands/serve.ts');
      ended(await runServe(flags, terminal));
    });
}
