import { isObject } from '../../core/agui/events.ts';
import { parseDuration } from '../../core/duration.ts';
import { checkLabels, isProject, PROJECT_FORM } from '../../core/session/names.ts';
import { badHeader } from '../../engine/local/agui-http/server-settings.ts';

/**
 * What a value may be: each takes a flag's text, an environment variable's text or a YAML value, and throws an `Error`
 * that says what is allowed.
 */
export function string(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new Error('must be a text that is not empty');
}

/** Texts: a list in YAML or of a repeated flag, separated by commas in a variable. */
export function texts(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : string(value).split(',');
  return list.map((one) => string(one).trim());
}

export function boolean(value: unknown): boolean {
  if (value === true || value === 'true' || value === '1') return true;
  if (value === false || value === 'false' || value === '0') return false;
  throw new Error('must be true or false');
}

export function oneOf<const T extends string>(...allowed: readonly T[]): (value: unknown) => T {
  return (value) => {
    const found = allowed.find((word) => word === value);
    if (found === undefined) throw new Error(`must be ${list(allowed, 'or')}`);
    return found;
  };
}

export function someOf<const T extends string>(...allowed: readonly T[]): (value: unknown) => readonly T[] {
  return (value) => {
    const words: readonly unknown[] = Array.isArray(value) ? value : string(value).split(',');
    return words.map((word) => {
      const found = allowed.find((one) => one === (typeof word === 'string' ? word.trim() : word));
      if (found === undefined) throw new Error(`must be some of ${list(allowed, 'and')}, separated by commas`);
      return found;
    });
  };
}

/** Texts of one form; `form` is its name for people. */
export function listOf(fits: (text: string) => boolean, form: string): (value: unknown) => readonly string[] {
  return (value) => {
    const texts = Array.isArray(value) ? value.map(string) : string(value).split(',');
    return texts.map((text) => {
      if (!fits(text.trim())) throw new Error(`must be ${form}, separated by commas`);
      return text.trim();
    });
  };
}

/** A number above 0. */
export function positive(value: unknown): number {
  const number = Number(string(value));
  if (!Number.isFinite(number) || number <= 0) throw new Error('must be a number above 0');
  return number;
}

/** A whole number above 0. */
export function count(value: unknown): number {
  const number = positive(value);
  if (!Number.isSafeInteger(number)) throw new Error('must be a whole number above 0');
  return number;
}

/** Milliseconds, from `90s`, `30m`, `2h` or plain seconds. */
export function atLeast(least: number): (value: unknown) => number {
  return (value) => {
    const duration = milliseconds(string(value));
    if (duration < least) throw new Error(`must be at least ${least / 1000}s`);
    return duration;
  };
}

function milliseconds(text: string): number {
  try {
    return parseDuration(text);
  } catch {
    throw new Error('must be a duration: 90s, 30m, 2h, 1h30m or plain seconds, at most 596h');
  }
}

export function projectName(value: unknown): string {
  const name = string(value);
  if (!isProject(name)) throw new Error(`must be ${PROJECT_FORM}`);
  return name;
}

export function labels(value: unknown): { readonly [key: string]: string } {
  const given = textMap(value);
  checkLabels(given);
  return given;
}

/** A map of texts: `{a: b}` in YAML, `a=b,c=d` in a variable. */
export function textMap(value: unknown): { readonly [key: string]: string } {
  if (typeof value === 'string') {
    return Object.fromEntries(
      value.split(',').map((pair) => {
        const at = pair.indexOf('=');
        if (at < 1) throw new Error('must be key=value pairs, separated by commas');
        return [pair.slice(0, at).trim(), pair.slice(at + 1)];
      }),
    );
  }
  if (!isObject(value)) throw new Error('must be a map of texts');
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, string(one)]));
}

/** The same, where a flag that repeats gives one pair each. */
export function pairs(value: unknown): { readonly [key: string]: string } {
  if (!Array.isArray(value)) return textMap(value);
  return Object.fromEntries(value.map((pair) => onePair(string(pair))));
}

function onePair(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new Error('must be name=value');
  return [text.slice(0, at).trim(), text.slice(at + 1)];
}

/** Headers by the URL that they are for. What they hold is a secret: it is in no message. */
export function headersByAddress(value: unknown): { readonly [address: string]: { readonly [name: string]: string } } {
  if (!isObject(value)) throw new Error('must be a map of URLs, each with a map of headers');
  for (const address of Object.keys(value)) {
    const url = URL.parse(address);
    if ((url?.protocol !== 'https:' && url?.protocol !== 'http:') || url.search !== '' || url.username !== '')
      throw new Error(`${url?.host || 'what it is for'} must be the URL of a server, without user and query`);
    const bad = badHeader(textMap(value[address]));
    if (bad !== undefined) throw new Error(`"${bad}" for ${address} can be no header`);
  }
  return Object.fromEntries(Object.entries(value).map(([address, headers]) => [address, textMap(headers)]));
}

function list(words: readonly string[], last: string): string {
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
