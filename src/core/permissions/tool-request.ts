import { isObject } from '../agui/events.ts';
import { fileEditsInArguments } from '../agui/file-edit.ts';
import { jsonText } from '../text.ts';
import { withBracesExpanded } from './brace-expansion.ts';
import { withoutQuotes } from './command-pattern.ts';
import type { Place } from './path-pattern.ts';
import { TOOL_KINDS, type ToolKind } from './rule.ts';

/** What a tool call says of itself, as far as rules look at it. */
export interface ToolClaims {
  /** What it says it is, and what it shows to be: one that says `read` and carries a command is both. */
  readonly kinds: readonly ToolKind[];
  /** False for a kind that the protocol does not know. */
  readonly isKnownKind: boolean;
  /** The command lines that it names. */
  readonly commands: readonly string[];
  /** True where it runs something that it does not name as one line: an array, a program with its arguments apart, nothing. */
  readonly hidesCommand: boolean;
  /** As it names them. */
  readonly paths: readonly string[];
  /** The directories that relative paths may count from, beside the session's. */
  readonly directories: readonly string[];
  /** Words of its commands that may be paths. */
  readonly words: readonly string[];
  /** False where there is more in it than is looked at. */
  readonly isWhole: boolean;
}

/** A path that a tool call names, with all that it may lead to. */
export interface LocatedPath {
  readonly named: string;
  /** What the text says: from the session's directory, and from any other that it may count from. */
  readonly written: readonly Place[];
  /** Where that leads, behind links. */
  readonly real: readonly Place[];
  /** False where it can't be said for certain what it leads to. */
  readonly isCertain: boolean;
}

/** What rules are compared with. */
export interface RuledRequest extends Omit<ToolClaims, 'paths' | 'words' | 'directories'> {
  readonly paths: readonly LocatedPath[];
  readonly words: readonly LocatedPath[];
}

/** Of one call so many values of its arguments are read, so deep, and so many paths and words of commands are taken. */
const MOST_VALUES = 1_000;
const DEEPEST = 8;
const MOST_PATHS = 100;
const MOST_DIRECTORIES = 4;
const MOST_WORDS = 2_000;

const COMMAND_KEY = /^(command|cmd|commands|script|argv)$/i;
const ARGUMENTS_KEY = /^(args|arguments)$/i;
const PATH_KEY = /(path|file|dir|directory|folder|cwd|root|source|destination|src|dst|dest)s?$|^(from|to|target)$/i;
const DIRECTORY_KEY = /^(cwd|workdir|working_?dir(ectory)?)$/i;
/** Of a search: a pattern of files that leads elsewhere. */
const PATTERN_KEY = /^(pattern|glob|include)$/i;
const LEADS_ELSEWHERE = /^[/~]|(^|\/)\.\.(\/|$)/;

/** Reads a tool call. `input`: its arguments; `paths`: those that are known beside them; `edits`: it shows what it would change. */
export function claimsOf(call: {
  readonly kind: string | undefined;
  readonly input: unknown;
  readonly paths: readonly string[];
  readonly edits: boolean;
}): ToolClaims {
  const kind = call.kind ?? 'other';
  const known = TOOL_KINDS.find((one) => one === kind);
  const found = readInput(call.input, known === 'search');
  const runs = known === 'execute' || found.commands.length > 0 || found.hidesCommand;
  const kinds = [
    ...(known === undefined ? [] : [known]),
    ...(runs ? (['execute'] as const) : []),
    ...(call.edits || asksForEdit(call.input) ? (['edit'] as const) : []),
  ];
  // A search without a path is one of the whole directory.
  const paths = [...new Set([...call.paths, ...found.paths])];
  const expanded = found.commands.map((command) => withBracesExpanded(withoutQuotes(command)));
  const words = [...new Set([...found.commands, ...expanded].flatMap((line) => pathWords(line ?? '')))];
  const directories = [...new Set(found.directories)];
  return {
    kinds: [...new Set(kinds)],
    isKnownKind: known !== undefined,
    commands: found.commands,
    hidesCommand: runs && (found.hidesCommand || found.commands.length === 0),
    paths: (paths.length === 0 && known === 'search' ? ['.'] : paths).slice(0, MOST_PATHS),
    directories: directories.slice(0, MOST_DIRECTORIES),
    words: words.slice(0, MOST_WORDS),
    isWhole:
      found.isWhole &&
      !expanded.includes(undefined) &&
      // As many as are told, be they the same ones: no more of them are kept.
      Math.max(call.paths.length, paths.length) < MOST_PATHS &&
      directories.length <= MOST_DIRECTORIES &&
      words.length <= MOST_WORDS,
  };
}

/** Whatever kind it says to be of. */
function asksForEdit(input: unknown): boolean {
  return isObject(input) && fileEditsInArguments(jsonText(input)).length > 0;
}

interface Found {
  readonly commands: string[];
  readonly paths: string[];
  readonly directories: string[];
  hidesCommand: boolean;
  isWhole: boolean;
}

function readInput(input: unknown, isSearch: boolean): Found {
  const found: Found = { commands: [], paths: [], directories: [], hidesCommand: false, isWhole: true };
  let values = 0;
  const read = (value: unknown, key: string, depth: number): void => {
    if (++values > MOST_VALUES || depth > DEEPEST) {
      found.isWhole = false;
      return;
    }
    if (typeof value === 'string') {
      if (PATH_KEY.test(key) || (isSearch && PATTERN_KEY.test(key) && LEADS_ELSEWHERE.test(value)))
        found.paths.push(value);
      if (DIRECTORY_KEY.test(key)) found.directories.push(value);
    } else if (Array.isArray(value)) for (const one of value) read(one, key, depth + 1);
    else if (isObject(value))
      for (const [name, one] of Object.entries(value)) {
        // codex names the files of a change as keys.
        if (name.startsWith('/')) found.paths.push(name);
        read(one, name, depth + 1);
      }
  };
  read(input, '', 0);
  if (!isObject(input)) return found;
  const programs = Object.entries(input).filter(([key]) => COMMAND_KEY.test(key));
  const hasArguments = Object.entries(input).some(([key, value]) => ARGUMENTS_KEY.test(key) && !isEmpty(value));
  for (const [, value] of programs) found.commands.push(...commandLines(value));
  found.hidesCommand =
    programs.length > 0 &&
    (hasArguments || programs.some(([, value]) => typeof value !== 'string' || value.trim() === ''));
  if (hasArguments && programs.length > 0)
    for (const [key, value] of Object.entries(input))
      if (ARGUMENTS_KEY.test(key)) found.commands.push([...found.commands, ...commandLines(value)].join(' '));
  return found;
}

/** What a value says of commands: for rules that deny, all that can be read of it. */
function commandLines(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return [];
  const words = value.slice(0, MOST_VALUES).filter((one) => typeof one === 'string');
  return words.length === 0 ? [] : [words.join(' ')];
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function pathWords(command: string): readonly string[] {
  return withoutQuotes(command.replace(/\$HOME\b|\$\{HOME\}/g, '~'))
    .split(/[\s;&|<>`$(){}=]+/)
    .filter((word) => word !== '' && !word.startsWith('-'));
}
