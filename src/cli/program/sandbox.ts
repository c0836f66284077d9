import type { Command } from 'commander';
import type { Running } from './running.ts';

export function addDemo(program: Command, { terminal, ended }: Running): void {
  program
    .command('demo')
    .description('read a simulated AWS organization with some faults; needs no AWS account')
    .option('--size <size>', 'small, or large (some resources of every kind)', 'small')
    .option('--seed <text>', 'selects the simulated resources', 'demo')
    .option('--cost', 'end with what the resources cost, by simulated prices')
    .option('--output <file>', 'write the resources as NDJSON; - for stdout')
    .option('--report <file>', 'write the report of the first run as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  longshore demo\n  longshore demo --size large --cost\n  longshore demo --output resources.ndjson --report report.json',
    )
    .action(async (flags: object) => {
      const { runDemo } = await import('../commands/demo.ts');
      ended(await runDemo(flags, terminal));
    });
}

export function addSandbox(program: Command, { terminal, ended }: Running): void {
  program
    .command('sandbox')
    .description(
      'start a simulated AWS and a simulated Port on this machine, and print the settings to use them',
    )
    .option('--port <number>', 'the port of the simulated AWS (default: any free port)')
    .option(
      '--size <size>',
      'small, medium, large (some resources of every kind) or reference',
      'small',
    )
    .option('--seed <text>', 'selects the simulated resources', 'sandbox')
    .option('--latency <ms>', 'milliseconds that each response takes', '0')
    .option('--limits', "enforce AWS's published rate limits")
    .addHelpText(
      'after',
      '\nExamples:\n  longshore sandbox --port 4566\n  longshore sandbox --size reference --latency 100 --limits',
    )
    .action(async (flags: object) => {
      const { runSandbox } = await import('../commands/sandbox.ts');
      ended(await runSandbox(flags, terminal));
    });
}
