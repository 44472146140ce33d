import type { Io } from '../process/io.ts';

/** What shows a text page by page: `PAGER`, else less; undefined where the text is simply printed. */
export function pagerOf({ env, stdin, stdout }: Pick<Io, 'env' | 'stdin' | 'stdout'>): string | undefined {
  if (!stdout.isTTY || !stdin.isTTY || env.TERM === 'dumb') return undefined;
  const { PAGER: pager = 'less' } = env;
  return pager === '' || pager === 'cat' ? undefined : pager;
}

/** Shows a text in the person's pager, and resolves once they have left it; prints it where there is none. */
export async function showPaged(io: Io, text: string, paged: boolean): Promise<void> {
  const pager = paged ? pagerOf(io) : undefined;
  if (pager !== undefined) {
    const { execa } = await import('execa');
    // As git does: one that fits the screen leaves at once, and colours are shown.
    const env = { LESS: 'FRX', LV: '-c', ...io.env };
    const shown = await execa(pager, {
      shell: true,
      input: text,
      stdout: 'inherit',
      stderr: 'inherit',
      env,
      extendEnv: false,
      reject: false,
    });
    // A shell's word for a command that is not there, or can't be executed.
    if (shown.exitCode !== 127 && shown.exitCode !== 126) return;
  }
  await io.stdout.write(text);
}
