import type { Command, Option } from 'commander';
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
}

export interface FlagWords {
  readonly names: readonly string[];
  readonly about: string;
  readonly takes: 'nothing' | 'file' | 'text' | CandidateKind | readonly string[];
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
const VALUES: { readonly [flag: string]: CandidateKind | readonly string[] } = {
  '--agent': 'agents',
  '--context': 'contexts',
  '--session': 'sessions',
  '--project': 'projects',
  '--namespace': 'projects',
};

function wordsFor(flag: string, value: string): FlagWords['takes'] {
  return VALUES[flag] ?? (value === 'file' ? 'file' : 'text');
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
