import type { Command, Option } from 'commander';
import { LISTED_FIELDS } from '../../core/list/session-summary.ts';
import { SHOWN_KINDS } from '../../render/renderer.ts';
import { SETTING_NAMES } from '../config/settings.ts';
import { TOPICS } from '../help/topics.ts';
import { CANDIDATE_KINDS, type CandidateKind } from './candidate-kinds.ts';

/** What can follow a command, as its part of the tree says it. */
export interface CommandWords {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly flags: readonly FlagWords[];
  /** What its arguments can be: a session's name, an agent's, one of some words, or anything. */
  readonly argument: 'session' | 'sessions' | 'agents' | readonly string[] | undefined;
  /** What follows the first argument, by that argument. */
  readonly second?: { readonly [first: string]: readonly string[] };
}

/** Several words of a list, with commas between them. */
export interface ListWords {
  readonly listOf: readonly string[];
}

export interface FlagWords {
  readonly names: readonly string[];
  readonly about: string;
  readonly takes: 'nothing' | 'file' | 'directory' | 'text' | CandidateKind | readonly string[] | ListWords;
}

/** The visible commands of the tree with their flags. */
export function wordsOf(program: Command): readonly CommandWords[] {
  const help = program.createHelp();
  return help.visibleCommands(program).map((command) => ({
    name: command.name(),
    aliases: command.aliases(),
    summary: command.summary(),
    flags: help.visibleOptions(command).map(flagOf),
    argument: argumentOf(program, command),
    ...(command.name() === 'config' && { second: { get: SETTING_NAMES, set: SETTING_NAMES, unset: SETTING_NAMES } }),
  }));
}

function flagOf(option: Option): FlagWords {
  const names = [option.short, option.long].filter((name) => name !== undefined && name !== null);
  const value = /[<[](.+?)[>\]]/.exec(option.flags)?.[1];
  return {
    names,
    about: option.description,
    // A flag whose value may be missing takes it with "=" only: what follows is not its.
    takes:
      value === undefined || option.optional ? 'nothing' : (option.argChoices ?? wordsFor(option.long ?? '', value)),
  };
}

/** Of flags whose values stand nowhere else. */
const VALUES: { readonly [flag: string]: FlagWords['takes'] } = {
  '--agent': 'agents',
  '--model': 'models',
  '--mode': 'modes',
  '--effort': 'efforts',
  '--context': 'contexts',
  '--session': 'sessions',
  '--project': 'projects',
  '--namespace': 'projects',
  '--fields': { listOf: LISTED_FIELDS },
  '--show': { listOf: SHOWN_KINDS },
  '--cwd': 'directory',
  '--from': 'directory',
};

function wordsFor(flag: string, value: string): FlagWords['takes'] {
  return VALUES[flag] ?? (value.split('|').includes('file') ? 'file' : 'text');
}

/** The flags that take the word behind them, of all commands: none of them takes nothing elsewhere. */
export function valuedFlags(commands: readonly CommandWords[]): readonly string[] {
  const flags = commands.flatMap((command) => command.flags);
  const bare = new Set(flags.filter(({ takes }) => takes === 'nothing').flatMap(({ names }) => names));
  return [...new Set(flags.flatMap(({ names }) => names))].filter((name) => !bare.has(name));
}

/** True for words of a list. */
export function isList(takes: FlagWords['takes']): takes is ListWords {
  return typeof takes === 'object' && 'listOf' in takes;
}

/** True for words that `amber complete` is asked for. */
export function isCandidateKind(takes: FlagWords['takes']): takes is CandidateKind {
  return CANDIDATE_KINDS.some((offer) => offer === takes);
}

function argumentOf(program: Command, command: Command): CommandWords['argument'] {
  const [first] = command.registeredArguments;
  if (command.name() === 'help')
    return [
      ...program
        .createHelp()
        .visibleCommands(program)
        .map((one) => one.name()),
      ...Object.keys(TOPICS),
    ];
  if (first?.argChoices !== undefined) return first.argChoices;
  if (command.name() === 'agents') return 'agents';
  if (first?.name() !== 'session') return undefined;
  return first.variadic ? 'sessions' : 'session';
}
