import { isAmberError } from '../core/errors.ts';
import { engineOf } from './inputs/read-inputs.ts';
import { inputOf, type Runner } from './runner.ts';

/**
 * Before an agent runs beside this process: goes on in one whose environment the agent can't read, since the job's
 * tokens and all inputs are in there. @throws what the file system says where the environment can't be passed on
 */
export function hideEnvironment(runner: Runner, warn: (message: string) => void): void {
  if (runner.handOver === undefined || !runsHere(runner)) return;
  try {
    runner.handOver();
  } catch (error) {
    if (!isAmberError(error, 'UNSUPPORTED')) throw error;
    const hint = error.hint === undefined ? '' : `; ${error.hint}`;
    warn(`the agent can read this step's environment, its tokens and inputs: ${error.message}${hint}`);
  }
}

/** False also for inputs that are wrong: the reader of all inputs reports them. */
function runsHere({ env }: Runner): boolean {
  try {
    return engineOf((name) => inputOf(env, name)).engine === 'local';
  } catch {
    return false;
  }
}
