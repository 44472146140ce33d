import { Interrupts } from '../run/interrupts.ts';
import type { Runner } from './runner.ts';

/**
 * GitHub sends SIGINT, 7.5 s later SIGTERM, and kills 2.5 s after that. A stop is waited for until then; what is left of
 * the time is for the comment and the check. What is not confirmed by then is left to the post step.
 */
const STOP_MS = 5_500;

/** What a cancelled job means to a run. Call `release` at the end. */
export function catchCancel(runner: Runner): { readonly interrupts: Interrupts; readonly release: () => void } {
  const interrupts = new Interrupts();
  const done = new AbortController();
  const off = runner.onEnding((ending) => {
    // A log without a reader is no reason to stop: the runner would send a signal.
    if (ending === 'EPIPE') return;
    const cause = ending === 'SIGHUP' ? 'SIGTERM' : ending;
    if (!interrupts.first.aborted) {
      const hurry = (): void => interrupts.trigger(cause);
      runner.clock.sleep(STOP_MS, done.signal).then(hurry, () => undefined);
    }
    interrupts.trigger(cause);
  });
  return {
    interrupts,
    release: () => {
      done.abort();
      off();
    },
  };
}
