import type { Command } from 'commander';
import { SETTINGS, STATE } from './common-options.ts';
import type { Running } from './running.ts';

/** `longshore plugin …` */
export function addPlugin(program: Command, running: Running): void {
  const plugin = program
    .command('plugin')
    .description('cost plugins of FinFocus and PulumiCost: use them, and be one')
    .addHelpText(
      'after',
      '\nExamples:\n  longshore plugin list\n  longshore plugin serve --prices prices.ndjson.gz',
    );
  addServe(plugin, running);
}

function addServe(plugin: Command, { terminal, ended }: Running): void {
  plugin
    .command('serve')
    .description('answer the plugin protocol of FinFocus from the own prices and store')
    .option('--port <port>', 'listen on this port of 127.0.0.1 (default: any that is free)')
    .option('--stdio', 'speak gRPC over standard input and output instead')
    .option('--prices <file>', 'prices from a file that longshore prices export wrote: offline')
    .option('--spec-dir <folder>', 'YAML price files, for what has no other price')
    .option('--region <region>', 'of estimates that name none (default: AWS_REGION)')
    .option('--basis <basis>', 'of actual costs: billed, effective, list or contracted')
    .option('--install', 'install it as plugin longshore, with these flags')
    .option('--plugin-dir <folder>', 'with --install: where (default: the plugins of FinFocus)')
    .addOption(SETTINGS)
    .addOption(STATE)
    .addHelpText(
      'after',
      `
Examples:
  longshore plugin serve --install --prices prices.ndjson.gz --state .longshore
  longshore plugin serve --port 50051 --prices prices.ndjson.gz

It prints PORT=<number> as soon as it listens; logs go to standard error. The
port can be set with FINFOCUS_PLUGIN_PORT or PULUMICOST_PLUGIN_PORT, too. What
has no price is an error with its reason, and never 0.

Exit codes: 0 stopped, 1 error, 2 usage or configuration.`,
    )
    .action(async (flags: { readonly install?: boolean }) => {
      const { runPluginServe } = await import('../commands/plugin-serve.ts');
      ended(await runPluginServe(flags, terminal));
    });
}
