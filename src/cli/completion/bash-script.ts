import { shellQuoted } from '../../core/text.ts';
import { type CommandWords, type FlagWords, isCandidateKind, isList, valuedFlags } from './commands-and-flags.ts';

/** A completion function for bash 3.2 and newer. */
export function bashScript(commands: readonly CommandWords[]): string {
  const cases = commands.map(
    ({ name, aliases, flags, argument, second }) => `    ${[name, ...aliases].join('|')})
      case "$prev" in
${flags.flatMap(bashValue).join('')}      esac
      if [[ $cur == -* ]]; then
        words=${shellQuoted(flags.flatMap(({ names }) => names).join(' '))}
      else
        ${bashArgument(argument)}${bashSecond(second)}
      fi
      ;;
`,
  );
  return `# bash completion for amber, made by: amber completion bash
# A context's name may hold a colon, and @latest begins with an @: neither ends a word.
COMP_WORDBREAKS=\${COMP_WORDBREAKS//[@:]/}
_amber_offers() {
  amber complete "$1" "--typed=\${COMP_WORDS[COMP_CWORD]}" -- "\${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null
}
# Takes of words, one a line, those that fit, quoted: they may hold blanks.
_amber_take() {
  local word
  while IFS= read -r word; do
    printf -v word %q "$word"
    [[ $word == "$cur"* ]] && COMPREPLY+=("$word")
  done
}
# Whether nothing but flags and their values stands between the command and the word that is being typed.
_amber_is_first() {
  local word value=
  for word in "\${COMP_WORDS[@]:2:COMP_CWORD-2}"; do
    if [[ $word == = ]]; then value=1
    elif [[ $value ]]; then value=
    elif [[ $word != -* ]]; then return 1
    else [[ ${shellQuoted(` ${valuedFlags(commands).join(' ')} `)} == *" $word "* ]] && value=1
    fi
  done
}
_amber() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} words=
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W ${shellQuoted(commands.flatMap(({ name, aliases }) => [name, ...aliases]).join(' '))} -- "$cur"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('')}  esac
  COMPREPLY+=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _amber amber
`;
}

function bashValue({ names, takes }: FlagWords): readonly string[] {
  if (takes === 'nothing') return [];
  if (isList(takes)) {
    const words = shellQuoted(takes.listOf.join(' '));
    return [
      `        ${names.join('|')}) COMPREPLY=($(compgen -P "\${cur%"\${cur##*,}"}" -W ${words} -- "\${cur##*,}")); return ;;\n`,
    ];
  }
  const reply =
    takes === 'file'
      ? 'COMPREPLY=($(compgen -f -- "$cur"))'
      : takes === 'directory'
        ? 'COMPREPLY=($(compgen -d -- "$cur"))'
        : takes === 'text'
          ? ':'
          : isCandidateKind(takes)
            ? `_amber_take < <(_amber_offers ${takes})`
            : `COMPREPLY=($(compgen -W ${shellQuoted(takes.join(' '))} -- "$cur"))`;
  return [`        ${names.join('|')}) ${reply}; return ;;\n`];
}

function bashArgument(argument: CommandWords['argument']): string {
  if (argument === 'sessions') return '_amber_take < <(echo @latest; _amber_offers sessions)';
  if (argument === 'session') return '_amber_is_first && _amber_take < <(echo @latest; _amber_offers sessions)';
  if (argument === 'agents') return '_amber_take < <(echo add; _amber_offers agents)';
  return argument === undefined ? ':' : `_amber_is_first && words=${shellQuoted(argument.join(' '))}`;
}

/** What follows the first argument, where that is the second word. */
function bashSecond(second: CommandWords['second']): string {
  if (second === undefined) return '';
  const cases = Object.entries(second).map(([first, words]) => ` ${first}) words=${shellQuoted(words.join(' '))} ;;`);
  return `\n        [[ $COMP_CWORD -eq 3 ]] && case "\${COMP_WORDS[2]}" in${cases.join('')} esac`;
}
