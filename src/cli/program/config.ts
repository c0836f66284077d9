import type { Command } from 'commander';
import type { ConfigAction } from '../commands/config.ts';
import type { Running } from './running.ts';

const ACTIONS: readonly (readonly [name: ConfigAction, args: string, text: string])[] = [
  ['init', '', 'write a configuration to begin with'],
  ['get', '<key>', 'print a value: cost.budgets.global.amount'],
  ['set', '<key> <value>', 'set a value; comments of the file stay'],
  ['list', '', 'print all of it as JSON'],
  ['validate', '', 'check it'],
];

/** `longshore config`: the file that `pulumicost` and `finfocus` read. */
export function addConfig(program: Command, { terminal, ended }: Running): void {
  const config = program
    .command('config')
    .description('the configuration of pulumicost and finfocus, for their users')
    .addHelpText(
      'after',
      '\nExamples:\n  longshore config init\n  longshore config set cost.budgets.global.amount 500',
    );
  for (const [name, args, description] of ACTIONS) {
    const command = config.command(`${name} ${args}`.trim()).description(description);
    command.option('--home <folder>', 'where config.yaml is (default: FINFOCUS_HOME, ~/.finfocus)');
    if (name === 'init') command.option('--force', 'replace the file that is there');
    command.addHelpText(
      'after',
      `\nExample:\n  longshore config ${name}${name === 'get' ? ' output.default_format' : name === 'set' ? ' output.default_format json' : ''}

Exit codes: 0 complete, 1 error, 2 usage or configuration, 130 stopped.`,
    );
    command.action(async () => {
      const { runConfig } = await import('../commands/config.ts');
      ended(await runConfig(name, command.args, command.opts(), terminal));
    });
  }
}
