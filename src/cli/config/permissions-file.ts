import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { LineCounter, Pair } from 'yaml';
import { didYouMean } from '../../core/did-you-mean.ts';
import { AmberError, isAmberError, messageOf } from '../../core/errors.ts';
import {
  NO_RULES,
  type PermissionRule,
  type PermissionRules,
  RULE_ANSWERS,
  TOOL_KINDS,
} from '../../core/permissions/rule.ts';
import { decodeText, shellWord } from '../../core/text.ts';
import { readInputFile } from '../../engine/input-file.ts';
import { refuseForeignFile } from '../process/trusted-file.ts';
import { ONE_DOCUMENT } from './read-config-files.ts';
import type { Config } from './resolve-config.ts';

/** Nobody writes more by hand; each rule is looked at for each request. */
const LARGEST = 131_072;
const MOST_RULES = 1_000;
const MOST_PATTERNS = 1_000;
const LONGEST_PATTERN = 1_000;

/** Where the rules are that the settings name; undefined for nowhere. */
export function permissionsPath({ settings, sources, files }: Config, cwd: string): string | undefined {
  const { permissionsFile } = settings;
  if (permissionsFile === undefined || permissionsFile === NO_RULES.file) return undefined;
  const { permissionsFile: source } = sources;
  return resolve(files.includes(source) ? dirname(source) : cwd, withHome(permissionsFile));
}

/**
 * @param uid of the user, for whom the file must be safe from others
 * @throws AmberError CONFIG that names the line, and the command that tries the file again
 */
export async function readPermissionsFile(path: string, uid = process.getuid?.()): Promise<PermissionRules> {
  const hint = `amber permissions --permissions-file ${shellWord(path)} checks it again; docs/permissions.md says how it is written`;
  let text: string;
  try {
    await refuseForeignFile(path, uid);
    text = decodeText(await readInputFile(path, LARGEST), 'it', 'CONFIG');
  } catch (cause) {
    throw new AmberError('CONFIG', `cannot read the permissions file ${path}: ${messageOf(cause)}`, {
      hint: isAmberError(cause) ? (cause.hint ?? hint) : hint,
      cause,
    });
  }
  try {
    return { file: path, rules: await parsePermissionRules(text) };
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    throw new AmberError('CONFIG', `${path}:${cause.line}: ${cause.message}`, { hint: cause.hint ?? hint, cause });
  }
}

/** What is wrong with a file, and where. */
class Fault extends Error {
  readonly line: number;
  readonly hint: string | undefined;
  constructor(line: number, message: string, hint?: string) {
    super(message);
    this.line = line;
    this.hint = hint;
  }
}

/** The rules in a text of YAML or JSON. @throws Fault */
export async function parsePermissionRules(text: string): Promise<readonly PermissionRule[]> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const document = parseText(yaml, text, lines);
  const top = new Reader(yaml, lines);
  const entries = top.map(document.contents, ['rules'], 'a permissions file is a map with "rules"');
  const rules = entries.get('rules');
  if (rules === undefined) throw new Fault(1, 'it has no "rules"');
  if (!yaml.isSeq(rules.value)) throw new Fault(rules.line, '"rules" must be a list');
  if (rules.value.items.length > MOST_RULES)
    throw new Fault(rules.line, `more than ${MOST_RULES} rules: one with wildcards says more`);
  return rules.value.items.map((item) => ruleOf(top, item));
}

function parseText(yaml: typeof import('yaml'), text: string, lineCounter: LineCounter) {
  try {
    const document = yaml.parseDocument(text, { lineCounter, logLevel: 'error' });
    const [error] = document.errors;
    if (error === undefined) return document;
    const [why = ''] = error.message.split('\n');
    const isAlias = error.code === 'BAD_ALIAS' || /[Aa]lias/.test(why);
    if (/call stack/.test(why)) throw new Fault(1, 'it is nested too deep');
    if (error.code === 'MULTIPLE_DOCS') throw new Fault(error.linePos?.[0].line ?? 1, ONE_DOCUMENT);
    throw new Fault(error.linePos?.[0].line ?? 1, isAlias ? QUOTE : why.replace(/ at line \d+, column \d+:?$/, ''));
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault(1, `it can't be read as YAML: ${messageOf(error)}`);
  }
}

const QUOTE = 'a text that begins with * must stand in quotes, and references (&name, *name) are not taken';

interface Entry {
  readonly value: unknown;
  readonly line: number;
}

/** Reads nodes of YAML without making values of them: nothing is expanded, and every fault has its line. */
class Reader {
  readonly #yaml: typeof import('yaml');
  readonly #lines: LineCounter;

  constructor(yaml: typeof import('yaml'), lines: LineCounter) {
    this.#yaml = yaml;
    this.#lines = lines;
  }

  lineOf(node: unknown, otherwise = 1): number {
    const range = this.#yaml.isNode(node) ? node.range : undefined;
    return range ? this.#lines.linePos(range[0]).line : otherwise;
  }

