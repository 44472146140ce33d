import { stemOf } from './prompt-words.ts';

/** A line of a file. */
export interface TextLine {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** A file that the words of a prompt match. */
export interface MatchingFile {
  readonly path: string;
  /** The words that were found, as the prompt has them. */
  readonly words: readonly string[];
  /** A line that has the rarest of them, if the content does. */
  readonly place?: TextLine;
}

interface Mention {
  readonly path: string;
  /** By word: how often the content has it; in the path: 0 not, 1 as a part, 2 as the file's whole name; and where. */
  readonly words: readonly { readonly times: number; readonly inPath: number; readonly place: TextLine | undefined }[];
}

/** Collects which files speak of which words, and ranks them. */
export class Mentions {
  readonly #words: readonly { readonly word: string; readonly stem: string; readonly pattern: RegExp }[];
  readonly #mentions: Mention[] = [];
  #files = 0;

  constructor(words: readonly string[]) {
    this.#words = words.map((word) => ({ word, stem: stemOf(word), pattern: patternOf(stemOf(word)) }));
  }

  add(path: string, content: string): void {
    this.#files++;
    if (this.#words.length === 0) return;
    const words = this.#words.map(({ pattern, stem }) => {
      const times = timesOf(content, pattern);
      return {
        times,
        inPath: path.search(pattern) < 0 ? 0 : baseOf(path) === stem ? 2 : 1,
        place: times > 0 ? telling(path, content, pattern) : undefined,
      };
    });
    if (words.some(({ times, inPath }) => times > 0 || inPath > 0)) this.#mentions.push({ path, words });
  }

  /**
   * The best `limit` files. A word that every file has says little, a name says more than a mention, and a file that has
   * all words more than one that has some. What explains and does comes before what checks.
   */
  ranked(limit: number): { matches: MatchingFile[]; matchCount: number } {
    const rarity = this.#words.map((_, i) => {
      const having = this.#mentions.filter(
        ({ words }) => words[i] && (words[i].times > 0 || words[i].inPath > 0),
      ).length;
      return Math.log(1 + this.#files / (1 + having));
    });
    const scored = this.#mentions.map((mention) => ({ mention, score: score(mention, rarity) }));
    scored.sort((a, b) => b.score - a.score || (a.mention.path < b.mention.path ? -1 : 1));
    const matches = scored.slice(0, limit).map(({ mention }) => this.#match(mention, rarity));
    return { matches, matchCount: scored.length };
  }

  #match({ path, words }: Mention, rarity: readonly number[]): MatchingFile {
    const found = this.#words
      .map(({ word }, i) => ({
        word,
        place: words[i]?.place,
        has: words[i]?.inPath || words[i]?.place,
        rare: rarity[i] ?? 0,
      }))
      .filter(({ has }) => has)
      .sort((a, b) => b.rare - a.rare);
    const place = found.find((candidate) => candidate.place !== undefined)?.place;
    return { path, words: found.map(({ word }) => word), ...(place !== undefined && { place }) };
  }
}

function score({ path, words }: Mention, rarity: readonly number[]): number {
  let sum = 0;
  let found = 0;
  for (const [i, { times, inPath }] of words.entries()) {
    if (times === 0 && inPath === 0) continue;
    found++;
    sum += (rarity[i] ?? 0) * (4 * inPath + Math.log2(1 + times));
  }
  const checks = /(^|\/)(tests?|__tests__|specs?|fixtures?|examples?)\//i.test(path) || /\.(test|spec)\./.test(path);
  return sum * (0.5 + found / words.length) * (checks ? 0.5 : 1);
}

/** The file's name without directories and extensions, as stems are written. */
function baseOf(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/\..*$/, '')
    .toLowerCase();
}

/** Finds a word where one begins: "lock" in `lock`, `fileLock` and `LOCK_FILE`, not in `clock`. */
function patternOf(stem: string): RegExp {
  const [first = '', ...rest] = stem;
  const either = (char: string): string =>
    char.toLowerCase() === char.toUpperCase() ? literal(char) : `[${char.toLowerCase()}${char.toUpperCase()}]`;
  const tail = rest.map(either).join('');
  return new RegExp(`(?<!\\p{L})${either(first)}${tail}|(?<=\\p{Ll})${literal(first.toUpperCase())}${tail}`, 'gu');
}

/** With the flag `u`, escaping what needs none is an error, a hyphen outside of brackets too. */
const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** At most 30: more says nothing new. */
function timesOf(content: string, pattern: RegExp): number {
  let times = 0;
  pattern.lastIndex = 0;
  while (times < 30 && pattern.test(content)) times++;
  return times;
}

/** The first line with the word that is a sentence or a statement, and no import; else the first. */
function telling(path: string, content: string, pattern: RegExp): TextLine {
  let first: TextLine | undefined;
  let end = 0;
  for (let tries = 0; tries < 12; tries++) {
    pattern.lastIndex = end;
    const at = pattern.exec(content)?.index;
    if (at === undefined) break;
    const start = content.lastIndexOf('\n', at - 1) + 1;
    end = content.indexOf('\n', at);
    const text = content.slice(start, end < 0 ? undefined : end);
    const place = { path, line: count(content.slice(0, start), '\n') + 1, text: excerpt(text) };
    first ??= place;
    if (/\S\s+\S+\s+\S/.test(text) && !IMPORT.test(text)) return place;
    if (end < 0) break;
  }
  return first ?? { path, line: 1, text: '' };
}

const IMPORT = /^\s*(import|from|#include|use|using|require|package|export \{|\} from|```)|\brequire\(/;

/** A line as it can be quoted: without indentation, and not longer than a line of an answer. */
export function excerpt(line: string): string {
  const short = line.trim();
  return short.length > 110 ? `${short.slice(0, 110)}…` : short;
}

/** How often a text has a part. */
export function count(text: string, part: string): number {
  let times = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) times++;
  return times;
}
