import { type CommandWords, type FlagWords, isCandidateKind, isList, valuedFlags } from './commands-and-flags.ts';

/** Completions for fish 3 and newer, to be a file `amber.fish` among fish's completions, or to be sourced. */
export function fishScript(commands: readonly CommandWords[]): string {
  const line = (name: string, about: string): string =>
    `complete -c amber -n __amber_at_command -f -a ${name} -d ${quote(about)}\n`;
  const names = commands.flatMap(({ name, aliases, summary }) => [
    line(name, summary),
    ...aliases.map((alias) => line(alias, `the same as ${name}`)),
  ]);
  return `# fish completion for amber, made by: amber completion fish
function __amber_at_command
    test (count (commandline -opc)) -eq 1
end
function __amber_command_is
    set -l words (commandline -opc)
    test (count $words) -gt 1; and contains -- $words[2] $argv
end
function __amber_arguments
    set -l words (commandline -opc)
    set -l value
    for word in $words[3..-1]
        if set -q value[1]
            set value
        else if string match -q -- '-*' $word
            contains -- $word ${valuedFlags(commands).join(' ')}; and set value $word
        else
            echo $word
        end
    end
end
function __amber_is_first
    test (count (__amber_arguments)) -eq 0
end
function __amber_after
    set -l arguments (__amber_arguments)
    test (count $arguments) -eq 1; and test $arguments[1] = $argv[1]
end
function __amber_offers
    set -l words (commandline -opc)
    test $argv[1] = sessions; and printf '@latest\\tthe newest session\\n'
    amber complete $argv[1] --about --typed=(commandline -ct) -- $words[2..-1] 2>/dev/null
end
${names.join('')}${commands.map(commandLines).join('')}`;
}

function commandLines({ name, aliases, flags, argument, second = {} }: CommandWords): string {
  const is = `__amber_command_is ${[name, ...aliases].join(' ')}`;
  const begin = beginAt(is);
  const flagLines = flags.map((flag) => `${begin} ${flagWords(flag)} -d ${quote(flag.about)}\n`);
  const words =
    argument === undefined
      ? undefined
      : argument === 'session' || argument === 'sessions'
        ? '(__amber_offers sessions)'
        : argument === 'agents'
          ? 'add (__amber_offers agents)'
          : argument.join(' ');
  const after = Object.entries(second).map(
    ([first, keys]) => `${beginAt(`${is}; and __amber_after ${first}`)} -f -a ${quote(keys.join(' '))}\n`,
  );
  const isList = typeof argument === 'object';
  const at = isList || argument === 'session' ? beginAt(`${is}; and __amber_is_first`) : begin;
  // -k: in the order in which they come, the newest first.
  const offer = words === undefined ? '' : `${at} -f${isList ? '' : ' -k'} -a ${quote(words)}\n`;
  return flagLines.join('') + offer + after.join('');
}

const beginAt = (condition: string): string => `complete -c amber -n ${quote(condition)}`;

function flagWords({ names, takes }: FlagWords): string {
  const options = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const value =
    takes === 'nothing'
      ? []
      : takes === 'file'
        ? ['-r -F']
        : takes === 'directory'
          ? ["-x -a '(__fish_complete_directories)'"]
          : isList(takes)
            ? [`-x -a ${quote(`(__fish_append , ${takes.listOf.join(' ')})`)}`]
            : takes === 'text'
              ? ['-x']
              : [`-x -a ${quote(isCandidateKind(takes) ? `(__amber_offers ${takes})` : takes.join(' '))}`];
  return [...options, ...value].join(' ');
}

/** One word for fish, whatever it holds. */
function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
