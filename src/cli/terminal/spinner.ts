import { oneLine } from '../../render/plain-text.ts';
import { cutTo } from '../../render/text-width.ts';
import type { Context } from '../context.ts';
import type { CommonOptions } from '../flags/common-options.ts';
import type { Io } from '../process/io.ts';
import { canRepaint, wantsColor } from './capabilities.ts';

/** Work that takes less shows nothing (ms). */
const PATIENCE = 600;

/** What a spinner is shown by: how the command was called, and what its settings say. */
export interface SpinnerOptions extends Pick<CommonOptions, 'color' | 'quiet'> {
  readonly context: Pick<Context, 'redactor' | 'settings'>;
}

/**
 * Does some work. On a terminal a line at its end says beside a spinner what is being done, once that takes longer than a
 * person waits without wondering. What is written meanwhile appears above that line; nobody may be asked for anything.
 */
export async function withSpinner<T>(
  io: Io,
  { context, ...options }: SpinnerOptions,
  doing: string,
  work: () => Promise<T>,
): Promise<T> {
  // Where its size is not known (undefined or 0) ora clears without end.
  const { columns } = io.stderr.stream as { readonly columns?: number };
  if (options.quiet || context.settings.plain === true || !canRepaint(io) || !columns) return work();
  const over = new AbortController();
  const text = cutTo(context.redactor.all(oneLine(doing)), columns - 4);
  let stop = (): void => over.abort();
  const start = async (): Promise<void> => {
    await io.clock.sleep(PATIENCE, over.signal);
    const { default: ora } = await import('ora');
    if (over.signal.aborted) return;
    const spinner = ora({
      text,
      stream: io.stderr.stream,
      color: wantsColor(io, options) ? 'cyan' : false,
      // Amber has found out by itself what the terminal can do.
      isEnabled: true,
      // A process that is killed could not show the cursor again, and raw mode would swallow signals.
      hideCursor: false,
      discardStdin: false,
    }).start();
    stop = () => spinner.stop();
  };
  start().catch(() => undefined);
  try {
    return await work();
  } finally {
    stop();
  }
}
