import { createHash } from 'node:crypto';
import { decodeText } from '../../core/text.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import type { Io } from './io.ts';
import { readStdin } from './stdin.ts';

/**
 * How long a pipe's first byte is waited for, in milliseconds, as `claude -p` does it. Many programs start others with a
 * pipe that they never write to nor close; whether one of them is at the other end can't be seen.
 */
const PATIENCE = 3_000;

/**
 * The prompt with what was piped to amber beside it. A terminal, `/dev/null` and an empty or silent pipe add nothing.
 * @throws AmberError USAGE
 */
export async function withPiped(io: Io, prompt: string, quiet: boolean): Promise<string> {
  const say = (text: string): void => void (quiet || writeLines(io.stderr, `${text}\n`));
  const bytes = await readStdin(io, {
    patienceMs: PATIENCE,
    slow: (count) => say(`reading stdin, ${count} bytes so far: the run begins when it ends`),
  });
  if (bytes === undefined) {
    await writeLines(
      io.stderr,
      `warning: nothing came on stdin within ${PATIENCE / 1_000} s: the run goes on without it. What takes longer belongs into a file (< FILE); < /dev/null spares the wait\n`,
    );
    return prompt;
  }
  const text = decodeText(bytes, 'stdin', 'USAGE');
  if (text.trim() === '') return prompt;
  say(`stdin goes with the prompt: ${bytes.length} bytes`);
  return `${prompt}\n\n${fenced(text)}`;
}

/**
 * Data, not instructions, so it stands between two lines that it can't imitate: their mark is made of all of it. The same
 * text gets the same mark, so that a request that is repeated is the same request.
 */
function fenced(text: string): string {
  const mark = `stdin-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  return `<${mark}>\n${text.endsWith('\n') ? text : `${text}\n`}</${mark}>`;
}
