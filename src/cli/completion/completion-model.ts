import type { Command, Option } from 'commander';
import { COMPLETION_WORDS } from '../../app/completion-words.ts';
import { DEMO_SIZES, QUERY_FORMATS, SANDBOX_SIZES, SINKS } from '../flag-words.ts';

/** What can follow a flag, or be an argument. */
export type CompletedValue =
  | { readonly type: 'file' | 'folder' }
  /** Any text: no suggestions. */
  | { readonly type: 'free' }
  | {
      readonly type: 'words';
      readonly words: readonly string[];
      /** A comma-separated list of words. */
      readonly isList: boolean;
    };

export interface CompletedFlag {
  /** `--kinds` */
  readonly name: string;
  readonly description: string;
  /** Undefined for a flag without a value. */
  readonly value: CompletedValue | undefined;
}

export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly flags: readonly CompletedFlag[];
  /** The first argument; undefined for a command without arguments. */
  readonly argument: CompletedValue | undefined;
}

/** Everything that a shell can complete. */
export interface CompletionModel {
  readonly program: string;
  readonly flags: readonly CompletedFlag[];
  readonly commands: readonly CompletedCommand[];
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

const FREE: CompletedValue = { type: 'free' };
const FILE: CompletedValue = { type: 'file' };
const FOLDER: CompletedValue = { type: 'folder' };

/** Values by the name of their flag; `demo --size` takes precedence over `--size`. */
const VALUES: Readonly<Record<string, CompletedValue | undefined>> = {
  '--kinds': words(COMPLETION_WORDS.kinds, true),
  '--regions': words(COMPLETION_WORDS.regions, true),
  '--region': words(COMPLETION_WORDS.regions),
  '--sink': words(SINKS),
  '--format': words(QUERY_FORMATS),
  'demo --size': words(DEMO_SIZES),
  'sandbox --size': words(SANDBOX_SIZES),
  '--config': FILE,
  '--settings': FILE,
  '--input': FILE,
  '--output': FILE,
  '--file': FILE,
  '--report': FILE,
  '--state': FOLDER,
};

/** The first arguments of commands. */
const ARGUMENTS: Readonly<Record<string, CompletedValue | undefined>> = {
  get: words(COMPLETION_WORDS.kinds),
  kinds: words(COMPLETION_WORDS.kinds),
  completion: words(SHELLS),
};

/** The commands and flags of the program, and the completions of their values. */
export function completionModel(program: Command): CompletionModel {
  const help = program.createHelp();
  return {
    program: program.name(),
    flags: flagsOf(program),
    commands: help.visibleCommands(program).map((command) => ({
      name: command.name(),
      description: command.description(),
      flags: flagsOf(command),
      argument: ARGUMENTS[command.name()],
    })),
  };
}

function flagsOf(command: Command): readonly CompletedFlag[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap((option) => {
      const { long, description } = option;
      return typeof long === 'string'
        ? [{ name: long, description, value: valueOf(command, long, option) }]
        : [];
    });
}

function valueOf(
  command: Command,
  flag: string,
  { required, optional, argChoices }: Option,
): CompletedValue | undefined {
  if (!required && !optional) return undefined;
  if (argChoices !== undefined) return words(argChoices);
  return VALUES[`${command.name()} ${flag}`] ?? VALUES[flag] ?? FREE;
}

function words(list: readonly string[], isList = false): CompletedValue {
  return { type: 'words', words: list, isList };
}
