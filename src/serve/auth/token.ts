import { existsSync } from 'node:fs';
import { chmod, link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AmberError, messageOf } from '../../core/errors.ts';
import { makeDir } from '../../engine/local/state/files.ts';
import { newSecret } from './secret.ts';

/** Anything shorter is no token of ours, and could be guessed. */
const SHORTEST = 16;

/**
 * The token in the file, made on the first start. Of two that make it at once, both get the same. The file is readable
 * by its owner alone; should someone have opened it to others, that is taken back.
 * @throws AmberError STATE
 */
export async function readOrMakeToken(path: string): Promise<string> {
  try {
    if (!existsSync(path)) await make(path);
    if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600);
    const token = (await readFile(path, 'utf8')).trim();
    if (token.length >= SHORTEST) return token;
  } catch (cause) {
    throw new AmberError('STATE', `cannot keep the token in ${path}: ${messageOf(cause)}`, {
      hint: 'AMBER_STATE_DIR names another directory',
      cause,
    });
  }
  throw new AmberError('STATE', `the token in ${path} is too short: at least ${SHORTEST} characters`, {
    hint: `rm ${path}, and a new one is made`,
  });
}

async function make(path: string): Promise<void> {
  makeDir(dirname(path));
  const fresh = `${path}.${newSecret().slice(0, 8)}`;
  try {
    await writeFile(fresh, `${newSecret()}\n`, { mode: 0o600, flag: 'wx' });
    await link(fresh, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await rm(fresh, { force: true });
  }
}
