import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { AmberError, messageOf, systemCodeOf } from '../../core/errors.ts';
import type { Flags } from '../config/resolve-config.ts';
import type { Io } from '../process/io.ts';
import { type Parsed, settingFlags, textOf } from './add-flags.ts';

/** What every command's options begin with. */
export interface CommonOptions {
  readonly flags: Flags;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** False with `--no-color`. */
  readonly color: boolean;
  /** False with `--no-input`: no question is asked. */
  readonly input: boolean;
}

export function commonOptions(parsed: Parsed): CommonOptions {
  return {
    flags: settingFlags(parsed),
    quiet: parsed.quiet === true,
    verbose: parsed.verbose === true,
    color: parsed.color !== false,
    input: parsed.input !== false,
  };
}

/** Obeys `--cwd`: before anything is read, so that every path of the call counts from there. @throws AmberError USAGE */
export function enterDirectory(io: Pick<Io, 'changeDirectory' | 'cwd'>, parsed: Parsed): void {
  const path = textOf(parsed, 'cwd');
  if (path === undefined) return;
  try {
    io.changeDirectory(path);
  } catch (cause) {
    const code = systemCodeOf(cause) ?? '';
    const isLink = code === 'ENOENT' && lstatSync(resolve(io.cwd, path), { throwIfNoEntry: false }) !== undefined;
    const why = isLink ? 'it is a link that leads nowhere' : (WHY_NOT[code] ?? messageOf(cause));
    throw new AmberError('USAGE', `--cwd ${path}: ${why}`, { cause });
  }
}

const WHY_NOT: { readonly [code: string]: string } = {
  ENOENT: 'there is no such directory',
  ENOTDIR: 'it is no directory',
  EACCES: 'permission denied',
};
