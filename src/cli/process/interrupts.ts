import { Interrupts } from '../../run/cutoff.ts';
import type { Ending, Io } from './io.ts';

/** The process's signals and its closed stdout as the run knows them. Call `release` when the command is done. */
export function catchInterrupts(io: Io): { readonly interrupts: Interrupts; readonly release: () => void } {
  const interrupts = new Interrupts();
  // A terminal that was closed (SIGHUP) asks for the same as SIGTERM: end in order, and soon.
  const release = io.onEnding((ending: Ending) => interrupts.trigger(ending === 'SIGHUP' ? 'SIGTERM' : ending));
  return { interrupts, release };
}

/** For commands that own nothing: aborted by the first ending of any kind. `code` is the exit code that it asks for. */
export function catchEnding(io: Io): { readonly signal: AbortSignal; readonly release: () => void; code(): number } {
  const controller = new AbortController();
  let first: Ending | undefined;
  const release = io.onEnding((ending) => {
    if (first !== undefined && ending !== 'EPIPE') io.leave(codeOf(ending), 0);
    first ??= ending;
    controller.abort(ending);
  });
  return { signal: controller.signal, release, code: () => (first === undefined ? 0 : codeOf(first)) };
}

/** A reader that has seen enough (`| head -1`) is no error. */
function codeOf(ending: Ending): number {
  return ending === 'EPIPE' ? 0 : ending === 'SIGINT' ? 130 : 143;
}
