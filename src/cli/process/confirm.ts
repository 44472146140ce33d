import type { CommonOptions } from '../flags/common.ts';
import type { Io } from './io.ts';
import { canAsk } from './terminal-capabilities.ts';

/** Asks a person yes or no. False where nobody can be asked, and for any answer but a yes. */
export async function confirm(
  io: Pick<Io, 'stdin' | 'stderr'>,
  options: Pick<CommonOptions, 'input'>,
  question: string,
): Promise<boolean> {
  if (!canAsk(io, options)) return false;
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: io.stdin.stream, output: io.stderr.stream, terminal: false });
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    return /^\s*y(?:es)?\s*$/i.test(await Promise.race([lines.question(`${question} [y/N] `), ended]));
  } finally {
    lines.close();
  }
}
