import type { CompletedFlag, CompletedValue, CompletionModel } from './completion-model.ts';
import { quoted, WordLists } from './word-lists.ts';

/**
 * A script for bash 3.2 and later. Completing needs neither bash-completion nor Longshore. Bash splits words
 * at colons and equals signs: the script removes the part of a kind before its last colon.
 */
export function bashScript(model: CompletionModel): string {
  const { program, flags, commands } = model;
  const lists = new WordLists(model);
  const all = commands.flatMap((command) =>
    [...command.flags, ...flags].map((flag) => ({ ...flag, name: `${command.name} ${flag.name}` })),
  );
  const withValue = all.filter(({ value }) => value !== undefined);
  const names = commands.map(({ name }) => name).join(' ');
  return `# bash completion for ${program}
_longshore_words() { # LEAD VALUE WORDS [list]: offers the words that begin with the value, or with its last element
  local head= part=$2 word breaks= skip= full=$1$2
  if [[ $4 == list && $2 == *,* ]]; then head=\${2%,*},; part=\${2##*,}; fi
  [[ $COMP_WORDBREAKS == *:* ]] && breaks+=:
  [[ $COMP_WORDBREAKS == *=* ]] && breaks+==
  [[ -n $breaks ]] && skip=\${full%"\${full##*[$breaks]}"}
  for word in $3; do
    [[ $word == "$part"* && ,$head != *,"$word",* ]] || continue
    word=$1$head$word
    COMPREPLY+=("\${word#"$skip"}")
  done
  if [[ $4 == list ]] && type compopt &> /dev/null; then compopt -o nospace; fi
}

_longshore_paths() { # -f|-d VALUE
  local path
  while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen "$1" -- "$2")
  if type compopt &> /dev/null; then compopt -o filenames; fi
}

_longshore() {
  local line=\${COMP_LINE:0:COMP_POINT} command= flag= lead= value positional=0 i word
  local -a words
${lists.all.map(([name, words]) => `  local ${name}=${quoted(words.join(' '))}`).join('\n')}
  value=\${line##*[[:space:]]}
  line=\${line%"$value"}
  read -ra words <<< "$line"
  COMPREPLY=()
  for ((i = 1; i < \${#words[@]}; i++)); do
    word=\${words[i]}
    if [[ -n $flag ]]; then flag=; continue; fi
    case $word in
      --*=*) ;;
      -*)
        case "$command $word" in
          ${withValue.map(({ name }) => quoted(name)).join(' | ')}) flag=$word ;;
        esac
        ;;
      *) if [[ -z $command ]]; then command=$word; else positional=$((positional + 1)); fi ;;
    esac
  done
  if [[ -z $flag && $value == --*=* ]]; then
    flag=\${value%%=*}
    lead=$flag=
    value=\${value#*=}
  fi
  if [[ -n $flag ]]; then
    case "$command $flag" in
${withValue.flatMap(({ name, value }) => caseOf(name, value, lists)).join('\n')}
    esac
    return
  fi
  if [[ $value == -* ]]; then
    case $command in
      '') _longshore_words '' "$value" ${quoted(flagNames(flags))} ;;
${commands.map(({ name, flags: own }) => `      ${name}) _longshore_words '' "$value" ${quoted(flagNames([...own, ...flags]))} ;;`).join('\n')}
    esac
    return
  fi
  case "$command $positional" in
    ' 0') _longshore_words '' "$value" ${quoted(names)} ;;
${commands.flatMap(({ name, argument }) => caseOf(`${name} 0`, argument, lists)).join('\n')}
  esac
}

complete -F _longshore ${program}
`;
}

function flagNames(flags: readonly CompletedFlag[]): string {
  return [...new Set(flags.map(({ name }) => name))].join(' ');
}

function caseOf(
  pattern: string,
  value: CompletedValue | undefined,
  lists: WordLists,
): readonly string[] {
  switch (value?.type) {
    case 'words': {
      const list = value.isList ? ' list' : '';
      const name = `"$${lists.nameOf(value.words)}"`;
      return [`      ${quoted(pattern)}) _longshore_words "$lead" "$value" ${name}${list} ;;`];
    }
    case 'file':
      return [`      ${quoted(pattern)}) _longshore_paths -f "$value" ;;`];
    case 'folder':
      return [`      ${quoted(pattern)}) _longshore_paths -d "$value" ;;`];
    case 'free':
    case undefined:
      return [];
  }
}
