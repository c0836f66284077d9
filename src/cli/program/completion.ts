import type { Command } from 'commander';
import type { Running } from './running.ts';

export function addCompletion(program: Command, { terminal, ended }: Running): void {
  program
    .command('completion')
    .argument('<shell>', 'bash, zsh or fish')
    .description('print a script that completes commands, flags, kinds and regions in a shell')
    .addHelpText(
      'after',
      `
Examples:
  echo 'source <(longshore completion bash)' >> ~/.bashrc
  longshore completion zsh > "\${fpath[1]}/_longshore"
  longshore completion fish > ~/.config/fish/completions/longshore.fish`,
    )
    .action(async (shell: string) => {
      const { runCompletion } = await import('../commands/completion.ts');
      ended(await runCompletion(shell, program, terminal));
    });
}
