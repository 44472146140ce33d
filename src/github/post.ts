import { messageOf } from '../core/errors.ts';
import { readInputs } from './inputs.ts';
import { inputOf, redactorFor } from './job.ts';
import { openEngine } from './open-engine.ts';
import type { Reports, Runner } from './runner.ts';
import { savedState } from './step-state.ts';
import { stopLeft } from './stop-left.ts';

/** The Action's post step: does what the main step could not, if anything. Gives the exit code; never throws. */
export async function runPost(runner: Runner, reports: () => Promise<Reports>): Promise<number> {
  const state = savedState(runner.env);
  if (state === undefined || (state.settled && state.shown === null)) return 0;
  const { failed, notice } = await reports();
  try {
    const inputs = readInputs((name) => inputOf(runner.env, name));
    const redactor = redactorFor(runner, inputs);
    const say = (line: string): void => void runner.stdout.write(`${redactor.all(line)}\n`);
    if (state.settled) return 0;
    const engine = await openEngine(inputs, runner, say);
    try {
      const left = await stopLeft(state, engine, runner.clock);
      if (left.kind === 'stopped')
        notice(`session ${left.ref.name} is stopped: the step before could not do it any more`);
      if (left.kind === 'unconfirmed') {
        failed(
          redactor.all(
            `session ${left.ref?.name ?? `of request ${state.requestId}`} may still be running: ${left.why}`,
          ),
        );
        return 1;
      }
    } finally {
      await engine.close();
    }
    return 0;
  } catch (error) {
    failed(`the post step failed: ${messageOf(error)}`);
    return 1;
  }
}
