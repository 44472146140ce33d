import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AmberError } from '../../core/errors.ts';
import { decodeText } from '../../core/text.ts';
import { askLine } from './ask-on-terminal.ts';
import type { Io } from './io.ts';

/** As git cuts off what a message ends before: a prompt may well have lines that begin with #. */
const SCISSORS = '# ------------------------ >8 ------------------------';

const NOTE = `
${SCISSORS}
# Write above this line what the agent is to do. This line and all below is
# left out. Without any text nothing is started.
`;

/** What a person writes: in `$VISUAL` or `$EDITOR`, else on a line of the terminal. "" if they write nothing. @throws AmberError USAGE */
export async function askForPrompt(io: Io): Promise<string> {
  const editor = io.env.VISUAL || io.env.EDITOR;
  if (editor) return written(io, editor);
  const terminal = { input: io.stdin.stream, output: io.stderr.stream, pause: () => () => {} };
  return (await askLine(terminal, 'What is the agent to do? ', new AbortController().signal)) ?? '';
}

async function written(io: Io, editor: string): Promise<string> {
  // Of the user alone, as is the file in it.
  const folder = await mkdtemp(join(tmpdir(), 'amber-prompt-'));
  try {
    const file = join(folder, 'PROMPT.md');
    await writeFile(file, NOTE, { mode: 0o600, flag: 'wx' });
    await edit(io, editor, file);
    const text = decodeText(await readFile(file), 'the prompt', 'USAGE');
    return text.split(/\r?\n/).slice(0, lineOfScissors(text)).join('\n').trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function lineOfScissors(text: string): number | undefined {
  const at = text.split(/\r?\n/).findIndex((line) => line.startsWith(SCISSORS));
  return at < 0 ? undefined : at;
}

/** @throws AmberError USAGE if the editor says that it failed */
async function edit(io: Io, editor: string, file: string): Promise<void> {
  // It may be a command with arguments, as git takes it; and it draws on the terminal, wherever stdout goes.
  const [command, args] =
    process.platform === 'win32'
      ? ['cmd', ['/c', `${editor} "${file}"`]]
      : ['sh', ['-c', `${editor} "$@"`, editor, file]];
  const child = spawn(command, args, {
    stdio: ['inherit', io.stdout.isTTY ? 'inherit' : 2, 'inherit'],
    cwd: io.cwd,
    windowsVerbatimArguments: true,
  });
  // Ctrl-C is the editor's own key. Any other ending ends it, so that the file goes.
  const release = io.onEnding((ending) => ending !== 'SIGINT' && child.kill('SIGTERM'));
  try {
    const [code, signal] = await once(child, 'exit');
    if (code === 0) return;
    throw new AmberError(
      'USAGE',
      `the editor (${editor}) ended with ${signal ?? `code ${code}`}: nothing was started`,
      {
        hint: 'VISUAL and EDITOR name it; with the prompt as an argument none is needed',
      },
    );
  } finally {
    release();
  }
}
