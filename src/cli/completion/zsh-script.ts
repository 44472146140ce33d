import { shellQuoted } from '../../core/text.ts';
import { CANDIDATE_KINDS } from './candidate-kinds.ts';
import { type CommandWords, type FlagWords, isCandidateKind, isList } from './commands-and-flags.ts';

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
