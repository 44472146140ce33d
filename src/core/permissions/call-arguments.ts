import { isObject } from '../agui/events.ts';

/** What the arguments of a tool call name, at any depth. */
export interface CallArguments {
  readonly commands: string[];
  readonly paths: string[];
  readonly directories: string[];
  /** All else that may be a path, a pattern of files or a command: for rules that deny. */
  readonly texts: string[];
  /** The first argument of which nobody can say what it does. */
  unknown: string | undefined;
  hidesCommand: boolean;
  isWhole: boolean;
}

/** Of one call so many values are read, so deep. */
const MOST_VALUES = 1_000;
const DEEPEST = 8;

const COMMAND_KEY = /^(command|cmd|commands|script|argv|bash|shell_?command|command_?line)$/i;
const ARGUMENTS_KEY = /^(args|arguments)$/i;
const PATH_KEY = /(path|file|dir|directory|folder|cwd|root|source|destination|src|dst|dest)s?$|^(from|to|target)$/i;
const DIRECTORY_KEY = /^(cwd|workdir|working_?dir(ectory)?)$/i;
/** Patterns of files. The `pattern` of a search may be one, or what it looks for. */
const PATTERN_KEY = /^(pattern|glob|include|exclude)$/i;
const LEADS_ELSEWHERE = /^[/~]|(^|\/)\.\.(\/|$)/;
/** For people, and settings that name nothing: neither a path nor a command is read from them. */
const HARMLESS_KEY =
  /^(description|explanation|instruction|reason|justification|title|timeout(_?ms)?|limit|offset|type|output_?mode|edit_?mode|cell_?(id|type)|encoding|call_?id|turn_?id|item_?id|thread_?id|approval_?id|process_?id|sandbox_permissions)$/i;
/** What a search looks for. */
const SOUGHT_KEY = /^(query|regex)$/i;
/** What an edit takes out or writes. */
const CONTENT_KEY = /^((old|new)_?(string|str|text|source|content)|contents?|file_?text|unified_?diff)$/i;
/** By these lines a patch names its files. */
const PATCH_FILE = /^(?:\*\*\* [^:\n]*:|---|\+\+\+|diff --git|rename (?:from|to)) (.*)$/gm;

/** Reads the arguments. `isSearch`, `isEdit`: the tool is of that kind. */
export function readArguments(
  input: unknown,
  { isSearch, isEdit }: Record<'isSearch' | 'isEdit', boolean>,
): CallArguments {
  const found: CallArguments = {
    commands: [],
    paths: [],
    directories: [],
    texts: [],
    unknown: undefined,
    hidesCommand: false,
    isWhole: true,
  };
  let values = 0;
  const readText = (value: string, key: string, depth: number): void => {
    if (value === '' && !PATH_KEY.test(key)) return;
    const isPattern = isSearch && PATTERN_KEY.test(key);
    if (DIRECTORY_KEY.test(key)) found.directories.push(value);
    if (PATH_KEY.test(key) || (isPattern && LEADS_ELSEWHERE.test(value))) {
      found.paths.push(value);
      found.texts.push(value);
      // A list of them in one text.
      if (/s$/i.test(key) && /[,\s]/.test(value)) found.unknown ??= key;
    } else if (CONTENT_KEY.test(key)) {
      const files = filesOfPatch(value);
      found.texts.push(...files);
      if (!isEdit || (/diff$/i.test(key) && files.length > 0)) found.unknown ??= key;
    } else if (!HARMLESS_KEY.test(key) && !(isSearch && SOUGHT_KEY.test(key))) {
      const files = isEdit ? filesOfPatch(value) : [];
      found.texts.push(...(files.length > 0 ? files : [value]));
      if (!isPattern && !(depth === 1 && COMMAND_KEY.test(key))) found.unknown ??= key;
    }
  };
  const read = (value: unknown, key: string, depth: number): void => {
    if (++values > MOST_VALUES || depth > DEEPEST) {
      found.isWhole = false;
      return;
    }
    if (typeof value === 'string') readText(value, key, depth);
    else if (Array.isArray(value)) {
      // A program and its arguments.
      if (!isPathList(key)) found.texts.push(...commandLines(value));
      for (const one of value) read(one, key, depth + 1);
    } else if (isObject(value))
      for (const [name, one] of Object.entries(value)) {
        // codex names the files of a change as keys.
        if (name.startsWith('/')) found.paths.push(name);
        else if (/[./~]/.test(name)) {
          found.texts.push(name);
          found.unknown ??= name;
        }
        if (depth > 0 && COMMAND_KEY.test(name)) found.commands.push(...commandLines(one));
        read(one, name, depth + 1);
      }
  };
  read(input, '', 0);
  if (isObject(input)) readProgram(input, found);
  return { ...found, commands: [...new Set(found.commands)] };
}

const filesOfPatch = (value: string): readonly string[] =>
  Array.from(value.matchAll(PATCH_FILE), ([, file]) => file ?? '');

const isPathList = (key: string): boolean => [PATH_KEY, PATTERN_KEY, CONTENT_KEY].some((one) => one.test(key));

/** The command of a call, and its arguments where they are apart. */
function readProgram(input: { readonly [key: string]: unknown }, found: CallArguments): void {
  const programs = Object.entries(input).filter(([key]) => COMMAND_KEY.test(key));
  const apart = Object.entries(input).filter(([key, value]) => ARGUMENTS_KEY.test(key) && !isEmpty(value));
  const lines = programs.flatMap(([, value]) => commandLines(value));
  found.hidesCommand =
    programs.length > 0 &&
    (apart.length > 0 || programs.some(([, value]) => typeof value !== 'string' || value.trim() === ''));
  found.commands.unshift(...lines);
  if (programs.length > 0)
    for (const [, value] of apart) found.commands.push([...lines, ...commandLines(value)].join(' '));
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
