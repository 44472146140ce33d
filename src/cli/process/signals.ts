import { EXIT } from '../../core/exit-code.ts';
import { Interrupts } from '../../run/interrupts.ts';
import type { Ending, Io } from './io.ts';

/** How long the result and the command that stops the session may take to be printed. */
const LAST_WORDS_MS = 300;

/**
 * The process's signals and its closed stdout as the run knows them; the second signal leaves at once. Call `release`
 * when the command is done.
 */
export function catchInterrupts(io: Io): { readonly interrupts: Interrupts; readonly release: () => void } {
  const interrupts = new Interrupts();
  // A terminal that was closed (SIGHUP) asks for the same as SIGTERM: end in order, and soon.
  const release = io.onEnding((ending: Ending) => interrupts.trigger(ending === 'SIGHUP' ? 'SIGTERM' : ending));
  // What was promised to happen at once happens, even if something that should have ended does not.
  void interrupts.second.then(async () => {
    await io.clock.sleep(LAST_WORDS_MS);
    io.leave(codeOf(interrupts.signal ?? 'SIGINT'), LAST_WORDS_MS);
  });
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
  if (ending === 'EPIPE') return EXIT.ok;
  return ending === 'SIGINT' ? EXIT.sigint : EXIT.sigterm;
}
