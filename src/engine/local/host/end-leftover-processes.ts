import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { Backoff } from '../../../async/backoff.ts';
import type { Clock } from '../../../core/clock.ts';
import type { LeftProcess } from '../../../core/session/end-conditions.ts';
import { type RunningProcess, runningWith, signalProcess, startTimeOf } from '../process-identity.ts';

/**
 * The name of a variable in the environment of one start of an agent. All that the agent starts inherits it, also what
 * leaves its process group (setsid, a daemon), and nothing else on the machine can have it. A session within a session
 * carries the marks of both: that is why the name differs, and not the value.
 */
export const newMark = (): string => `${PREFIX}${randomBytes(16).toString('hex')}`;

const PREFIX = 'AMBER_AGENT_';

/** True for what `newMark` makes: nothing else may decide which processes are ended. */
export const isMark = (name: string): boolean => /^AMBER_AGENT_[0-9a-f]{32}$/.test(name);

/** After SIGKILL, in ms: a process in a system call ends when that does. */
const KILLED = 2_000;
/** Pauses between two looks for processes that are ending (ms). */
const LOOK_PAUSES = { first: 5, most: 100 };

/**
 * Ends what an agent has left behind: SIGTERM, `grace` ms, SIGKILL. Returns those processes, less the ones of the agent's
 * own group, whose end is no news. What does not carry the mark is not found: a program that was started with an
 * environment of its own making, or as another user.
 */
export async function endMarked(
  mark: string,
  { grace, clock, pgid }: { readonly grace: number; readonly clock: Clock; readonly pgid?: number | undefined },
): Promise<readonly LeftProcess[]> {
  if (!isMark(mark)) return [];
  const found = new Map<number, RunningProcess>();
  const look = (signal: 'SIGTERM' | 'SIGKILL'): boolean => {
    const running = runningWith(mark);
    for (const one of running) {
      // A process may start others while it ends.
      const isKnown = found.get(one.pid)?.startTime === one.startTime;
      found.set(one.pid, one);
      if (signal === 'SIGKILL' || !isKnown) end(one, signal);
    }
    return running.length > 0;
  };
  for (const [signal, ms] of [
    ['SIGTERM', grace],
    ['SIGKILL', KILLED],
  ] as const) {
    const deadline = clock.now() + ms;
    for (const backoff = new Backoff(LOOK_PAUSES); look(signal) && clock.now() < deadline; )
      await clock.sleep(backoff.next());
  }
  return [...found.values()]
    .filter((one) => one.pgid !== pgid)
    .map(({ command, pid }) => ({
      pid,
      name:
        basename(command)
          .replace(/[^\w.+-]/g, '')
          .slice(0, 40) || 'unnamed',
    }));
}

/** For the very last moment of a process, when nothing can be waited for. */
export function killMarked(mark: string): void {
  if (isMark(mark)) for (const one of runningWith(mark)) end(one, 'SIGKILL');
}

/** Its pid may be another process's since it was looked at. */
function end({ pid, startTime }: RunningProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (startTimeOf(pid) === startTime) signalProcess(pid, signal);
}
