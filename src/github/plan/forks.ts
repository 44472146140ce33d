import { type CommentEvent, isRepo, type Thread } from '../event/github-event.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { PullFacts } from './plan-facts.ts';
import { type Plan, refuse } from './plan-types.ts';

/** True if the head is not of the thread's own repository, or is gone. */
export function isFork(pull: PullFacts, thread: Thread): boolean {
  return !isRepo(pull.headRepo, thread);
}

/** Why nothing is run on this fork's pull request; undefined if it is none, or may be. */
export function refuseFork(
  pull: PullFacts,
  { event, inputs }: { readonly event: CommentEvent; readonly inputs: Pick<Inputs, 'allowForks'> },
): Plan | undefined {
  if (!isFork(pull, event.thread)) return undefined;
  if (pull.headRepo === null)
    return refuse('the head’s repository was deleted', 'The repository of this pull request’s branch is gone.');
  if (!inputs.allowForks)
    return refuse(
      'the pull request comes from a fork',
      'This pull request comes from a fork, whose code is not trusted here. Somebody with write access can push its branch to this repository and ask there; `allow-forks` lets Amber work on forks.',
    );
  const pushed = pull.headRepoPushedAt;
  // Times are whole seconds, and one that is none is a doubt.
  if (pushed === undefined || !(Date.parse(pushed) < Date.parse(event.createdAt)))
    return refuse(
      'the fork was pushed to after the comment was written',
      'The fork was pushed to after this was asked. Look at what is new, and ask again.',
    );
  return undefined;
}
