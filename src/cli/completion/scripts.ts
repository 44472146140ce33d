import type { CommandWords, FlagWords } from './words.ts';

/** How a script asks for the names of sessions: those of the place that the environment and the configuration name. */
const SESSIONS = "amber list --limit 50 -o name 2>/dev/null | sed 's|^session/||'";

/** A completion function for bash 3.2 and newer. */
export function bashScript(commands: readonly CommandWords[]): string {
  const cases = commands.map(
    ({ name, flags, argument }) => `    ${name})
      case "$prev" in
${flags.flatMap(bashValue).join('')}      esac
      if [[ $cur == -* ]]; then
        words=${quote(flags.flatMap(({ names }) => names).join(' '))}
      else
        ${bashArgument(argument)}
      fi
      ;;
`,
  );
  return `# bash completion for amber, made by: amber completion bash
_amber() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} words=
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W ${quote(commands.map(({ name }) => name).join(' '))} -- "$cur"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('')}  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _amber amber
`;
}

function bashValue({ names, takes }: FlagWords): readonly string[] {
  if (takes === 'nothing') return [];
  const reply =
    takes === 'file'
      ? 'COMPREPLY=($(compgen -f -- "$cur"))'
      : takes === 'text'
        ? ':'
        : `COMPREPLY=($(compgen -W ${quote(takes.join(' '))} -- "$cur"))`;
  return [`        ${names.join('|')}) ${reply}; return ;;\n`];
}

function bashArgument(argument: CommandWords['argument']): string {
  if (argument === 'session' || argument === 'sessions') return `words="@latest $(${SESSIONS})"`;
  return argument === undefined ? ':' : `words=${quote(argument.join(' '))}`;
}

/** A completion function for zsh, to be a file `_amber` in \`$fpath\`, or to be sourced. */
export function zshScript(commands: readonly CommandWords[]): string {
  const cases = commands.map(({ name, flags, argument }) => {
    const specs = [...flags.map(zshFlag), ...zshArgument(argument)].map((spec) => ` \\\n        ${spec}`).join('');
    return `      ${name})\n        _arguments -s${specs}\n        ;;\n`;
  });
  return `#compdef amber
# zsh completion for amber, made by: amber completion zsh
_amber_sessions() {
  local -a sessions
  sessions=(@latest \${(f)"$(${SESSIONS})"})
  compadd -a sessions
}
_amber() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}\n`).join('')}  )
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

function zshFlag({ names, about, takes }: FlagWords): string {
  const text = about.replace(/[[\]:\\]/g, '\\$&');
  const value =
    takes === 'nothing'
      ? ''
      : takes === 'file'
        ? ':file:_files'
        : takes === 'text'
          ? ':value: '
          : `:value:(${takes.join(' ')})`;
  const heads = names.length === 1 ? (names[0] ?? '') : `{${names.join(',')}}`;
  return `'*'${heads}${quote(`[${text}]${value}`)}`;
}

function zshArgument(argument: CommandWords['argument']): readonly string[] {
  if (argument === 'sessions') return [quote('*:session:_amber_sessions')];
  if (argument === 'session') return [quote('1:session:_amber_sessions')];
  return argument === undefined ? [] : [quote(`1:word:(${argument.join(' ')})`)];
}

/** One word for the shell, whatever it holds. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
