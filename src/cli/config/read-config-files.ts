import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { isObject } from '../../core/agui/events.ts';
import type { Env } from '../../core/env.ts';
import { AmberError, messageOf } from '../../core/errors.ts';
import { decodeText } from '../../core/text.ts';
import { userConfigPath } from '../../engine/local/state/paths.ts';

/** A configuration file as it was read: its values are not checked yet. */
export interface ConfigFile {
  readonly path: string;
  /** True for a project's `.amber.yaml`: it comes with the repository and is not trusted. */
  readonly project: boolean;
  readonly values: { readonly [key: string]: unknown };
  /** On which line each of them stands. */
  readonly lines?: { readonly [key: string]: number };
}

/** Takes what is wrong with the configuration: throws it, or goes on with what is sound. */
export type Refuse = (fault: AmberError) => void;

/** Where a file sets a value: `path:line`. */
export function placeOf({ path, lines }: ConfigFile, key: string): string {
  const line = lines?.[key];
  return line === undefined ? path : `${path}:${line}`;
}

const PROJECT_FILE = '.amber.yaml';
/** No configuration is larger; a mistaken path (a log, a device) is not read into memory. */
const LARGEST = 1_048_576;

/** The files that apply, the one that wins first; without those that `refuse` was given and did not throw. */
export async function readConfigFiles(env: Env, cwd: string, refuse: Refuse): Promise<readonly ConfigFile[]> {
  const found = [
    { path: findProjectFile(cwd, PROJECT_FILE), project: true },
    { path: fileAt(userConfigPath(env)), project: false },
  ];
  const files = found.map(async ({ path, project }) => {
    if (path === undefined) return [];
    try {
      if (project) checkOwn(path);
      return [{ path, project, ...(await readYaml(path)) }];
    } catch (error) {
      if (!(error instanceof AmberError)) throw error;
      refuse(error);
      return [];
    }
  });
  return (await Promise.all(files)).flat();
}

/** Searched upwards from `directory` to the root. */
export function findProjectFile(directory: string, name: string): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    const path = fileAt(join(at, name));
    if (path !== undefined) return path;
    if (at === dirname(at)) return undefined;
  }
}

/**
 * A link in a repository could lead to any file of the user's, and what is wrong in that file would be quoted in a log.
 * @throws AmberError CONFIG
 */
export function checkOwn(path: string): void {
  checkFile(path);
  if (realpathSync(path).startsWith(join(realpathSync(dirname(path)), sep))) return;
  throw new AmberError('CONFIG', `${path} is a link that leads out of its directory`, {
    hint: 'the settings of a project are a file of the project',
  });
}

/**
 * Whatever has that name is returned, a link that leads nowhere as well: configuration that is there and can't be read
 * is an error, since a run without it is permitted more. What lies in a directory that is closed to us is not there.
 */
function fileAt(path: string): string | undefined {
  try {
    // At once: a promise takes longer than the look.
    return lstatSync(path, { throwIfNoEntry: false }) === undefined ? undefined : path;
  } catch {
    return undefined;
  }
}

async function readYaml(path: string): Promise<Pick<ConfigFile, 'values' | 'lines'>> {
  return parseConfigFile(readConfigText(path) ?? '', path);
}

/** The file's text; undefined if there is none. @throws AmberError CONFIG for what is no file, or none of ours */
export function readConfigText(path: string): string | undefined {
  if (!checkFile(path)) return undefined;
  try {
    return decodeText(readFileSync(path), 'it', 'CONFIG');
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** False where nothing has that name. @throws AmberError CONFIG for what is no file, or too large */
function checkFile(path: string): boolean {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) {
      if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return false;
      throw new Error('it is a link that leads nowhere');
    }
    // A pipe would never end, nor would a device.
    if (!found.isFile()) throw new Error('it is no file');
    if (found.size > LARGEST) throw new Error(`larger than ${LARGEST} bytes`);
    return true;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** For a file of YAML with more than one document. */
export const ONE_DOCUMENT = 'it holds several documents, with lines "---" between them: it must be one';

/** The values of a file's text, not checked yet. @throws AmberError CONFIG */
export async function parseConfigFile(text: string, path: string): Promise<Pick<ConfigFile, 'values' | 'lines'>> {
  const { isMap, isScalar, LineCounter, parseDocument } = await import('yaml');
  try {
    const lineCounter = new LineCounter();
    const document = parseDocument(text, { lineCounter, logLevel: 'error' });
    const [error] = document.errors;
    if (error !== undefined) throw error.code === 'MULTIPLE_DOCS' ? new Error(ONE_DOCUMENT) : error;
    const values: unknown = document.toJS() ?? {};
    if (!isObject(values)) throw new Error('must be a map of settings');
    const pairs = isMap(document.contents) ? document.contents.items : [];
    const lines = pairs.flatMap(({ key }) =>
      isScalar(key) && key.range ? [[String(key.value), lineCounter.linePos(key.range[0]).line] as const] : [],
    );
    return { values, lines: Object.fromEntries(lines) };
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** The AmberError CONFIG for a file that can't be read. */
function unreadable(path: string, cause: unknown): AmberError {
  // Behind its first line the parser quotes the file: an error is one line, and the file may hold a secret.
  const [why = ''] = messageOf(cause).split('\n');
  return new AmberError('CONFIG', `cannot read ${path}: ${why.replace(/:$/, '')}`, {
    hint: 'amber help config',
    cause,
  });
}
