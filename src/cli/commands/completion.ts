import type { Command } from 'commander';
import { ConfigurationError } from '../../lib/errors.ts';
import { bashScript } from '../completion/bash.ts';
import { completionModel, SHELLS } from '../completion/completion-model.ts';
import { fishScript } from '../completion/fish.ts';
import { zshScript } from '../completion/zsh.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/**
 * `longshore completion <shell>`: generates the script from the commands. The script runs without Longshore.
 */
export function runCompletion(
  shell: string,
  program: Command,
  { stdout }: Terminal,
): Promise<ExitCode> {
  const known = SHELLS.find((name) => name === shell);
  if (known === undefined) {
    throw new ConfigurationError(`no completion for the shell "${shell}"`, {
      remedy: `name one of ${SHELLS.join(', ')}`,
    });
  }
  stdout.write(SCRIPTS[known](completionModel(program)));
  return Promise.resolve(EXIT.complete);
}
