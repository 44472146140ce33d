import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { decodeText, shellWord } from '../../core/text.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import type { Io } from '../process/io.ts';
import { askLine } from './ask-on-terminal.ts';
import { editorOf, openEditor } from './editor.ts';

/** As git cuts off what a message ends before: a prompt may well have lines that begin with #. */
const SCISSORS = '# ------------------------ >8 ------------------------';

const NOTE = `
${SCISSORS}
# Write above this line what the agent is to do. This line and all below is
# left out. Without any text nothing is started.
`;

/** What a person writes: in `$VISUAL` or `$EDITOR`, else on a line of the terminal. "" if they write nothing. @throws AmberError USAGE */
export async function askForPrompt(io: Io): Promise<string> {
  const editor = editorOf(io.env);
  if (editor !== undefined) return written(io, editor);
  const terminal = { input: io.stdin.stream, output: io.stderr.stream, pause: () => () => {} };
  return (await askLine(terminal, 'What is the agent to do? ', new AbortController().signal)) ?? '';
}

/**
 * Does `act` with a prompt that a person has written for it. What no session has taken by its end, they need not write again:
 * it is kept in a file, and that is said.
 */
export async function keepingPrompt<T>(io: Io, prompt: string, act: (taken: () => void) => Promise<T>): Promise<T> {
  let isTaken = false;
  try {
    return await act(() => {
      isTaken = true;
    });
  } finally {
    if (!isTaken) await sayKept(io, await promptFile(`${prompt}\n`));
  }
}

async function written(io: Io, editor: string): Promise<string> {
  const file = await promptFile(NOTE);
  let isLeft = false;
  try {
    await openEditor(io, editor, file, 'nothing was started').catch(async (error: unknown) => {
      const left = await readFile(file, 'utf8').catch(() => NOTE);
      isLeft = left.trim() !== '' && left.trim() !== NOTE.trim();
      if (isLeft) await sayKept(io, file);
      throw error;
    });
    const text = decodeText(await readFile(file), 'the prompt', 'USAGE');
    return text.split(/\r?\n/).slice(0, lineOfScissors(text)).join('\n').trim();
  } finally {
    if (!isLeft) await rm(dirname(file), { recursive: true, force: true });
  }
}

/** A new file in a folder of its own, both of the user alone. */
async function promptFile(text: string): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'amber-prompt-')), 'PROMPT.md');
  await writeFile(file, text, { mode: 0o600, flag: 'wx' });
  return file;
}

async function sayKept(io: Io, file: string): Promise<void> {
  await writeLines(io.stderr, `what you wrote is kept: --prompt-file ${shellWord(file)}\n`);
}

function lineOfScissors(text: string): number | undefined {
  const at = text.split(/\r?\n/).findIndex((line) => line.startsWith(SCISSORS));
  return at < 0 ? undefined : at;
}
