import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeText } from '../../core/text.ts';
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

async function written(io: Io, editor: string): Promise<string> {
  // Of the user alone, as is the file in it.
  const folder = await mkdtemp(join(tmpdir(), 'amber-prompt-'));
  try {
    const file = join(folder, 'PROMPT.md');
    await writeFile(file, NOTE, { mode: 0o600, flag: 'wx' });
    await openEditor(io, editor, file, 'nothing was started');
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
