import { shellQuoted } from '../../core/text.ts';
import { CANDIDATE_KINDS } from './candidate-kinds.ts';
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

/** A completion function for zsh, to be a file `_amber` in \`$fpath\`, or to be sourced. */
export function zshScript(commands: readonly CommandWords[]): string {
  const cases = commands.map(({ name, aliases, flags, argument, second }) => {
    const specs = [...flags.map(zshFlag), ...zshArgument(argument), ...zshSecond(second)]
      .map((spec) => ` \\\n        ${spec}`)
      .join('');
    return `      ${[name, ...aliases].join('|')})\n        _arguments -s${specs}\n        ;;\n`;
  });
  return `#compdef amber
# zsh completion for amber, made by: amber completion zsh
_amber_offers() {
  local -a lines offers shown
  local line
  lines=(\${(f)"$(amber complete $1 --about --typed=\${(Q)words[CURRENT]} -- "\${(@Q)words[1,CURRENT-1]}" 2>/dev/null)"})
  [[ $1 == sessions ]] && lines=($'@latest\\tthe newest session' $lines)
  for line in $lines; do
    offers+=("\${line%%$'\\t'*}")
    [[ $line == *$'\\t'* ]] && line="\${(r:12:)\${line%%$'\\t'*}}  \${line#*$'\\t'}"
    shown+=("$line")
  done
  # In the order in which they come: the newest first.
  compadd -V $1 -l -d shown -a offers
}
${CANDIDATE_KINDS.map((offer) => `_amber_${offer}() { _amber_offers ${offer} }\n`).join('')}_amber() {
  local -a commands
  commands=(
${commands.flatMap(zshCommands).join('')}  )
  if (( CURRENT == 2 )); then
    _describe command commands
  else
    local command=$words[2]
    shift words
    (( CURRENT-- ))
    case $command in
${cases.join('')}    esac
  fi
}
if [[ $funcstack[1] == _amber ]]; then _amber "$@"; else compdef _amber amber; fi
`;
}

function zshCommands({ name, aliases, summary }: CommandWords): readonly string[] {
  const lines = [[name, summary], ...aliases.map((alias) => [alias, `the same as ${name}`])];
  return lines.map((line) => `    ${shellQuoted(line.join(':'))}\n`);
}

function zshFlag({ names, about, takes }: FlagWords): string {
  const text = about.replace(/[[\]:\\]/g, '\\$&');
  const value =
    takes === 'nothing'
      ? ''
      : takes === 'file'
        ? ':file:_files'
        : takes === 'directory'
          ? ':directory:_files -/'
          : isList(takes)
            ? `:names:_values -s , name ${takes.listOf.join(' ')}`
            : takes === 'text'
              ? ':value: '
              : isCandidateKind(takes)
                ? `:value:_amber_${takes}`
                : `:value:(${takes.join(' ')})`;
  const heads = names.length === 1 ? (names[0] ?? '') : `{${names.join(',')}}`;
  return `'*'${heads}${shellQuoted(`[${text}]${value}`)}`;
}

function zshArgument(argument: CommandWords['argument']): readonly string[] {
  if (argument === 'sessions') return [shellQuoted('*:session:_amber_sessions')];
  if (argument === 'session') return [shellQuoted('1:session:_amber_sessions')];
  if (argument === 'agents') return [shellQuoted('1:agent:_amber_agents')];
  return argument === undefined ? [] : [shellQuoted(`1:word:(${argument.join(' ')})`)];
}

/** What follows the first argument. */
function zshSecond(second: CommandWords['second']): readonly string[] {
  if (second === undefined) return [];
  const cases = Object.entries(second).map(([first, words]) => `${first}) compadd ${words.join(' ')} ;;`);
  return [shellQuoted(`2:word:{ case $words[2] in ${cases.join(' ')} esac }`)];
}
