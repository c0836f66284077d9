import type { CompletedFlag, CompletedValue, CompletionModel } from './completion-model.ts';
import { quoted, WordLists } from './word-lists.ts';

/** A script for zsh. Source it, or save it as `_longshore` in a folder of `fpath`. */
export function zshScript(model: CompletionModel): string {
  const { program, flags, commands } = model;
  const lists = new WordLists(model);
  return `#compdef ${program}
# zsh completion for ${program}
_longshore_list() { # several of the words, separated by commas
  compset -P '*,'
  compadd -S '' -- "$@"
}

_longshore() {
  local curcontext="$curcontext" state line
  local -a commands ${lists.all.map(([name]) => name).join(' ')}
${lists.all.map(([name, words]) => `  ${name}=(${words.map(quoted).join(' ')})`).join('\n')}
  commands=(
${commands.map(({ name, description }) => `    ${quoted(`${name}:${description.replaceAll(':', String.raw`\:`)}`)}`).join('\n')}
  )
  _arguments -C ${flags.map((flag) => specOf(flag, lists)).join(' ')} '1:command:->command' '*::argument:->arguments'
  case $state in
    command) _describe -t commands command commands ;;
    arguments)
      case $line[1] in
${commands
  .map(
    ({ name, flags: own, argument }) =>
      `        ${name})\n          _arguments ${[
        ...own.map((flag) => specOf(flag, lists)),
        quoted(`1:argument:${actionOf(argument ?? { type: 'free' }, lists)}`),
        ...(argument === undefined ? [] : ["'*:argument: '"]),
      ].join(' \\\n            ')}\n          ;;`,
  )
  .join('\n')}
      esac
      ;;
  esac
}

if [[ $funcstack[1] == _longshore ]]; then
  _longshore "$@"
else
  compdef _longshore ${program}
fi
`;
}

function specOf({ name, description, value }: CompletedFlag, lists: WordLists): string {
  const text = description.replaceAll(/[[\]:\\]/g, String.raw`\$&`);
  if (value === undefined) return quoted(`${name}[${text}]`);
  return quoted(`${name}=[${text}]:value:${actionOf(value, lists)}`);
}

function actionOf(value: CompletedValue, lists: WordLists): string {
  switch (value.type) {
    case 'words': {
      const name = lists.nameOf(value.words);
      return value.isList ? `{_longshore_list $${name}}` : `{compadd -- $${name}}`;
    }
    case 'file':
      return '_files';
    case 'folder':
      return '_files -/';
    case 'free':
      return ' ';
  }
}
