import { withBracesExpanded } from './brace-expansion.ts';
import { fitsWildcards, folded, isStar } from './wildcard.ts';

/** What makes several commands of one line, or lets it read, write or run something else, in any usual shell. */
const OPERATORS = /[;&|<>`$(){}\n\r]/;
const ALL_OPERATORS = new RegExp(OPERATORS, 'g');
/** Between the commands of a line. */
const SEPARATORS = /[;&|<>`$(){}\n\r]+/;

/** Longer lines are not looked into: nobody who writes a rule has them in mind. */
export const LONGEST_COMMAND = 20_000;

/**
 * Whether a command line is what a pattern of an `allow` rule says, from its first to its last character. `*` is any text
 * without an operator of a shell, so that what follows a `;`, say, is never allowed with it. Letter case counts.
 */
export function isCommand(pattern: string, command: string): boolean {
  if (command.length > LONGEST_COMMAND || hasHiddenCharacters(command)) return false;
  const line = spaced(command);
  return variants(spaced(pattern)).some((wanted) => {
    if ((wanted.match(ALL_OPERATORS) ?? []).join('') !== (line.match(ALL_OPERATORS) ?? []).join('')) return false;
    const parts = line.split(OPERATORS);
    return wanted.split(OPERATORS).every((part, at) => fitsText(part, parts[at] ?? ''));
  });
}

/**
 * Whether a command line holds what a pattern of a `deny` or `ask` rule says: as a whole, as one of its commands, or behind
 * others (`sudo`, `env`, `bash -c`), with options between its first two words (`git -C x push`), with quotes or without, in any letter case, with its braces as a shell expands them or as
 * they are. One whose braces make too much to be looked through may hold it.
 */
export function holdsCommand(pattern: string, command: string): boolean {
  const wanted = bare(pattern);
  const line = bare(command);
  const expanded = withBracesExpanded(line);
  if (expanded === undefined) return true;
  if (OPERATORS.test(wanted)) return [line, expanded].some((one) => fitsFromWord(tight(wanted), tight(one)));
  return [line, ...(expanded === line ? [] : [expanded])]
    .flatMap((one) => one.split(SEPARATORS))
    .some((part) => looseVariants(wanted.trim()).some((one) => fitsFromWord(one, part.trim())));
}

/** With options before its second word, or what they make of that: `git -c alias.p=push p`. */
function looseVariants(pattern: string): readonly string[] {
  const [, first, rest] = /^([^\s*-][^\s*]*) ([^\s*-].*)$/.exec(pattern) ?? [];
  const withOptions = first === undefined || rest === undefined ? [] : [`${first} -*${WORD_START}${rest}`];
  return [pattern, ...withOptions].flatMap(variants);
}

/** `npm test *` is `npm test` as well. */
function variants(pattern: string): readonly string[] {
  return pattern.endsWith(' *') ? [pattern, pattern.slice(0, -2)] : [pattern];
}

/** One blank for several and none at the ends, but where they may be part of an argument; what else looks like a blank is none. */
function spaced(text: string): string {
  return /["'\\]/.test(text) ? text : text.replace(/[ \t]+/g, ' ').replace(/^ | ?\n?$/g, '');
}

/** Control characters but line breaks and tabs; what shows nothing, and what turns the direction of a text. */
function hasHiddenCharacters(text: string): boolean {
  return /[^\P{C}\t\n\r]/u.test(text);
}

/** As a shell joins what is quoted, and lines that go on. */
export function withoutQuotes(text: string): string {
  return text.replace(/\\\r?\n|["'\\]/g, '');
}

function bare(text: string): string {
  return withoutQuotes(folded(text)).replace(/[^\S\n\r]+/g, ' ');
}

function tight(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/ ?([;&|<>`$(){}]) ?/g, '$1');
}

function fitsText(pattern: string, text: string): boolean {
  return fitsWildcards(pattern, text, isStar, (letter, other) => letter === other);
}

/** Stands in a pattern for what is before a word. */
const WORD_START = '\0';
const BEFORE_A_WORD = /[\s/=;&|<>`$(){}]/;

function fitsFromWord(pattern: string, text: string): boolean {
  return fitsWildcards(`*${WORD_START}${pattern}`, ` ${text}`, isStar, (letter, other) =>
    letter === WORD_START ? BEFORE_A_WORD.test(other) : letter === other,
  );
}
