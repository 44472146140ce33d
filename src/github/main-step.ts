import { messageOf } from '../core/errors.ts';
import { FORK_REVIEW, type GitHubEvent, isForkReview, payloadAt, readEvent } from './event/github-event.ts';
import { toolkitContext } from './event/toolkit-context.ts';
import { mayMention } from './markdown/mention.ts';
import { NOT_GIVEN, type Reports, type Runner } from './runner.ts';

/**
 * The Action's main step. Returns the exit code of its process; never throws. Nearly every comment of a repository gets
 * this far and no further: the rest is loaded only for the others.
 */
export async function runStep(runner: Runner, reports: () => Promise<Reports>): Promise<number> {
  const { env } = runner;
  const payload = payloadAt(env.GITHUB_EVENT_PATH);
  const event = readEvent(toolkitContext(env, payload));
  // One that is given and empty is an error, which the reader of the inputs reports.
  const isPrompted = (env.INPUT_PROMPT ?? NOT_GIVEN).trim() !== NOT_GIVEN;
  // Only a payload that is there can ask for nothing.
  if (payload === undefined && !isPrompted) {
    (await reports()).failed(
      `the event's payload can't be read: GITHUB_EVENT_PATH is "${env.GITHUB_EVENT_PATH ?? ''}"`,
    );
    return 1;
  }
  const idle = isPrompted ? undefined : idleReason(event, env.INPUT_TRIGGER?.trim() || '@amber');
  if (idle !== undefined) {
    (await reports()).notice(idle);
    return 0;
  }
  const [{ runJob }, { hideEnvironment }] = await Promise.all([
    import('./plan-and-execute.ts'),
    import('./hide-environment.ts'),
  ]);
  const report = await reports();
  try {
    // Before signals are listened for: one that came in between would be lost.
    hideEnvironment(runner, report.warning);
  } catch (error) {
    report.failed(`the job's environment could not be put out of the agent's reach: ${messageOf(error)}`);
    return 1;
  }
  return runJob(event, runner, report);
}

/** Why there is nothing to do, as far as that can be seen without reading Markdown; undefined if there may be. */
function idleReason(event: GitHubEvent, phrase: string): string | undefined {
  if (event.kind === 'none') return `nothing to do: ${event.reason}`;
  if (event.kind === 'comment' && !mayMention(event.text, phrase))
    return `nothing to do: the comment does not say ${phrase}`;
  // Before the inputs are read: secrets among them are empty there, which would be an error.
  if (event.kind === 'comment' && isForkReview(event)) return `nothing to do: ${FORK_REVIEW}`;
  return undefined;
}
