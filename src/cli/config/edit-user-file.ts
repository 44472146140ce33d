import { rmSync } from 'node:fs';
import { AmberError, messageOf } from '../../core/errors.ts';
import { splitCommandLine } from '../../engine/local/agents/command-line.ts';
import type { Io } from '../process/io.ts';
import { resolveConfig } from './config.ts';
import { parseConfigFile } from './config-file.ts';
import { readUserFile, writeUserFile } from './user-file.ts';

/**
 * Opens the user's configuration in their editor, as a draft beside it. Only a draft that is sound replaces the file; another
 * one stays, and is what the next call opens. Returns false if nothing was changed.
 * @throws AmberError CONFIG for what is wrong in it, USAGE for an editor that can't be run
 */
export async function editUserFile(io: Io, path: string): Promise<boolean> {
  const draft = `${path}.draft`;
  const old = readUserFile(path);
  const kept = readUserFile(draft);
  const before = old ?? FIRST_LINES;
  if (kept === undefined) writeUserFile(draft, before);
  else await io.stderr.write(`going on with ${draft}\n`);
  const isSame = (): boolean => (readUserFile(draft) ?? before) === before;
  try {
    await openEditor(io, draft);
    if (isSame()) return false;
    const text = readUserFile(draft) ?? before;
    await checkText(path, text);
    writeUserFile(path, text);
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

/** `$VISUAL`, else `$EDITOR`, else vi, as most tools take them. */
async function openEditor(io: Io, path: string): Promise<void> {
  const line = io.env.VISUAL || io.env.EDITOR || 'vi';
  const { execa } = await import('execa');
  // Ctrl-C is the editor's while it runs.
  const release = io.onEnding(() => {});
  const hint = 'set VISUAL or EDITOR to the command line of an editor';
  try {
    const [command, ...args] = splitCommandLine(line);
    const ended = await execa(command, [...args, path], {
      cwd: io.cwd,
      env: { ...io.env },
      extendEnv: false,
      stdio: 'inherit',
      reject: false,
    });
    if (ended.failed)
      throw new Error(ended.exitCode === undefined ? (ended.code ?? 'it was killed') : `exit ${ended.exitCode}`);
  } catch (cause) {
    throw new AmberError('USAGE', `the editor "${line}" failed: ${messageOf(cause)}`, { hint, cause });
  } finally {
    release();
  }
}
