import type { Env } from '../../core/env.ts';
import { AmberError } from '../../core/errors.ts';
import type { Io } from '../process/io.ts';

/** What is opened where a file must be edited and no editor is set: POSIX has it everywhere. */
export const FALLBACK_EDITOR = 'vi';

/** The command line of the person's editor: `$VISUAL`, else `$EDITOR`; undefined where neither is set. */
export const editorOf = ({ VISUAL, EDITOR }: Env): string | undefined => VISUAL || EDITOR || undefined;

/**
 * Opens a file in an editor and resolves once the person has left it. `editor` may have arguments, as git takes it; the file's
 * path reaches no shell.
 * @throws AmberError USAGE if the editor can't be run or says that it failed; `otherwise` says what that means
 */
export async function openEditor(io: Io, editor: string, file: string, otherwise: string): Promise<void> {
  const { execa } = await import('execa');
  const [command, ...args] =
    process.platform === 'win32' ? ['cmd', '/c', `${editor} "${file}"`] : ['sh', '-c', `${editor} "$@"`, editor, file];
  const child = execa(command ?? 'sh', args, {
    cwd: io.cwd,
    env: { ...io.env },
    extendEnv: false,
    // It draws on the terminal, wherever stdout goes.
    stdio: ['inherit', io.stdout.isTTY ? 'inherit' : 2, 'inherit'],
    windowsVerbatimArguments: true,
    reject: false,
  });
  // Ctrl-C is the editor's own key. Any other ending ends it, so that its file can be taken away.
  const release = io.onEnding((ending) => ending !== 'SIGINT' && child.kill('SIGTERM'));
  try {
    const { exitCode, failed, signal, shortMessage } = await child;
    if (!failed) return;
    const how = exitCode === undefined ? (signal ?? shortMessage) : `code ${exitCode}`;
    throw new AmberError('USAGE', `the editor (${editor}) ended with ${how}: ${otherwise}`, {
      hint: 'set VISUAL or EDITOR to the command line of an editor',
    });
  } finally {
    release();
  }
}
