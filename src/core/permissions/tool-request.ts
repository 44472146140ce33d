import { isObject } from '../agui/events.ts';
import { fileEditsInArguments } from '../agui/file-edit.ts';
import { jsonText } from '../text.ts';
import { withBracesExpanded } from './brace-expansion.ts';
import { readArguments } from './call-arguments.ts';
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
  /** Words of its commands and of its other arguments that may be paths. */
  readonly words: readonly string[];
  /** What else stands in its arguments, and may be a command. */
  readonly texts: readonly string[];
  /** An argument of which nobody can say what it does; undefined if there is none. */
  readonly unknownArgument: string | undefined;
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
  /** True for a directory that is there. */
  readonly isFolder?: boolean;
}

/** What rules are compared with. */
export interface RuledRequest extends Omit<ToolClaims, 'paths' | 'words' | 'directories'> {
  readonly paths: readonly LocatedPath[];
  readonly words: readonly LocatedPath[];
}

/** Of one call so many paths and words are taken. */
const MOST_PATHS = 100;
const MOST_DIRECTORIES = 4;
const MOST_WORDS = 2_000;

/** Reads a tool call. `input`: its arguments; `paths`: those that are known beside them; `edits`: it shows what it would change. */
export function claimsOf(call: {
  readonly kind: string | undefined;
  readonly input: unknown;
  readonly paths: readonly string[];
  readonly edits: boolean;
}): ToolClaims {
  const kind = call.kind ?? 'other';
  const known = TOOL_KINDS.find((one) => one === kind);
  const isEdit = call.edits || asksForEdit(call.input);
  const found = readArguments(call.input, { isSearch: known === 'search', isEdit: isEdit || known === 'edit' });
  const runs = known === 'execute' || found.commands.length > 0 || found.hidesCommand;
  const kinds = [
    ...(known === undefined ? [] : [known]),
    ...(runs ? (['execute'] as const) : []),
    ...(isEdit ? (['edit'] as const) : []),
  ];
  // A search without a path is one of the whole directory.
  const paths = [...new Set([...call.paths, ...found.paths])];
  const texts = [...new Set([...found.commands, ...found.texts])];
  const expanded = texts.map((one) => withBracesExpanded(withoutQuotes(one)));
  const words = [...new Set([...texts, ...expanded].flatMap((line) => pathWords(line ?? '')))];
  const directories = [...new Set(found.directories)];
  return {
    kinds: [...new Set(kinds)],
    isKnownKind: known !== undefined,
    commands: found.commands,
    hidesCommand: runs && (found.hidesCommand || found.commands.length === 0),
    paths: (paths.length === 0 && known === 'search' ? ['.'] : paths).slice(0, MOST_PATHS),
    directories: directories.slice(0, MOST_DIRECTORIES),
    words: words.slice(0, MOST_WORDS),
    texts,
    unknownArgument: found.unknown,
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

/** Also what an option, a revision of git (`HEAD:a`), a list (`a,b`) or an `@` has before a path. */
function pathWords(command: string): readonly string[] {
  const line = withoutQuotes(command.replace(/\$HOME\b|\$\{HOME\}/g, '~'));
  return line
    .split(/[\s;&|<>`$(){}]+/)
    .flatMap((word) => [word, ...word.split(/[=:@,!^]+/)])
    .flatMap((word) => (word.startsWith('-') ? valuesOfOption(word) : [word]))
    .map((word) =>
      word
        .replace(/^~[^/]+\//, '')
        .replace(/^(\*\*\/)+/, '')
        .replace(/(\/\*\*)+$/, ''),
    )
    .filter((word) => word !== '' && word !== '**');
}

/** Short options may have their value behind them: `-T.env`, `-xf.env`. */
function valuesOfOption(word: string): readonly string[] {
  const letters = /^-([A-Za-z]{1,4})/.exec(word)?.[1] ?? '';
  return Array.from(letters, (_, at) => word.slice(at + 2));
}