  map(node: unknown, keys: readonly string[], what: string): ReadonlyMap<string, Entry> {
    if (!this.#yaml.isMap(node)) throw new Fault(this.lineOf(node), what);
    const pairs: readonly Pair[] = node.items;
    return new Map(
      pairs.map(({ key, value }) => {
        const line = this.lineOf(key);
        const name = this.#yaml.isScalar(key) ? String(key.value) : '';
        if (!keys.includes(name))
          throw new Fault(line, `unknown key "${name}": ${didYouMean(name, keys) ?? `known are ${keys.join(', ')}`}`);
        return [name, { value, line }];
      }),
    );
  }

  /** One text, or a list of texts. */
  texts({ value, line }: Entry, key: string): readonly Entry[] {
    const items = this.#yaml.isSeq(value) ? value.items : [value];
    if (items.length === 0) throw new Fault(line, `"${key}" is empty: leave it out, or say which`);
    if (items.length > MOST_PATTERNS) throw new Fault(line, `"${key}" has more than ${MOST_PATTERNS} entries`);
    return items.map((item) => ({ value: this.text(item, line, key), line: this.lineOf(item, line) }));
  }

  text(node: unknown, line: number, key: string): string {
    const at = this.lineOf(node, line);
    if (this.#yaml.isAlias(node)) throw new Fault(at, QUOTE);
    if (!this.#yaml.isScalar(node) || typeof node.value !== 'string' || node.value.trim() === '')
      throw new Fault(at, `"${key}" must be a text, or a list of texts; put it in quotes if it is one`);
    if (node.value.length > LONGEST_PATTERN)
      throw new Fault(at, `"${key}" is longer than ${LONGEST_PATTERN} characters`);
    return node.value;
  }
}

function ruleOf(reader: Reader, item: unknown): PermissionRule {
  const line = reader.lineOf(item);
  const keys = ['answer', 'kind', 'path', 'command'];
  const entries = reader.map(item, keys, 'a rule is a map with "answer", and what it is for: kind, path, command');
  const given = entries.get('answer');
  if (given === undefined) throw new Fault(line, `the rule has no "answer": ${RULE_ANSWERS.join(', ')}`);
  const said = reader.text(given.value, given.line, 'answer');
  const answer = oneOf(RULE_ANSWERS, said, 'answer', given.line);
  const [kind, path, command] = [entries.get('kind'), entries.get('path'), entries.get('command')];
  const kinds = kind && reader.texts(kind, 'kind').map((one) => oneOf(TOOL_KINDS, textOf(one), 'kind', one.line));
  const paths = path && reader.texts(path, 'path').map((one) => pathPattern(textOf(one), one.line));
  const commands = command && reader.texts(command, 'command').map((one) => commandPattern(textOf(one), one.line));
  if (answer === 'allow') {
    if ((kinds ?? paths ?? commands) === undefined)
      throw new Fault(line, 'this would allow everything: say what, by kind, path or command');
    if (kinds?.includes('execute') === true && paths !== undefined && commands === undefined)
      throw new Fault(line, 'what a command works on is not known from its paths: name the command, too');
  }
  if (commands !== undefined && kinds !== undefined && !kinds.includes('execute'))
    throw new Fault(line, 'commands are of kind execute: leave kind out');
  return {
    answer,
    ...(kinds !== undefined && { kinds }),
    ...(paths !== undefined && { paths }),
    ...(commands !== undefined && { commands }),
    line,
  };
}

const textOf = ({ value }: Entry): string => String(value);

function oneOf<const T extends string>(allowed: readonly T[], word: string, key: string, line: number): T {
  const found = allowed.find((one) => one === word);
  if (found !== undefined) return found;
  throw new Fault(
    line,
    `"${key}" can't be "${word}": ${didYouMean(word, allowed) ?? `it is ${allowed.slice(0, -1).join(', ')} or ${allowed.at(-1)}`}`,
  );
}

/** What other tools know and this does not would otherwise match nothing, and a rule that denies would deny nothing. */
function pathPattern(given: string, line: number): string {
  const pattern = withHome(given);
  const fault = (why: string): Fault => new Fault(line, `path "${given}": ${why}`);
  if (/[[\]{}!\\]/.test(pattern)) throw fault('wildcards are *, ** and ?; write one path for each, / between folders');
  if (pattern.startsWith('~')) throw fault('name the directory as a whole');
  if (/(^|\/)\.\.(\/|$)/.test(pattern)) throw fault('".." is not taken: name the directory from its root, /…');
  if (/^\w+:\/\//.test(pattern)) throw fault('it is an address; kind: fetch is for those');
  if (pattern === '.' || pattern === './') return '**';
  return pattern.endsWith('/') ? `${pattern}**` : pattern;
}

function commandPattern(pattern: string, line: number): string {
  const tool = /^(\w+)\((.*)\)$/s.exec(pattern);
  const inner = tool?.[2] ?? pattern;
  const plain = inner.replace(/:\*$/, ' *');
  if (plain !== pattern) throw new Fault(line, `command "${pattern}": here that is "${plain}"`);
  return pattern.trim();
}

function withHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}
