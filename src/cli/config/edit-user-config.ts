import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { AmberError } from '../../core/errors.ts';
import { shellWord } from '../../core/text.ts';
import { makeDir } from '../../engine/local/state/files.ts';
import { stateDirOf } from '../../engine/local/state/paths.ts';
import { release, tryLock } from '../../engine/local/state/process-lock.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import type { Io } from '../process/io.ts';
import { editorOf, FALLBACK_EDITOR, openEditor } from '../terminal/editor.ts';
import { parseConfigFile, readConfigText } from './read-config-files.ts';
import { resolveConfig } from './resolve-config.ts';
import { lockedUserFile, writeUserFile } from './write-user-config.ts';

/**
 * Opens the user's configuration in their editor, as a draft beside it. Only a draft that is sound replaces the file; another
 * one stays, and is what the next call opens. Returns false if nothing was changed.
 * @throws AmberError CONFIG for what is wrong in it, USAGE for an editor that can't be run
 */
export async function editUserFile(io: Io, path: string): Promise<boolean> {
  const lock = join(stateDirOf(io.env), 'config-edit-lock');
  makeDir(lock);
  const taken = tryLock(lock);
  if (typeof taken !== 'string')
    throw new AmberError('STATE', `process ${taken.pid} edits ${path}: both would write into one draft`, {
      hint: 'leave that editor first; amber config set KEY VALUE works meanwhile',
    });
  try {
    return await editDraft(io, path);
  } finally {
    release(taken);
  }
}

async function editDraft(io: Io, path: string): Promise<boolean> {
  const draft = `${path}.draft`;
  const old = readConfigText(path);
  const kept = readConfigText(draft);
  const before = old ?? FIRST_LINES;
  if (kept === undefined) writeUserFile(draft, before);
  else await writeLines(io.stderr, `going on with ${draft}\n`);
  const isSame = (): boolean => (readConfigText(draft) ?? before) === before;
  try {
    await openEditor(io, editorOf(io.env) ?? FALLBACK_EDITOR, draft, 'nothing was changed');
    if (isSame()) return false;
    const text = readConfigText(draft) ?? before;
    await checkText(path, text);
    await lockedUserFile(io, () => {
      if (readConfigText(path) !== old)
        throw new AmberError('CONFIG', `${path} was changed meanwhile; it is as it is now, and your text is kept`, {
          hint: `diff ${shellWord(path)} ${shellWord(draft)} shows both; amber config edit opens your text again`,
        });
      writeUserFile(path, text);
    });
    rmSync(draft);
    return true;
  } finally {
    if (isSame()) rmSync(draft, { force: true });
  }
}

const FIRST_LINES = '# Settings of Amber: amber help config lists them.\n';

async function checkText(path: string, text: string): Promise<void> {
  try {
    const file = { path, project: false, ...(await parseConfigFile(text, path)) };
    resolveConfig({ flags: {}, env: {}, files: [file], registry: [] });
  } catch (error) {
    if (!(error instanceof AmberError)) throw error;
    throw new AmberError('CONFIG', `${error.message}; ${path} is as it was, and your text is kept`, {
      hint: 'amber config edit opens it again',
      cause: error,
    });
  }
}
