import { isAmberError } from '../core/errors.ts';
import { engineOf, inputOf } from './inputs/inputs.ts';
import type { Runner } from './runner.ts';

/**
 * Before an agent runs beside this process: goes on in one whose environment the agent can't read, since the job's
 * tokens and all inputs are in there. Whatever keeps the environment from being written down is thrown.
 */
export function handOver(runner: Runner, warn: (message: string) => void): void {
  if (runner.handOver === undefined || !runsHere(runner)) return;
  try {
    runner.handOver();
  } catch (error) {
    if (!isAmberError(error, 'UNSUPPORTED')) throw error;
    warn(
      `the agent can read this step's environment, its tokens and inputs: ${error.message}; use Node 22.15 or newer`,
    );
  }
}

/** False also for inputs that are wrong: whoever reads them all says so. */
function runsHere({ env }: Runner): boolean {
  try {
    return engineOf((name) => inputOf(env, name)).engine === 'local';
  } catch {
    return false;
  }
}
