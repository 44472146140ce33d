import { EXIT } from '../../core/exit-code.ts';
import { Interrupts } from '../../run/interrupts.ts';
import type { Ending, Io } from './io.ts';

/** How long the result and the command that stops the session may take to be printed. */
const LAST_WORDS_MS = 300;

export interface CaughtInterrupts {
  readonly interrupts: Interrupts;
  /** To be called where stdin, a terminal, has ended: one that is gone (not Ctrl-D) counts as its SIGHUP, which may come later or never. */
  readonly inputEnded: () => void;
  readonly release: () => void;
}

/**
 * The process's signals and its closed stdout as the run knows them; the second signal leaves at once. Call `release`
 * when the command is done.
 */
export function catchInterrupts(io: Io): CaughtInterrupts {
  const interrupts = new Interrupts();
  let isHangupSeen = false;
  const release = io.onEnding((ending: Ending) => {
    // The signal of a closed terminal whose end was read before it came.
    if (ending === 'SIGHUP' && isHangupSeen) isHangupSeen = false;
    // A terminal that was closed (SIGHUP) asks for the same as SIGTERM: end in order, and soon.
    else interrupts.trigger(ending === 'SIGHUP' ? 'SIGTERM' : ending);
  });
  const inputEnded = (): void => {
    if (io.stdin.isTTY || interrupts.first.aborted) return;
    isHangupSeen = true;
    interrupts.trigger('SIGTERM');
  };
  // What was promised to happen at once happens, even if something that should have ended does not.
  void interrupts.second.then(async () => {
    await io.clock.sleep(LAST_WORDS_MS);
    io.leave(codeOf(interrupts.signal ?? 'SIGINT'), LAST_WORDS_MS);
  });
  return { interrupts, inputEnded, release };
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
  if (ending === 'EPIPE') return EXIT.ok;
  return ending === 'SIGINT' ? EXIT.sigint : EXIT.sigterm;
}
