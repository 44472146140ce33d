import { EXIT, type Result, type RunEnd } from '../core/outcome.ts';
import { Course } from './owned-run.ts';
import { resultOf, runErrorOf, systemCodeOf } from './result.ts';
import type { OneShot } from './run-session.ts';

/** What a command's own part comes to: the run's end if it was witnessed, or that it left the run alone. */
export type Ending = RunEnd | 'detached' | undefined;

/**
 * Runs a command's own part and then, whatever came of it (an end, a signal, a time limit, an exception), takes the
 * one way out: the session is settled, the result is made and told. Never throws.
 */
export async function oneExit(deps: OneShot, part: (course: Course) => Promise<Ending>): Promise<Result> {
  const course = new Course(deps);
  const { leash, reporter } = course;
  let ending: Ending;
  let error: unknown;
  try {
    ending = await part(course);
  } catch (thrown) {
    if (thrown !== leash.cut) error = thrown;
  }
  // A signal that comes from now on changes no more what the run came to.
  const { cut } = leash;
  const detached = ending === 'detached';
  const end = ending === 'detached' ? undefined : ending;
  const fate = detached ? { stopped: false, stopReason: 'detached' as const } : await course.settle(end);
  if (end !== undefined) warnOf(end, fate.stopReason !== 'kept' && fate.stopReason !== 'in-use', course);
  if (leash.cut?.kind === 'broken') error ??= leash.cut.error;
  if (error !== undefined) deps.threw?.(error);
  leash.close();
  const { session } = course;
  const wasCut = cut?.kind === 'signal' && fate.stopReason !== 'detached';
  const result = resultOf({
    session,
    end,
    said: end ?? (wasCut ? course.unfinished() : undefined),
    runId: course.tracker?.runId,
    detached,
    cut,
    error,
    fate,
    signal: deps.interrupts.signal,
    onInterrupt: deps.onInterrupt,
    leak: course.leak,
    durationMs: course.durationMs,
  });
  const failure = await reporter.result(result, deps.interrupts.hurry);
  // A reader that went away has seen what it wanted; a full disk is another matter.
  if (failure === undefined || systemCodeOf(failure) === 'EPIPE') return result;
  if (failure !== error) deps.threw?.(failure);
  return { ...result, exitCode: result.exitCode || EXIT.lost, error: result.error ?? runErrorOf(failure) };
}

/** What a person should know about an end beside its outcome. */
function warnOf(end: RunEnd, stopped: boolean, { reporter }: Course): void {
  if (stopped && end.tasks !== undefined && end.tasks.length > 0)
    reporter.warn('background-tasks', `stopping the session cut off background tasks: ${end.tasks.join('; ')}`);
  if (end.refused !== undefined && end.refused > 0)
    reporter.warn(
      'permissions-refused',
      `${end.refused} permission request${end.refused === 1 ? ' was' : 's were'} refused: the agent could not do all that it wanted`,
    );
}
