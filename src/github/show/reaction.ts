import { messageOf } from '../../core/errors.ts';
import type { GitHubApi, Reaction, ReactionTarget } from '../api/github-api.ts';
import type { GitHubEvent } from '../event/github-event.ts';

/** Left where work begins. */
export const AT_WORK: Reaction = 'eyes';

/** What a reaction answers: the comment or review that asked, or the issue that was labelled. */
export function targetOf(event: GitHubEvent): ReactionTarget | undefined {
  switch (event.kind) {
    case 'comment':
      return event.source === 'review'
        ? { kind: 'review', nodeId: event.nodeId }
        : { kind: event.source, commentId: event.commentId };
    case 'label':
      return { kind: 'issue', number: event.thread.number };
    case 'batch':
    case 'none':
      return undefined;
  }
}

/** Reacts to the event, if there is something to react to. Never rejects: what GitHub refuses is warned of. */
export async function react(
  event: GitHubEvent,
  reaction: Reaction,
  { api, warn }: { readonly api: Pick<GitHubApi, 'react'>; warn(message: string): void },
  signal?: AbortSignal,
): Promise<void> {
  const target = targetOf(event);
  if (target === undefined) return;
  try {
    await api.react(target, reaction, signal);
  } catch (error) {
    if (signal?.aborted !== true) warn(`no reaction could be left: ${messageOf(error)}`);
  }
}
