import type { CompletedFlag, CompletedValue, CompletionModel } from './completion-model.ts';
import { WordLists } from './word-lists.ts';

/** A script for fish. Source it, or save it in `~/.config/fish/completions`. */
export function fishScript(model: CompletionModel): string {
  const { program, flags, commands } = model;
  const lists = new WordLists(model);
  const line = (rest: string): string => `complete -c ${program} ${rest}`;
  return `# fish completion for ${program}
${lists.all.map(([name, words]) => `set -g __longshore_${name} ${words.map(fishQuoted).join(' ')}`).join('\n')}

function __longshore_list # several of the words, separated by commas
    set -l token (commandline -ct | string replace -r -- '^--[^=]*=' '')
    set -l head (string match -r -- '^.*,' $token; or echo '')
    for word in $argv
        echo $head$word
    end
end

function __longshore_arguments # COMMAND: no argument of the command was typed yet
    set -l words (commandline -opc | string match -v -- '-*')
    test (count $words) -eq 2; and test "$words[2]" = "$argv[1]"
end

${line('-f')}
${flags.map((flag) => line(flagText(flag, lists))).join('\n')}
${commands
  .flatMap(({ name, description, flags: own, argument }) => [
    line(`-n __fish_use_subcommand -a ${name} -d ${fishQuoted(description)}`),
    ...own.map((flag) =>
      line(`-n ${fishQuoted(`__fish_seen_subcommand_from ${name}`)} ${flagText(flag, lists)}`),
    ),
    ...(argument === undefined
      ? []
      : [
          line(
            `-n ${fishQuoted(`__longshore_arguments ${name}`)} ${valueText(argument, lists).replace(/^-x /, '')}`,
          ),
        ]),
  ])
  .join('\n')}
`;
}

function flagText({ name, description, value }: CompletedFlag, lists: WordLists): string {
  const takes = value === undefined ? '' : `${valueText(value, lists)} `;
  return `-l ${name.replace(/^--/, '')} ${takes}-d ${fishQuoted(description)}`;
}

function valueText(value: CompletedValue, lists: WordLists): string {
  switch (value.type) {
    case 'words': {
      const words = `$__longshore_${lists.nameOf(value.words)}`;
      return `-x -a '(${value.isList ? '__longshore_list' : 'printf "%s\\n"'} ${words})'`;
    }
    case 'file':
      return '-r -F';
    case 'folder':
      return "-x -a '(__fish_complete_directories)'";
    case 'free':
      return '-x';
  }
}

/** In fish, a backslash escapes within single quotes. */
function fishQuoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}
