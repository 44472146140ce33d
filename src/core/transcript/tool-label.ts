import { type Fields, isObject } from '../agui/events.ts';
import { shellWord } from '../text.ts';

/** The arguments that say most about a call, best first. */
const BEST_KEYS = ['file_path', 'path', 'url', 'description', 'prompt', 'title'];
/** What a search looks for; where it looks comes after. */
const SOUGHT_KEYS = ['pattern', 'query', 'regex'];
const PLACE_KEYS = ['path', 'file_path', 'directory'];
/** A field of an object whose value is a list of texts or a text, which may be cut off. */
const STRING = /"(?:[^"\\]|\\.)*"/gs;
const FIELD = /"([^"\\]*)"\s*:\s*(?:\[((?:\s*"(?:[^"\\]|\\.)*"\s*,?)+)|"((?:[^"\\]|\\.)*))/gs;
/** Longer than any terminal is wide. */
const MAX_LABEL = 400;

/** What a label is made of. `directory`: the one that the agent works in, where that is known. */
export interface LabelledCall {
  readonly name: string;
  readonly args: string;
  readonly directory?: string | undefined;
}

/** A tool call in a few words: its name and what it is about. As it came: not redacted, not made safe to be printed. */
export function labelOf({ name, args, directory }: LabelledCall): string {
  const about = aboutOf(args, directory);
  return about === '' ? name : `${name} ${about}`.slice(0, MAX_LABEL);
}

/** What a call is about, by its arguments, with paths relative to `directory`; "" where they do not say. */
export function aboutOf(args: string, directory?: string): string {
  const about = wholeAboutOf(args);
  return about.isCommand ? about.text : withRelativePaths(about.text, directory);
}

/** A text in which paths below the directory are relative to it, and the directory itself is ".". */
export function withRelativePaths(text: string, directory: string | undefined): string {
  if (directory === undefined || directory.length < 2 || !text.includes(directory)) return text;
  const path = directory.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const found = new RegExp(`(?<![^\\s"'\`=(:])${path}(?:/(?=[^\\s/])|(?=$|[\\s"'\`),:]))`, 'g');
  return text.replace(found, (one) => (one.endsWith('/') ? '' : '.'));
}

/** `isCommand`: what is run, which is shown as it is. */
function wholeAboutOf(args: string): { readonly text: string; readonly isCommand?: boolean } {
  const parsed = parsedOf(args);
  if (typeof parsed === 'string') return { text: parsed };
  if (!isObject(parsed)) return { text: '' };
  const first = (values: readonly unknown[]): string | undefined =>
    values.find((value): value is string => typeof value === 'string' && value !== '');
  const of = (keys: readonly string[]): string | undefined => first(keys.map((key) => parsed[key]));
  const command = commandIn(parsed);
  if (command !== undefined) return { text: command, isCommand: true };
  const sought = of(SOUGHT_KEYS);
  if (sought === undefined) return { text: of(BEST_KEYS) ?? first(Object.values(parsed)) ?? '' };
  const place = of(PLACE_KEYS);
  return { text: place === undefined ? sought : `${sought} in ${place}` };
}

/** Arguments as a value. Of those that are cut off, or no JSON, the texts and lists of texts that can be read. */
function parsedOf(args: string): unknown {
  try {
    return JSON.parse(args);
  } catch {
    const found: { [key: string]: unknown } = {};
    for (const [, key = '', list, value = ''] of args.matchAll(FIELD))
      found[key] ??= list === undefined ? value.replace(/\\[nrt]/g, ' ') : (list.match(STRING) ?? []).map(textOfJson);
    return found;
  }
}

/** What is run: a command line, or a program with its arguments, in one list or two. */
function commandIn({ command, args }: Fields): string | undefined {
  const program = typeof command === 'string' && command !== '' ? command : undefined;
  if (program === undefined) return commandOf(command);
  const rest = commandOf(args);
  return rest === undefined ? program : `${program} ${rest}`;
}

/** The command line of a program and its arguments. One with a quote in it stays as it is: a secret must be found in it. */
function commandOf(words: unknown): string | undefined {
  if (!Array.isArray(words) || words.length === 0 || !words.every((word) => typeof word === 'string')) return undefined;
  return words.map((word) => (word.includes("'") ? word : shellWord(word))).join(' ');
}

/** A string of JSON as it was meant; of one that is none what is written. */
function textOfJson(json: string): string {
  try {
    return String(JSON.parse(json));
  } catch {
    return json;
  }
}
