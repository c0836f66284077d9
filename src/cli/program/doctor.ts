import type { Command } from 'commander';
import type { Running } from './running.ts';

export function addDoctor(program: Command, { terminal, ended }: Running): void {
  program
    .command('doctor')
    .description(
      'check settings, AWS, Port, mapping, state and store, and say how to fix what is wrong',
    )
    .option('--config <file>', "the mapping (default: the integration's own in Port)")
    .option('--settings <file>', "settings in the form of Ocean's config.yaml")
    .option('--state <folder>', 'the state folder to check (default: .longshore)')
    .option('--accounts <ids>', 'only these accounts, comma-separated')
    .option('--timeout <seconds>', 'longest time of each check', '10')
    .option('--json', 'print the findings as JSON')
    .addHelpText(
      'after',
      `
Examples:
  longshore doctor
  longshore doctor --config mapping.yml --accounts 111122223333
  longshore doctor --json > findings.json

It changes nothing. Permissions are checked with real calls: each kind of the
mapping is listed in one region of each account, and its actions run for one
resource.

Exit codes: 0 no check failed (there may be warnings), 1 a check failed,
2 usage, 3 something could not be checked, 130 stopped.`,
    )
    .action(async (flags: object) => {
      const { runDoctor } = await import('../commands/doctor.ts');
      ended(await runDoctor(flags, terminal));
    });
}
