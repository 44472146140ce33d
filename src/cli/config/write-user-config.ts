import {
  accessSync,
  chmodSync,
  constants,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Document } from 'yaml';
import { didYouMean } from '../../core/did-you-mean.ts';
import { AmberError, messageOf, systemCodeOf } from '../../core/errors.ts';
import { shellWord } from '../../core/text.ts';
import { stateDirOf, userConfigPath } from '../../engine/local/state/paths.ts';
import { withLock } from '../../engine/local/state/process-lock.ts';
import type { Io } from '../process/io.ts';
import { ONE_DOCUMENT, parseConfigFile, readConfigText } from './read-config-files.ts';
import { checkedSetting } from './resolve-config.ts';
import { isSettingName, SETTING_NAMES, SETTINGS, type SettingName } from './settings.ts';

/** A setting as it is named on the command line: `model`, or `agents.mine` for one entry of a map. */
export interface SettingKey {
  readonly name: SettingName;
  readonly entry: string | undefined;
}

/** @throws AmberError USAGE for a setting that does not exist */
export function settingKeyOf(text: string): SettingKey {
  const at = text.indexOf('.');
  const name = at < 0 ? text : text.slice(0, at);
  const entry = at < 0 ? undefined : text.slice(at + 1);
  if (!isSettingName(name))
    throw new AmberError('USAGE', `there is no setting "${name}"`, {
      hint: didYouMean(name, SETTING_NAMES) ?? 'amber help config lists the settings',
    });
  if (entry === '') throw new AmberError('USAGE', `"${text}" names no entry of ${name}`);
  return { name, entry };
}

/**
 * Changes the user's configuration; what stands in it beside that stays as it is, comments included, and so does what other
 * processes change at the same time: `change` is called again where one was quicker. @throws AmberError CONFIG, STATE
 */
export async function changeUserFile(
  { env, clock }: Pick<Io, 'env' | 'clock'>,
  change: (document: Document) => void,
  hint?: string,
): Promise<void> {
  const path = userConfigPath(env);
  try {
    let isWritten = false;
    while (!isWritten) {
      const before = readConfigText(path);
      const document = await parseDocumentOf(before ?? '', path);
      change(document);
      const after = document.toString({ lineWidth: 0 });
      isWritten = await lockedUserFile({ env, clock }, () => {
        if (readConfigText(path) !== before) return false;
        writeUserFile(path, after);
        return true;
      });
    }
  } catch (cause) {
    if (cause instanceof AmberError) throw cause;
    const dir = shellWord(dirname(path));
    throw new AmberError('CONFIG', `cannot write ${path}: ${messageOf(cause)}`, {
      hint: hint ?? `nothing was changed; df -h ${dir} shows the room on its disk, ls -ld ${dir} who may write there`,
      cause,
    });
  }
}

/** Does `section` while no other process changes the user's configuration. @throws AmberError STATE */
export function lockedUserFile<T>({ env, clock }: Pick<Io, 'env' | 'clock'>, section: () => T): Promise<T> {
  return withLock(join(stateDirOf(env), 'config-lock'), clock, section);
}

/** Puts a value into the user's configuration, once it is known to be allowed. @throws AmberError CONFIG, USAGE */
export function setUserValue(io: Pick<Io, 'env' | 'clock'>, { name, entry }: SettingKey, text: string): Promise<void> {
  return changeUserFile(io, (document) => {
    if (entry === undefined) {
      document.set(name, storedValue(name, text, checkedSetting(name, text, 'USAGE', name)));
      return;
    }
    const before: unknown = plainValues(document)[name];
    checkedSetting(name, { ...(typeof before === 'object' ? before : {}), [entry]: text }, 'USAGE', `${name}.${entry}`);
    // Pairs in one text, as a variable has them, become the map that they stand for.
    if (typeof before === 'string') document.set(name, SETTINGS[name].parse(before));
    document.setIn([name, entry], text);
  });
}

/** Returns false if it was not set. @throws AmberError CONFIG */
export async function unsetUserValue(io: Pick<Io, 'env' | 'clock'>, { name, entry }: SettingKey): Promise<boolean> {
  const keys = entry === undefined ? [name] : [name, entry];
  let wasSet = false;
  await changeUserFile(io, (document) => {
    wasSet = document.hasIn(keys);
    if (wasSet) document.deleteIn(keys);
  });
  return wasSet;
}

/** What the user's file sets, as it stands there; nothing where there is no file. @throws AmberError CONFIG */
export async function readUserValues(path: string): Promise<{ readonly [key: string]: unknown }> {
  return plainValues(await parseDocumentOf(readConfigText(path) ?? '', path));
}

/** Refuses a file that somebody has protected: replacing it would not ask for its rights. @throws AmberError CONFIG */
export function checkWritable(path: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  // The superuser may write everything: the bits say what was meant.
  const isMeant = mode === undefined || (mode & 0o222) !== 0;
  try {
    if (mode !== undefined) accessSync(path, constants.W_OK);
    if (isMeant) return;
  } catch (error) {
    if (systemCodeOf(error) !== 'EACCES' && systemCodeOf(error) !== 'EROFS') throw error;
  }
  throw new AmberError('CONFIG', `${path} is read-only, and stays as it is`, {
    hint: `if it is yours to change: chmod u+w ${shellWord(path)}`,
  });
}

/**
 * In one step: nobody reads half of it. A new file is for its user alone, another keeps its rights.
 * @throws AmberError CONFIG for one that is read-only
 */
export function writeUserFile(path: string, text: string): void {
  checkWritable(path);
  const isNew = readConfigText(path) === undefined;
  // A link leads to where somebody keeps it: it stays a link.
  const target = isNew ? path : realpathSync(path);
  const mode = isNew ? 0o600 : statSync(target).mode & 0o777;
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  const fresh = `${target}.${process.pid}`;
  try {
    writeFileSync(fresh, text, { mode, flag: 'wx' });
    chmodSync(fresh, mode);
    renameSync(fresh, target);
  } catch (error) {
    // A full disk leaves an empty one; one that was there before is not ours.
    if (systemCodeOf(error) !== 'EEXIST') rmSync(fresh, { force: true });
    throw error;
  }
}

async function parseDocumentOf(text: string, path: string): Promise<Document> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text, { logLevel: 'error' });
  const [error] = document.errors;
  const [why = ''] = error?.code === 'MULTIPLE_DOCS' ? [ONE_DOCUMENT] : (error?.message.split('\n', 1) ?? []);
  if (error !== undefined)
    throw new AmberError('CONFIG', `cannot read ${path}: ${why.replace(/:$/, '')}`, { hint: 'amber config edit' });
  // What else may be wrong with it: no map, aliases without end.
  await parseConfigFile(text, path);
  return document as Document;
}

function plainValues(document: Document): { readonly [key: string]: unknown } {
  const values: unknown = document.toJS();
  return typeof values === 'object' && values !== null && !Array.isArray(values) ? { ...values } : {};
}

/** As a person would write it: numbers, switches, lists and maps as such, durations and all else as text. */
function storedValue(name: SettingName, text: string, value: unknown): unknown {
  const isText = typeof value === 'string' || (SETTINGS[name] as { isDuration?: true }).isDuration === true;
  return isText ? text : value;
}
